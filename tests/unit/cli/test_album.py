import re

import pytest
from sqlalchemy import select

from bviewer.models import Album, Image

COPIES = "browsers and caches that have its pictures may show them for up to 5 minutes more\n"


def album(gallery, folder):
    with gallery.session() as session:
        return session.scalars(select(Album).where(Album.folder == folder)).one()


def test_an_album_is_changed_at_once(gallery):
    rome = album(gallery, "rome")
    assert (
        gallery.say(
            *("album", "set", rome.id, "--visibility", "private"),
            *("--title", "Roma\x1b[2J", "--order", "newest"),
        )
        == "Roma [2J is private, sorted by newest\n" + COPIES
    )
    changed = album(gallery, "rome")
    assert (changed.title, changed.visibility, changed.order) == ("Roma [2J", "private", "newest")


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        *(("visible", "hidden", True), ("visible", "private", True), ("hidden", "private", True)),
        *(
            ("private", "hidden", False),
            ("private", "visible", False),
            ("hidden", "visible", False),
        ),
        *((each, each, False) for each in ("visible", "hidden", "private")),
    ],
)
def test_whoever_closes_an_album_is_told_of_copies(gallery, before, after, is_told):
    rome = album(gallery, "rome").id
    gallery.say("album", "set", rome, "--visibility", before)
    said = gallery.say("album", "set", rome, "--visibility", after)
    assert said == f"rome is {after}, sorted by oldest\n" + (COPIES if is_told else "")


def test_nothing_but_what_was_named_is_changed(gallery):
    rome = album(gallery, "rome")
    assert gallery.say("album", "set", rome.id) == "rome is visible, sorted by oldest\n"
    gallery.say("album", "set", rome.id, "--order", "name")
    changed = album(gallery, "rome")
    assert (changed.title, changed.visibility, changed.order) == ("rome", "visible", "name")


def test_a_description_keeps_its_lines_and_may_be_taken_away(gallery, tmp_path):
    rome = album(gallery, "rome")
    text = tmp_path / "rome.txt"
    text.write_bytes(b"\xef\xbb\xbfTwo days\r\nin \x1bMay.\n")
    gallery.say("album", "set", rome.id, "--description", str(text))
    assert album(gallery, "rome").description == "Two days\nin  May."
    gallery.say("album", "set", rome.id, "--description", "-", stdin="")
    assert album(gallery, "rome").description == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "{file} is not text in UTF-8"),
        (b"x" * 20_001, "a description has at most 20,000 characters"),
    ],
)
def test_what_is_no_description_is_refused(gallery, written, tmp_path, content, message):
    text = tmp_path / "odd"
    text.write_bytes(content)
    said = gallery.fail("album", "set", album(gallery, "rome").id, "--description", str(text))
    assert said == message.format(file=text)
    assert written == []


@pytest.mark.parametrize("album_id", ["", "nothing", "123456789ABC", "' OR 1=1 --", "x" * 5000])
def test_a_wrong_id_is_one_line(gallery, written, album_id):
    message = f"there is no album {album_id}".strip()
    assert gallery.fail("album", "set", album_id, "--title", "x") == message
    assert written == []


@pytest.mark.parametrize("title", ["", " \n", "x" * 301])
def test_a_wrong_title_is_one_line_and_changes_nothing(gallery, written, title):
    rome = album(gallery, "rome")
    assert gallery.fail("album", "set", rome.id, "--visibility", "private", "--title", title) == (
        "a title has 1 to 300 characters"
    )
    assert album(gallery, "rome").visibility == "visible"


@pytest.mark.parametrize(("option", "value"), [("--visibility", "open"), ("--order", "size")])
def test_a_wrong_choice_is_refused_with_the_choices(gallery, written, option, value):
    result = gallery.run("album", "set", album(gallery, "rome").id, option, value)
    assert result.exit_code == 2
    assert f"'{value}' is not one of " in result.stderr
    assert written == []


def test_an_odd_title_is_printed_in_one_line(gallery):
    with gallery.session() as session, session.begin():
        session.scalars(select(Album).where(Album.folder == "rome")).one().title = "a\x1b\n\u202eb"
    said = gallery.say("album", "set", album(gallery, "rome").id)
    assert said == "a\\x1b\\n\\u202eb is visible, sorted by oldest\n"


def test_a_cover_is_chosen_and_taken_back(gallery):
    rome = album(gallery, "rome")
    with gallery.session() as session:
        image = session.scalars(select(Image).where(Image.album_id == rome.id)).one()
    home = album(gallery, "")
    said = gallery.say("album", "set", home.id, "--cover", image.id)
    assert said == f"pub.test is visible, sorted by newest, with the cover {image.id}\n"
    said = gallery.say("album", "set", home.id, "--no-cover")
    assert said == "pub.test is visible, sorted by newest\n"
    assert album(gallery, "").cover_id is None


