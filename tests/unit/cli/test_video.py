"""Films in albums from the command line."""

import pytest
from sqlalchemy import select

from bviewer.models import Album, Video


@pytest.fixture
def albums(gallery):
    with gallery.session() as session:
        return {album.folder: album.id for album in session.scalars(select(Album))}


def test_a_film_is_added_listed_changed_moved_and_deleted(gallery, albums):
    said = gallery.say(
        *("video", "add", albums["rome"], "https://youtu.be/dQw4w9WgXcQ"),
        *("--title", "A song", "--time", "1987-07-27T12:00"),
    )
    with gallery.session() as session:
        film_id = session.scalars(select(Video.id)).one()
    assert said == f"added {film_id}: A song\n"
    listed = f"{film_id}  youtube dQw4w9WgXcQ  1987-07-27 12:00"
    assert gallery.say("video", "list", albums["rome"]) == f"{listed}  A song\n"
    said = gallery.say("video", "set", film_id, "--title", "")
    assert said == f"{film_id} is 'YouTube dQw4w9WgXcQ', of 1987-07-27 12:00\n"
    gallery.say("video", "move", film_id, albums["oslo"])
    assert gallery.say("video", "list", albums["rome"]) == ""
    assert gallery.say("video", "list", albums["oslo"]) == f"{listed}\n"
    gallery.say("video", "delete", film_id)
    assert gallery.fail("video", "delete", film_id) == f"there is no video {film_id}"


def test_what_is_no_film_is_one_line(gallery, albums):
    message = gallery.fail("video", "add", albums["rome"], "https://evil.test/dQw4w9WgXcQ")
    assert message == "this is no address of a video at YouTube or Vimeo"
