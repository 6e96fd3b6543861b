from datetime import timedelta

import pytest
from pyramid.authorization import Authenticated, Everyone
from sqlalchemy import event, select

from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user, find_user
from bviewer.models import Access, Album, Gallery, Group, Membership, UserSession, ViewsAs, now
from bviewer.security.visitor import STRANGER, Visitor, load_visitor

IDLE = timedelta(days=10)


@pytest.fixture
def anna(session, gallery):
    return add_user(session, "anna")


@pytest.fixture
def token(session, gallery, anna):
    return open_session(session, anna.id, gallery.id)


def who(session, token, gallery):
    session.flush()
    return load_visitor(session.connection(), token, gallery.id, gallery.owner_id, IDLE)


def test_a_session_tells_who_it_is(session, gallery, anna, token):
    assert who(session, token, gallery) == Visitor(
        user_id=anna.id, name="anna", gallery_id=gallery.id
    )


def test_a_session_tells_which_language_its_person_has_chosen(session, gallery, anna, token):
    assert who(session, token, gallery).language is None
    anna.language = "de"
    assert who(session, token, gallery).language == "de"


@pytest.mark.parametrize("other", ["", "x", "\udcff", "é" * 5000])
def test_any_other_secret_is_nobody(session, gallery, token, other):
    assert who(session, other, gallery) == STRANGER


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
    assert (found.has_gallery, found.granted) == (False, {"a0", "a1"})

    session.add(Access(user_id=anna.id, gallery_id=gallery.id))
    found = who(session, token, gallery)
    assert (found.has_gallery, found.granted) == (True, {"a0", "a1"})


def test_what_others_were_given_and_what_was_given_elsewhere_is_not_mixed_in(
    session, gallery, anna, token
):
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    session.flush()
    session.add(Access(user_id=anna.id, gallery_id=other.id))
    session.add(Access(user_id=find_user(session, "owner").id, gallery_id=gallery.id))
    found = who(session, token, gallery)
    assert (found.has_gallery, found.granted) == (False, frozenset())


def test_a_session_of_one_gallery_is_worth_nothing_at_another(session, gallery, anna, token):
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    assert who(session, token, other) == STRANGER
    assert who(session, token, gallery) != STRANGER


def test_an_expired_session_is_nobody(session, gallery, token):
    row = session.scalars(select(UserSession)).one()
    row.expires_at = now() + timedelta(seconds=30)
    assert who(session, token, gallery) != STRANGER
    row.expires_at = now()
    assert who(session, token, gallery) == STRANGER


def test_a_session_out_of_use_is_nobody_and_one_in_use_is_to_be_noted(session, gallery, token):
    row = session.scalars(select(UserSession)).one()
    for minutes, noted in ((59, None), (61, row.id), (240 * 60 - 1, row.id)):
        row.used_at = now() - timedelta(minutes=minutes)
        assert who(session, token, gallery).session_to_note == noted
        assert who(session, token, gallery) != STRANGER
    row.used_at = now() - IDLE
    assert who(session, token, gallery) == STRANGER


def test_a_disabled_person_is_nobody_at_once(session, gallery, anna, token):
    anna.active = False
    assert who(session, token, gallery) == STRANGER


def test_it_costs_one_statement(session, engine, gallery, token):
    session.flush()
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    load_visitor(session.connection(), token, gallery.id, gallery.owner_id, IDLE)
    assert len(statements) == 1


def test_the_owner_is_known_by_the_gallery(session, gallery):
    owner = find_user(session, "owner")
    token = open_session(session, owner.id, gallery.id)
    assert who(session, token, gallery).is_owner
    assert not who(session, "x", gallery).is_owner


def test_principals_name_the_person_and_what_was_granted_or_shared():
    nothing = Visitor(7, "anna", 3)
    everything = Visitor(
        7, "anna", 3, has_gallery=True, granted=frozenset({"a0", "a1"}), shared=frozenset({"a2"})
    )
    assert STRANGER.principals() == {Everyone}
    assert nothing.principals() == {Everyone, Authenticated, "user:7"}
    assert everything.principals() == nothing.principals() | {
        *("gallery:3", "album:a0", "album:a1", "share:a2")
    }
    assert Visitor(shared=frozenset({"a2"})).principals() == {Everyone, "share:a2"}


