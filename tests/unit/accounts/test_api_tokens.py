"""Making, listing and revoking the tokens of programs."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.accounts import api_tokens
from bviewer.accounts.api_tokens import make_token, revoke_token, tokens_of
from bviewer.accounts.users import (
    add_user,
    disable_user,
    enable_user,
    find_user,
    remove_user,
    set_password,
)
from bviewer.models import Album, ApiToken, Audit, Gallery, Scope, User, now
from bviewer.security.tokens import digest
from tests.problems import refused


@pytest.fixture
def anna(session: Session, gallery: Gallery) -> User:
    """A person with nothing."""
    return add_user(session, "anna")


def make(session: Session, user: User, gallery: Gallery, **options: Any) -> api_tokens.NewToken:
    """A token."""
    return make_token(session, user, gallery, **{"label": "Mirror", "scope": Scope.READ, **options})


def test_a_token_is_handed_out_once_and_its_digest_kept(
    session: Session, gallery: Gallery, anna: User
) -> None:
    row, secret = make(session, anna, gallery, label="  NAS at home ", scope=Scope.WRITE, days=30)
    assert re.fullmatch(r"bv_[\w-]{43}", secret, re.ASCII)
    assert (row.token_hash, row.label, row.scope) == (digest(secret), "NAS at home", "write")
    assert timedelta(days=29) < row.expires_at - now() <= timedelta(days=30)
    assert make(session, anna, gallery).row.expires_at is None
    assert make(session, anna, gallery).secret != secret


@pytest.mark.parametrize(
    ("options", "code", "params"),
    [
        ({"label": " "}, "token_label_invalid", {"maximum": 100}),
        ({"label": "x" * 101}, "token_label_invalid", {"maximum": 100}),
        ({"label": "a\nb"}, "token_label_invalid", {"maximum": 100}),
        ({"days": 0}, "token_days_range", {"minimum": 1, "maximum": 3650}),
        ({"days": 3651}, "token_days_range", {"minimum": 1, "maximum": 3650}),
        ({"album_id": "nowhere"}, "token_album_unknown", {}),
        ({"album_id": "foreign"}, "token_album_unknown", {}),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: Session, gallery: Gallery, anna: User, options: Any, code: str, params: Any
) -> None:
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    session.flush()
    session.add(Album(id="foreign", gallery_id=other.id, title="", sort_key=b"", folder=""))
    with refused(code, code.split("_")[1], **params):
        make(session, anna, gallery, **options)
    assert session.scalars(select(ApiToken)).all() == []


def test_the_longest_label_and_life_are_fine(
    session: Session, gallery: Gallery, anna: User
) -> None:
    row, _secret = make(session, anna, gallery, label="x" * 100, days=3650, album_id="top")
    assert row.album_id == "top"


def test_nobody_has_more_than_some_at_one_gallery(
    session: Session, gallery: Gallery, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_tokens, "MOST_TOKENS", 2)
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    session.flush()
    for _ in range(2):
        make(session, anna, gallery)
        make(session, anna, other)
    make(session, find_user(session, "owner"), gallery)
    with refused("tokens_many", maximum=2):
        make(session, anna, gallery)
    over = tokens_of(session, anna.id, gallery.id)[0]
    over.expires_at = now() - timedelta(days=89)
    with refused("tokens_many", maximum=2):
        make(session, anna, gallery)
    over.expires_at = now() - timedelta(days=91)
    made = make(session, anna, gallery).row.id
    assert made in {row.id for row in tokens_of(session, anna.id, gallery.id)}
    assert over.id not in {row.id for row in tokens_of(session, anna.id, gallery.id)}


def test_one_is_told_of_ones_own_at_one_gallery_the_newest_first(
    session: Session, gallery: Gallery, anna: User
) -> None:
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    session.flush()
    make(session, anna, other)
    make(session, find_user(session, "owner"), gallery)
    first, second = (make(session, anna, gallery, label=label).row for label in "ab")
    first.created_at = now() - timedelta(days=1)
    session.flush()
    assert list(tokens_of(session, anna.id, gallery.id)) == [second, first]


def test_only_whose_it_is_revokes_a_token(session: Session, gallery: Gallery, anna: User) -> None:
    owner = find_user(session, "owner")
    token, foreign = make(session, anna, gallery).row, make(session, owner, gallery).row
    for token_id in (foreign.id, "nothing", ""):
        with refused("token_unknown", "token"):
            revoke_token(session, anna, gallery.id, token_id)
    with refused("token_unknown", "token"):
        revoke_token(session, anna, gallery.id + 1, token.id)
    revoke_token(session, anna, gallery.id, token.id)
    assert session.scalars(select(ApiToken)).all() == [foreign]


def test_both_are_told_to_whoever_looks_after_the_gallery_and_no_secret_is(
    session: Session, gallery: Gallery, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bviewer.audit")
    owner = find_user(session, "owner")
    row, secret = make(session, owner, gallery, scope=Scope.MANAGE)
    revoke_token(session, owner, gallery.id, row.id)
    session.commit()
    kept = session.scalars(select(Audit).where(Audit.gallery_id == gallery.id)).all()
    assert [(row.event, row.params) for row in kept] == [
        ("token_made", {"user": "owner", "token": "Mirror", "scope": "manage"}),
        ("token_revoked", {"user": "owner", "token": "Mirror"}),
    ]
    assert "a program may ask as 'owner' by the token 'Mirror': manage" in caplog.text
    assert secret[3:] not in caplog.text


def test_a_new_password_and_being_let_in_no_more_end_them(
    session: Session, gallery: Gallery, anna: User, hasher: object
) -> None:
    kept = make(session, find_user(session, "owner"), gallery).row
    make(session, anna, gallery)
    set_password(session, anna, "battery staple")
    assert session.scalars(select(ApiToken)).all() == [kept]
    make(session, anna, gallery)
    disable_user(session, anna)
    enable_user(session, anna)
    assert session.scalars(select(ApiToken)).all() == [kept]
    make(session, anna, gallery)
    remove_user(session, anna)
    session.flush()
    assert session.scalars(select(ApiToken)).all() == [kept]


def test_a_token_is_never_good_for_more_than_its_album(
    session: Session, gallery: Gallery, anna: User
) -> None:
    session.add(Album(id="a0", gallery_id=gallery.id, parent_id="top", title="", sort_key=b""))
    session.flush()
    make(session, anna, gallery, album_id="a0")
    session.delete(session.get_one(Album, "a0"))
    session.flush()
    session.expunge_all()
    assert session.scalars(select(ApiToken)).all() == []
