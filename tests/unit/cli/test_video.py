"""Films in albums from the command line."""

import pytest
from sqlalchemy import select

from bviewer.models import Album, Image, Video


@pytest.fixture
def albums(gallery):
    with gallery.session() as session:
        return {album.folder: album.id for album in session.scalars(select(Album))}


def test_a_film_is_added_and_listed_and_then_one_of_the_items(gallery, albums):
    said = gallery.say(
        *("video", "add", albums["rome"], "https://youtu.be/dQw4w9WgXcQ"),
        *("--title", "A song", "--time", "1987-07-27T12:00"),
    )
    with gallery.session() as session:
        film_id = session.scalars(select(Image.id).where(Image.kind == "video")).one()
    assert said == f"added {film_id}: A song\n"
    listed = f"{film_id}  youtube/dQw4w9WgXcQ  1987-07-27 12:00"
    assert gallery.say("video", "list", albums["rome"]) == f"{listed}  A song\n"
    gallery.say("item", "set", albums["rome"], film_id, "--title", "")
    gallery.say("item", "move", albums["rome"], film_id, "--to", albums["oslo"])
    assert gallery.say("video", "list", albums["rome"]) == ""
    assert gallery.say("video", "list", albums["oslo"]) == f"{listed}\n"
    with gallery.session() as session:
        session.query(Video).update({"reason": "gone"})
        session.commit()
    assert gallery.say("video", "list", albums["oslo"]) == f"{listed}  no picture: gone\n"
    gallery.say("item", "remove", albums["oslo"], film_id)
    assert gallery.say("video", "list", albums["oslo"]) == ""


def test_a_film_without_a_title_is_called_as_by_its_provider(gallery, albums):
    said = gallery.say("video", "add", albums["rome"], "https://vimeo.com/76979871/8272103f6e")
    assert said.endswith(": Vimeo 76979871\n")


def test_what_is_no_film_is_one_line(gallery, albums):
    message = gallery.fail("video", "add", albums["rome"], "https://evil.test/dQw4w9WgXcQ")
    assert message == "this is no address of a video at YouTube or Vimeo"
