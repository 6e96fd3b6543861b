"""Choosing a new password by a link to the mail address that is stored."""

from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from bviewer.accounts.links import expect_link, find_link, make_secret
from bviewer.accounts.recovery import (
    MOST_USERS,
    PER_MAIL,
    ask_for_password,
    enter,
    recover,
    who_recovers,
)
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user
from bviewer.models import Gallery, TokenPurpose, User
from bviewer.security import limits
from bviewer.security.limits import PER_ACCOUNT_AND_ADDRESS, WINDOW
from tests.problems import refused

MAIL = "anna@pub.test"


@pytest.fixture
def anna(session: Session, gallery: Gallery) -> User:
    """A person with a mail address."""
    return add_user(session, "anna", mail=MAIL)


def link_of(session: Session, user: User, gallery: Gallery) -> str:
    """The secret of a link that lets somebody choose a password."""
    secret = make_secret(expect_link(session, TokenPurpose.PASSWORD, user, gallery))
    session.flush()
    return secret


def test_all_active_people_of_a_mail_address_have_a_link_but_not_without_end(
    session: Session, gallery: Gallery, anna: User
) -> None:
    add_user(session, "berta", mail="berta@pub.test")
    add_user(session, "gone", mail=MAIL).active = False
    twin = add_user(session, "twin", mail="Anna@PUB.test")
    found = ask_for_password(session, gallery, f" {MAIL.upper()} ", "192.0.2.1")
    assert [each.user for each in found] == [anna, twin]
    links = [(each.link.purpose, each.link.user_id, each.link.gallery_id) for each in found]
    assert links == [(TokenPurpose.PASSWORD, each.id, gallery.id) for each in (anna, twin)]
    for number in range(MOST_USERS):
        add_user(session, f"another {number}", mail=MAIL)
    assert len(ask_for_password(session, gallery, MAIL, "192.0.2.1")) == MOST_USERS


def test_nobody_is_mailed_without_end_and_unknown_addresses_count_as_well(
    session: Session, gallery: Gallery, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_700_000_000.0))
    for number in range(PER_MAIL):
        ask_for_password(session, gallery, MAIL, f"192.0.2.{number}")
    with refused("tries_exceeded", seconds=WINDOW):
        ask_for_password(session, gallery, MAIL.upper(), "192.0.2.99")
    assert ask_for_password(session, gallery, "nobody@pub.test", "192.0.2.99") == []
    for number in range(PER_ACCOUNT_AND_ADDRESS):
        ask_for_password(session, gallery, f"nobody-{number}@pub.test", "198.51.100.1")
    with refused("tries_exceeded", seconds=WINDOW):
        ask_for_password(session, gallery, "berta@pub.test", "198.51.100.1")


def test_a_link_signs_in_where_that_is_enough_and_all_of_a_person_go_with_it(
    session: Session, gallery: Gallery, anna: User
) -> None:
    secret, spare = (link_of(session, anna, gallery) for _ in range(2))
    with refused("link_gone"):
        enter(session, gallery, secret)
    gallery.mailed_links = True
    assert enter(session, gallery, secret) is anna
    for each in (secret, spare, "unknown"):
        with refused("link_gone"):
            enter(session, gallery, each)


def test_a_new_password_takes_a_link_and_all_sessions(
    session: Session, gallery: Gallery, anna: User
) -> None:
    secret = link_of(session, anna, gallery)
    assert who_recovers(session, gallery.id, secret) == (anna.id, "anna", MAIL, None, False, None)
    assert who_recovers(session, gallery.id, "unknown") is None
    open_session(session, anna.id, gallery.id)
    assert recover(session, gallery, secret, "a hash") is anna
    assert anna.password_hash == "a hash"
    assert find_link(session, TokenPurpose.PASSWORD, secret, gallery.id) is None
    with refused("link_gone"):
        recover(session, gallery, secret, "another hash")
    assert anna.password_hash == "a hash"
