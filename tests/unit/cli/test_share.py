import re

import pytest
from sqlalchemy import select

from bviewer.models import Album, Image, Share

PASSWORD = "with cake and candles"


def album_id(installation, title="rome"):
    with installation.session() as session:
        return session.scalars(select(Album.id).where(Album.title == title)).one()


def test_a_link_is_made_listed_and_taken_back(gallery):
    rome = album_id(gallery)
    said = gallery.say("share", "add", rome, "--label", "Grandma")
    assert re.fullmatch(r"/s/[\w-]{27}\n", said)
    gallery.say("share", "add", rome, "--label", "Party", "--no-download", "--no-details")
    assert gallery.say("share", "list").splitlines() == [
        f"2  Party  album {rome} (rome)  good, with nothing more  visits 0",
        f"1  Grandma  album {rome} (rome)  good, with download and details  visits 0",
    ]
    assert gallery.say("share", "revoke", "1") == "link 1 (Grandma) opens nothing any more\n"
    assert "revoked" in gallery.say("share", "list").splitlines()[1]


def test_a_link_may_end_and_ask_for_a_password(gallery):
    options = ("--label", "x", "--until", "2050-01-31", "--ask-password", "--position")
    said = gallery.say(
        "share", "add", album_id(gallery), *options, stdin=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert PASSWORD not in said
    listed = gallery.say("share", "list")
    assert "good until 2050-0" in listed
    assert "with download and details and position and password" in listed
    with gallery.session() as session:
        assert session.scalars(select(Share.password_hash)).one().startswith("$argon2id$")


def test_a_link_may_open_some_images_alone(gallery):
    rome = album_id(gallery)
    with gallery.session() as session:
        image_id = session.scalars(select(Image.id).where(Image.album_id == rome)).one()
    gallery.say("share", "add", rome, "--image", image_id, "--label", "x")
    with gallery.session() as session:
        opened = session.get_one(Album, session.scalars(select(Share.album_id)).one())
        assert (opened.folder, opened.title, opened.visibility) == (None, "rome", "private")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "x" * 12, "--label", "x"), f"there is no album {'x' * 12}"),
        (("add", "rome", "--label", " "), "a label has 1 to 200 characters"),
        (
            ("add", "rome", "--label", "x", "--until", "2020-01-01"),
            "a link is good until today at least, and for 100 years at most",
        ),
        (
            ("add", "rome", "--label", "x", "--image", "x"),
            "some of these images are not in the album",
        ),
        (("revoke", "7"), "there is no link 7"),
    ],
)
def test_what_cannot_be_done_is_one_line(gallery, written, arguments, message):
    rome = album_id(gallery)
    arguments = [rome if argument == "rome" else argument for argument in arguments]
    assert gallery.fail("share", *arguments) == message
    assert written == []
