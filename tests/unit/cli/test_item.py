import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bviewer.models import Album, Image, Visibility


@pytest.fixture
def albums(gallery):
    """The ids of the gallery's albums by their folders, and of an image in `rome`."""
    with gallery.session() as session:
        found = dict(session.execute(select(Album.folder, Album.id)).all())
        image_id = session.scalars(
            select(Image.id).where(Image.album_id == found["rome"]).limit(1)
        ).one()
    return {**found, "image": image_id}


def image(gallery, albums):
    with gallery.session() as session:
        found = session.get_one(Image, albums["image"])
        session.expunge(found)
        return found


def test_a_photograph_is_named_and_dated(gallery, albums, tmp_path):
    caption = tmp_path / "caption.txt"
    caption.write_text("In the sun.")
    before = image(gallery, albums).time
    which = ("item", "set", albums["rome"], albums["image"])
    said = gallery.say(*which, "--title", "A boat", "--caption", str(caption))
    assert said == f"{albums['image']} is changed\n"
    gallery.say(*which, "--time", "2001-02-03T04:05")
    changed = image(gallery, albums)
    assert (changed.own_title, changed.caption) == ("A boat", "In the sun.")
    assert (changed.time, changed.file_time) == (datetime(2001, 2, 3, 4, 5), before)
    gallery.say(*which, "--file-time")
    assert image(gallery, albums).time == before


def test_photographs_are_shifted_moved_removed_and_put_back(gallery, albums):
    before = image(gallery, albums).time
    one = (albums["rome"], albums["image"])
    assert gallery.say("item", "shift", *one, "--hours", "-1") == (
        "1 of rome are shifted by -1 day, 23:00:00\n"
    )
    assert image(gallery, albums).time == before - timedelta(hours=1)
    gallery.say("item", "reset", *one)
    assert image(gallery, albums).time == before
    top = albums[""]
    assert gallery.say("item", "copy", *one, "--to", top).startswith("1 are copied to ")
    assert gallery.say("item", "copy", *one, "--to", top).endswith("; 1 were there already\n")
    said = gallery.say("item", "remove", albums["rome"], "--all")
    deletion = re.search(r"are removed as (\w+);", said)[1]
    assert gallery.say("album", "restore", deletion) == "rome is back\n"
    assert image(gallery, albums).album_id == albums["rome"]


def test_more_people_see_them_only_if_that_is_meant(gallery, albums):
    with gallery.session() as session:
        session.get_one(Album, albums["rome"]).visibility = Visibility.PRIVATE
        session.commit()
    which = ("item", "move", albums["rome"], albums["image"], "--to", albums[""])
    assert "add --open if that is meant" in gallery.fail(*which)
    assert gallery.say(*which, "--open").startswith("1 are moved to ")
    assert image(gallery, albums).album_id == albums[""]


def test_files_are_read_and_pictures_made_by_workers(gallery, albums):
    for command, words in (("reread", "read again"), ("render", "made ready")):
        assert f"are on their way to be {words}" in gallery.say(
            "item", command, albums["rome"], "--all"
        )


def test_either_some_or_all(gallery, albums):
    for ids in ((), (albums["image"], "--all")):
        result = gallery.run("item", "reset", albums["rome"], *ids)
        assert result.exit_code == 2
        assert "name photographs, or --all of them" in result.stderr


def test_files_are_picked_and_an_album_follows_a_folder_or_none(gallery, albums):
    top, rome = albums[""], albums["rome"]
    said = gallery.say("item", "pick", top, "rome", "a.jpg")
    assert said.endswith(": 1 are in it now, 0 are to be read\n")
    assert gallery.say("item", "pick", top, "oslo", "--all").endswith(" 0 are to be read\n")
    assert "not in the folder" in gallery.fail("item", "pick", top, "rome", "x.jpg")
    assert "no such folder" in gallery.fail("item", "pick", top, "../rome", "--all")
    made = gallery.say("album", "add", top, "Best").split()[0]
    assert "has an album already: rome" in gallery.fail("album", "follow", made, "rome")
    assert gallery.say("album", "follow", rome, "--none") == "rome holds what is picked for it\n"
    gallery.say("album", "set", rome, "--visibility", "private")
    gallery.say("album", "open", made)
    assert "add --close if that is meant" in gallery.fail("album", "follow", made, "rome")
    assert gallery.say("album", "follow", made, "rome", "--close") == "Best follows rome\n"
    with gallery.session() as session:
        assert session.get_one(Album, made).folder == "rome"
        assert session.get_one(Album, rome).folder is None
