import re

import pytest
from sqlalchemy import update

from bviewer.accounts.users import find_user
from bviewer.models import Access, AccessRequest, Gallery, Invitation, now
from tests.unit.cli.test_user import album_ids

LINK = re.compile(r"/invitation/[\w-]{43}\n")


def wish(gallery, user=None):
    with gallery.session() as session:
        user_id = None if user is None else find_user(session, user).id
        row = AccessRequest(
            gallery_id=session.query(Gallery.id).scalar(),
            user_id=user_id,
            name=user or "Carla",
            mail="c@pub.test",
            text="Please",
        )
        session.add(row)
        session.commit()


def test_a_link_is_printed_and_invitations_are_listed_and_taken_back(gallery):
    album = album_ids(gallery)["rome"]
    gallery.say("group", "add", "family")
    for options in ((), ("--album", album), ("--group", "family")):
        assert LINK.fullmatch(gallery.say("invitation", "add", "a@pub.test", *options))
    with gallery.session() as session:
        session.execute(update(Invitation).where(Invitation.id == 1).values(expires_at=now()))
        session.commit()
    listed = gallery.say("invitation", "list").splitlines()
    assert listed[0].startswith("3  a@pub.test  group family, open until 2")
    assert listed[1].startswith("2  a@pub.test  rome, open until 2")
    assert listed[2] == "1  a@pub.test  everything, expired"
    assert gallery.say("invitation", "cancel", "3") == "invitation 3 is taken back\n"
    message = "this invitation is used, expired or taken back"
    assert gallery.fail("invitation", "cancel", "3") == message


def test_wishes_are_listed_granted_and_refused(gallery):
    wish(gallery)
    wish(gallery, "anna")
    assert gallery.say("invitation", "list").splitlines() == [
        "1  Carla c@pub.test asks: Please",
        "2  anna c@pub.test asks: Please",
    ]
    assert LINK.fullmatch(gallery.say("invitation", "approve", "1"))
    assert gallery.say("invitation", "approve", "2") == "anna is let in\n"
    with gallery.session() as session:
        assert session.query(Access.user_id).all() == [(find_user(session, "anna").id,)]
    wish(gallery)
    number = gallery.say("invitation", "list").splitlines()[-1].split()[0]
    assert gallery.say("invitation", "refuse", number) == f"wish {number} is refused\n"
    assert gallery.fail("invitation", "refuse", number) == "this request was decided about already"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "nonsense"), "mail cannot be sent to such an address"),
        (("add", "a@b.test", "--album", "nothing"), "there is no album nothing"),
        (("add", "a@b.test", "--group", "nobody"), "there is no group nobody"),
    ],
)
def test_what_cannot_be_done_is_one_line(gallery, arguments, message):
    assert gallery.fail("invitation", *arguments) == message
