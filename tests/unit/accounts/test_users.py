from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts import passwords
from bviewer.accounts.links import make_sign_in_link, use_sign_in_link
from bviewer.accounts.sessions import open_session
from bviewer.accounts.sign_in import accept_proof, check_password, is_plausible_password
from bviewer.accounts.users import (
    add_user,
    disable_user,
    enable_user,
    find_user,
    list_users,
    remove_user,
    set_password,
)
from bviewer.models import Access, Gallery, Token, User, UserSession, now
from bviewer.security.tokens import digest
from tests.problems import refused

PASSWORD = "correct horse"


@pytest.fixture
def anna(session, gallery, hasher):
    return add_user(session, "anna", PASSWORD)


def signs_in(session, name, password):
    """The id of whoever is let in with a password."""
    proof = check_password(session, name, password)
    return None if proof is None else accept_proof(session, proof)


@pytest.mark.parametrize(
    "name",
    ["", " ", "x" * 101, "two\nlines", "esc\x1b", "nul\0", "bad\udcff", "\u202e", "anna "],
)
def test_a_name_that_cannot_be_shown_is_refused(session, name):
    with refused("user_name_invalid", "name", maximum=100):
        add_user(session, name)


def test_a_name_is_given_once(session, anna):
    with refused("user_exists", "name", name="anna"):
        add_user(session, "anna")


def test_a_person_is_found_by_name(session, anna):
    assert find_user(session, "anna") is anna
    with refused("user_unknown", "name", name="Anna"):
        find_user(session, "Anna")


def test_the_right_password_of_an_active_person_fits(session, anna):
    assert signs_in(session, "anna", PASSWORD) == anna.id
    assert signs_in(session, "anna", PASSWORD.upper()) is None
    assert signs_in(session, "berta", PASSWORD) is None

    anna.active = False
    assert signs_in(session, "anna", PASSWORD) is None


def test_whoever_has_no_password_cannot_use_one(session, gallery, hasher):
    for password in ("", "nobody has this password", "None"):
        assert signs_in(session, "owner", password) is None


def test_every_refusal_does_the_work_of_one_comparison(session, anna, hasher):
    add_user(session, "away", PASSWORD).active = False
    for name in ("anna", "nobody", "away", "owner"):
        hasher.verified.clear()
        check_password(session, name, "wrong horse")
        assert len(hasher.verified) == 1, name
    assert hasher.parameters_used() == {"$argon2id$v=19$m=8,t=1,p=1"}


def test_a_hash_with_old_parameters_is_renewed_by_the_right_password(session, anna, monkeypatch):
    weaker, stronger = anna.password_hash, PasswordHasher(1, 16, 1)
    monkeypatch.setattr(passwords, "HASHER", stronger)

    assert signs_in(session, "anna", "wrong horse") is None
    assert anna.password_hash == weaker
    assert signs_in(session, "anna", PASSWORD) == anna.id
    assert anna.password_hash.startswith("$argon2id$v=19$m=16,")
    assert signs_in(session, "anna", PASSWORD) == anna.id


def test_a_hash_with_parameters_of_today_is_kept(session, anna, hasher):
    stored = anna.password_hash
    hasher.hashed.clear()
    assert signs_in(session, "anna", PASSWORD) == anna.id
    assert (anna.password_hash, hasher.hashed) == (stored, [])


def test_a_new_password_ends_sessions_and_links_of_that_person_only(session, gallery, anna):
    owner = find_user(session, "owner")
    open_session(session, anna.id, gallery.id)
    make_sign_in_link(session, anna, gallery)
    kept = open_session(session, owner.id, gallery.id)
    link = make_sign_in_link(session, owner, gallery)

    set_password(session, anna, "battery staple")
    assert list(session.scalars(select(UserSession.token_hash))) == [digest(kept)]
    assert list(session.scalars(select(Token.token_hash))) == [digest(link)]
    assert signs_in(session, "anna", PASSWORD) is None
    assert signs_in(session, "anna", "battery staple") == anna.id


def test_a_password_made_of_the_name_or_the_mail_address_is_refused(session, hasher):
    for password in ("wilhelmina1", "w@pub.test.1"):
        with refused("password_common", "password"):
            add_user(session, "wilhelmina", password, "w@pub.test")


def test_somebody_disabled_is_out_until_enabled(session, gallery, anna):
    open_session(session, anna.id, gallery.id)
    make_sign_in_link(session, anna, gallery)
    disable_user(session, anna)
    assert session.scalars(select(UserSession)).all() == session.scalars(select(Token)).all() == []
    assert signs_in(session, "anna", PASSWORD) is None
    enable_user(session, anna)
    assert signs_in(session, "anna", PASSWORD) == anna.id