def test_a_cover_from_elsewhere_is_one_line(gallery, written):
    rome, oslo = album(gallery, "rome"), album(gallery, "oslo")
    with gallery.session() as session:
        image = session.scalars(select(Image).where(Image.album_id == rome.id)).one()
    message = f"there is no image {image.id} in the album or below it"
    assert gallery.fail("album", "set", oslo.id, "--cover", image.id) == message
    both = gallery.run("album", "set", rome.id, "--cover", image.id, "--no-cover")
    assert both.exit_code == 2
    assert written == []


def test_an_album_that_a_sync_closed_is_opened_by_one_command(gallery):
    rome = album(gallery, "rome")
    gallery.say("album", "set", rome.id, "--visibility", "private")
    (gallery.library / "new").mkdir()
    (gallery.library / "new" / "a.jpg").write_bytes((gallery.library / "rome/a.jpg").read_bytes())
    new = re.search(r"bviewer album INI open (\w+)", gallery.say("sync"))[1]
    assert (album(gallery, "new").id, album(gallery, "new").visibility) == (new, "private")
    assert "new  [private, closed by a sync because of rome]" in gallery.say("tree")
    assert gallery.say("album", "open", new) == "new is visible\n"
    assert "new  [visible]" in gallery.say("tree")
    assert gallery.fail("album", "open", "nowhere") == "there is no album nowhere"


def test_settings_are_an_albums_own_or_left_to_those_above(gallery):
    rome = album(gallery, "rome").id
    own = ("--downloads", "no", "--positions", "nobody", "--order", "hand")
    said = gallery.say("album", "set", rome, *own)
    assert said == (
        "rome is visible, sorted by hand, without downloads, positions told to nobody\n"
    )
    changed = album(gallery, "rome")
    assert (changed.downloads, changed.positions, changed.order) == (False, "nobody", "hand")
    above = ("--downloads", "above", "--positions", "above", "--order", "above")
    assert gallery.say("album", "set", rome, *above) == "rome is visible, sorted as above\n"
    changed = album(gallery, "rome")
    assert (changed.downloads, changed.positions, changed.order) == (None, None, None)


def test_albums_are_added_moved_arranged_and_told_what_holds_below(gallery):
    home, rome = album(gallery, "").id, album(gallery, "rome").id
    said = gallery.say("album", "add", rome, "Picked", "--visibility", "visible")
    picked = said.split()[0]
    assert said == f"{picked}  Picked is visible, sorted as above\n"
    oslo = album(gallery, "oslo").id
    assert gallery.say("album", "move", oslo, rome) == "oslo is in rome now, and visible there\n"
    said = gallery.say("album", "arrange", rome, picked, oslo, "--place", "1")
    assert said == "rome is visible, sorted by hand\n"
    said = gallery.say("album", "apply", rome, "order", "visibility")
    assert said == "rome is visible, sorted by hand; applied to 2 below\n"
    assert album(gallery, "oslo").order is None
    for arguments, refusal in (
        (("move", rome, oslo), "an album cannot go into itself, or into one below it"),
        (("move", home, rome), "the home of a gallery cannot be moved"),
        (
            ("arrange", rome, home),
            "not all of these are in the album, each once; nothing was changed",
        ),
        (("delete", home), "the home of a gallery cannot be deleted"),
        (("restore", rome), f"no album {rome} was deleted, or it is gone for good"),
    ):
        assert gallery.fail("album", *arguments) == refusal


def test_a_private_album_stays_private_where_it_is_moved_unless_it_may_open(gallery):
    rome, oslo = album(gallery, "rome").id, album(gallery, "oslo").id
    inner = gallery.say("album", "add", rome, "Inner", "--visibility", "visible").split()[0]
    gallery.say("album", "set", rome, "--visibility", "private")
    assert gallery.say("album", "move", inner, oslo) == "Inner is in oslo now, and private there\n"
    gallery.say("album", "set", inner, "--visibility", "visible")
    gallery.say("album", "move", inner, rome)
    said = gallery.say("album", "move", inner, oslo, "--open")
    assert said == "Inner is in oslo now, and visible there\n"


def test_an_album_is_deleted_and_put_back(gallery):
    rome = album(gallery, "rome").id
    said = gallery.say("album", "delete", rome)
    assert said == "rome is deleted: albums 1, files 1; the files stay on the disk\n"
    assert "rome" not in gallery.say("tree")
    gallery.say("sync")
    assert "rome" not in gallery.say("tree")
    assert gallery.fail("album", "set", rome) == f"there is no album {rome}"
    assert gallery.say("album", "restore", rome) == "rome is back\n"
    assert "rome" in gallery.say("tree")
