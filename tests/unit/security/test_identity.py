from datetime import timedelta

import pytest
from pyramid.authorization import Authenticated, Everyone
from sqlalchemy import event, select

from bviewer.models import Access, Album, Gallery, UserSession, now
from bviewer.security.identity import Identity, load_identity, viewer_of
from bviewer.security.users import add_user, find_user, open_session
from bviewer.security.visibility import STRANGER, Viewer


@pytest.fixture
def anna(session, gallery):
    return add_user(session, "anna")


@pytest.fixture
def token(session, gallery, anna):
    return open_session(session, anna.id, gallery.id)


def who(session, token, gallery):
    session.flush()
    return load_identity(session.connection(), token, gallery.id)


def test_a_session_tells_who_it_is(session, gallery, anna, token):
    assert who(session, token, gallery) == Identity(
        user_id=anna.id,
        name="anna",
        gallery_id=gallery.id,
        has_gallery=False,
        album_ids=frozenset(),
    )


@pytest.mark.parametrize("other", ["", "x", "\udcff", "é" * 5000])
def test_any_other_secret_is_nobody(session, gallery, token, other):
    assert who(session, other, gallery) is None


def test_what_was_given_and_not_taken_back_is_known(session, gallery, anna, token):
    for number in range(3):
        album = Album(
            id=f"a{number}", gallery_id=gallery.id, parent_id="top", title="", sort_key=b""
        )
        session.add(album)
    session.flush()
    session.add(Access(user_id=anna.id, gallery_id=gallery.id, album_id="a0"))
    session.add(Access(user_id=anna.id, gallery_id=gallery.id, album_id="a1"))
    session.add(Access(user_id=anna.id, gallery_id=gallery.id, album_id="a2", active=False))
    found = who(session, token, gallery)
    assert (found.has_gallery, found.album_ids) == (False, {"a0", "a1"})

    session.add(Access(user_id=anna.id, gallery_id=gallery.id))
    found = who(session, token, gallery)
    assert (found.has_gallery, found.album_ids) == (True, {"a0", "a1"})


def test_what_others_were_given_and_what_was_given_elsewhere_is_not_mixed_in(
    session, gallery, anna, token
):
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    session.flush()
    session.add(Access(user_id=anna.id, gallery_id=other.id))
    session.add(Access(user_id=find_user(session, "owner").id, gallery_id=gallery.id))
    found = who(session, token, gallery)
    assert (found.has_gallery, found.album_ids) == (False, frozenset())


def test_a_session_of_one_gallery_is_worth_nothing_at_another(session, gallery, anna, token):
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    assert who(session, token, other) is None
    assert who(session, token, gallery) is not None


def test_an_expired_session_is_nobody(session, gallery, token):
    row = session.scalars(select(UserSession)).one()
    row.expires_at = now() + timedelta(seconds=30)
    assert who(session, token, gallery) is not None
    row.expires_at = now()
    assert who(session, token, gallery) is None


def test_a_disabled_person_is_nobody_at_once(session, gallery, anna, token):
    anna.active = False
    assert who(session, token, gallery) is None


def test_it_costs_one_statement(session, engine, gallery, token):
    session.flush()
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    load_identity(session.connection(), token, gallery.id)
    assert len(statements) == 1


def test_principals_name_the_person_and_what_was_given():
    nothing = Identity(7, "anna", 3, has_gallery=False, album_ids=frozenset())
    everything = Identity(7, "anna", 3, has_gallery=True, album_ids=frozenset({"a0", "a1"}))
    assert nothing.principals() == {Everyone, Authenticated, "user:7"}
    assert everything.principals() == nothing.principals() | {"gallery:3", "album:a0", "album:a1"}


def test_a_viewer_is_the_owner_or_who_was_given_something_or_a_stranger():
    identity = Identity(7, "anna", 3, has_gallery=False, album_ids=frozenset({"a0"}))
    assert viewer_of(identity, owner_id=7).is_owner
    assert viewer_of(identity, owner_id=8) == Viewer(album_ids=frozenset({"a0"}))
    assert viewer_of(None, owner_id=7) is STRANGER