def test_a_share_makes_nobody_trusted():
    assert not Visitor(shared=frozenset({"a0"})).is_trusted_with(["a0", "a1"])
    assert Visitor(granted=frozenset({"a0"})).is_trusted_with(["a0", "a1"])
    assert not Visitor(granted=frozenset({"a1"})).is_trusted_with(["a0"])


def test_what_groups_were_given_is_known_once_and_in_the_same_statement(
    session, gallery, anna, token
):
    for number in range(3):
        album = Album(
            id=f"a{number}", gallery_id=gallery.id, parent_id="top", title="", sort_key=b""
        )
        session.add(album)
    groups = [Group(gallery_id=gallery.id, name=f"group {number}") for number in range(3)]
    session.add_all(groups)
    session.flush()
    for number, group in enumerate(groups):
        session.add(Access(group_id=group.id, gallery_id=gallery.id, album_id=f"a{number}"))
    session.add_all(Membership(user_id=anna.id, group_id=group.id) for group in groups[:2])
    session.add(Access(user_id=anna.id, gallery_id=gallery.id, album_id="a0"))
    assert who(session, token, gallery).granted == {"a0", "a1"}

    session.add(Access(group_id=groups[1].id, gallery_id=gallery.id))
    assert who(session, token, gallery).has_gallery
    session.delete(groups[1])
    found = who(session, token, gallery)
    assert (found.has_gallery, found.granted) == (False, {"a0"})


@pytest.fixture
def groups(session, gallery, anna):
    """Two groups with an album each: the owner is in the first, and anna in the second."""
    found = []
    for number, user in enumerate((find_user(session, "owner"), anna)):
        group = Group(gallery_id=gallery.id, name=f"group {number}")
        album = Album(
            id=f"a{number}", gallery_id=gallery.id, parent_id="top", title="", sort_key=b""
        )
        session.add_all([group, album])
        session.flush()
        session.add(Access(group_id=group.id, gallery_id=gallery.id, album_id=album.id))
        session.add(Membership(user_id=user.id, group_id=group.id))
        found.append(group)
    session.flush()
    return found


def seen_by_owner(session, gallery, **values):
    """Who an owner is who looks as somebody."""
    token = open_session(session, gallery.owner_id, gallery.id)
    row = session.scalars(select(UserSession)).one()
    for name, value in values.items():
        setattr(row, name, value)
    row.used_at = now() - timedelta(hours=2)
    return who(session, token, gallery), row.id


def test_an_owner_who_looks_as_a_person_has_what_that_person_was_given(
    session, gallery, anna, groups
):
    session.add(Access(user_id=gallery.owner_id, gallery_id=gallery.id))
    seen = {"views_as": ViewsAs.PERSON, "views_as_id": anna.id}
    found, session_id = seen_by_owner(session, gallery, **seen)
    assert found == Visitor(
        anna.id, "anna", gallery.id, granted=frozenset({"a1"}), watcher_id=gallery.owner_id
    )
    assert found.session_to_note == session_id


def test_an_owner_who_looks_as_a_group_has_what_that_was_given_and_no_name(
    session, gallery, groups
):
    seen = {"views_as": ViewsAs.GROUP, "views_as_group_id": groups[1].id}
    found, session_id = seen_by_owner(session, gallery, **seen)
    assert found == Visitor(
        name="group 1",
        gallery_id=gallery.id,
        granted=frozenset({"a1"}),
        watcher_id=gallery.owner_id,
    )
    assert found.principals() == {Everyone, "album:a1"}
    assert found.session_to_note == session_id


@pytest.mark.parametrize("kind", list(ViewsAs))
def test_an_owner_who_looks_as_nobody_any_more_has_nothing(session, gallery, groups, kind):
    found, session_id = seen_by_owner(session, gallery, views_as=kind)
    assert found == Visitor(watcher_id=gallery.owner_id)
    assert found.session_to_note == session_id


def test_a_group_of_another_gallery_is_none(session, gallery, anna, groups):
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    session.flush()
    groups[1].gallery_id = other.id
    seen = {"views_as": ViewsAs.GROUP, "views_as_group_id": groups[1].id}
    found, _session_id = seen_by_owner(session, gallery, **seen)
    assert found == Visitor(watcher_id=gallery.owner_id)