def test_somebody_removed_leaves_nothing_behind(session, gallery, anna):
    open_session(session, anna.id, gallery.id)
    make_sign_in_link(session, anna, gallery)
    grant(session, anna, gallery, None)
    session.flush()
    remove_user(session, anna)
    session.flush()
    for model in (UserSession, Token, Access):
        assert session.scalars(select(model)).all() == []
    assert list(session.scalars(select(User.name))) == ["owner"]


def test_an_owner_is_not_removed(session, gallery):
    with refused("user_owns_gallery", "name", name="owner", gallery=gallery.host):
        remove_user(session, find_user(session, "owner"))


def test_a_proof_is_worth_nothing_once_the_password_is_another(session, anna):
    proof = check_password(session, "anna", PASSWORD)
    set_password(session, anna, "battery staple")
    assert accept_proof(session, proof) is None


def test_a_proof_is_worth_nothing_for_somebody_disabled(session, anna):
    proof = check_password(session, "anna", PASSWORD)
    anna.active = False
    session.flush()
    assert accept_proof(session, proof) is None


def test_a_new_password_that_is_refused_changes_nothing(session, gallery, anna):
    open_session(session, anna.id, gallery.id)
    with refused("password_too_short", "password", minimum=10):
        set_password(session, anna, "short")
    assert signs_in(session, "anna", PASSWORD) == anna.id
    assert session.scalars(select(UserSession)).one()


def test_only_digests_are_stored(session, gallery, anna):
    token, link = (
        open_session(session, anna.id, gallery.id),
        make_sign_in_link(session, anna, gallery),
    )
    assert session.scalars(select(UserSession.token_hash)).one() == digest(token)
    assert session.scalars(select(Token.token_hash)).one() == digest(link)


def test_a_link_works_once(session, gallery, anna):
    token = make_sign_in_link(session, anna, gallery)
    session.flush()
    assert use_sign_in_link(session, token, gallery.id) == anna.id
    assert use_sign_in_link(session, token, gallery.id) is None


def test_the_other_links_of_a_person_are_worth_nothing_once_one_is_used(session, gallery, anna):
    """Whoever made two of them, to hand one over, comes in by none."""
    kept, given = (make_sign_in_link(session, anna, gallery) for _ in range(2))
    others = make_sign_in_link(session, find_user(session, "owner"), gallery)
    assert use_sign_in_link(session, given, gallery.id) == anna.id
    assert use_sign_in_link(session, kept, gallery.id) is None
    assert use_sign_in_link(session, others, gallery.id) is not None


def test_making_a_link_removes_those_that_have_expired(session, gallery, anna):
    make_sign_in_link(session, anna, gallery)
    session.scalars(select(Token)).one().expires_at = now() - timedelta(seconds=1)
    link = make_sign_in_link(session, anna, gallery)
    assert session.scalars(select(Token.token_hash)).one() == digest(link)


def test_a_link_is_for_its_gallery_only(session, gallery, anna):
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    token = make_sign_in_link(session, anna, gallery)
    session.flush()

    assert use_sign_in_link(session, token, other.id) is None
    assert use_sign_in_link(session, token, gallery.id) == anna.id


def test_a_link_expires(session, gallery, anna):
    token = make_sign_in_link(session, anna, gallery)
    session.flush()
    session.scalars(select(Token)).one().expires_at = now()
    assert use_sign_in_link(session, token, gallery.id) is None


def test_a_link_of_somebody_who_was_disabled_is_worth_nothing(session, gallery, anna):
    token = make_sign_in_link(session, anna, gallery)
    anna.active = False
    session.flush()
    assert use_sign_in_link(session, token, gallery.id) is None


def test_a_token_for_something_else_is_no_link(session, gallery, anna):
    token = make_sign_in_link(session, anna, gallery)
    session.flush()
    session.scalars(select(Token)).one().purpose = "else"
    assert use_sign_in_link(session, token, gallery.id) is None


def test_removing_a_person_ends_sessions_and_links(session, gallery, anna):
    open_session(session, anna.id, gallery.id)
    make_sign_in_link(session, anna, gallery)
    session.flush()
    session.delete(anna)
    session.flush()
    assert session.scalars(select(UserSession)).all() == []
    assert session.scalars(select(Token)).all() == []


@pytest.mark.parametrize(
    ("password", "plausible"),
    [("", True), ("x" * 1024, True), ("x" * 1025, False), ("é" * 513, False), ("\udcff", True)],
)
def test_a_password_too_long_to_be_one_is_known_without_hashing(password, plausible):
    assert is_plausible_password(password) is plausible


def test_people_are_listed_by_name_with_their_galleries(session, gallery, anna):
    assert [(user.name, count) for user, count in list_users(session)] == [
        *(("anna", 0), ("owner", 1)),
    ]
    assert session.scalar(select(User.mail).where(User.name == "anna")) is None
