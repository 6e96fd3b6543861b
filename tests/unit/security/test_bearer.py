"""Programs: whose token it is, and what it is good for."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyramid.request import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.accounts.api_tokens import make_token
from bviewer.accounts.users import add_user, find_user, make_operator
from bviewer.db.autocommit import make_autocommit_engine
from bviewer.models import (
    Access,
    Album,
    ApiToken,
    Gallery,
    Group,
    Membership,
    Scope,
    User,
    now,
)
from bviewer.security.bearer import (
    bearer_credentials,
    bearer_token,
    is_within_token,
    load_bearer,
)
from bviewer.security.permissions import Permission
from bviewer.security.visitor import STRANGER, Visitor
from tests.unit.settings import settings

TOKEN = "bv_" + "x" * 43


def sent(header: str | None) -> Request:
    """A request with a header."""
    return Request.blank("/", headers={} if header is None else {"Authorization": header})


@pytest.mark.parametrize(
    ("header", "credentials", "token"),
    [
        (f"Bearer {TOKEN}", TOKEN, TOKEN),
        (f"bearer   {TOKEN}", TOKEN, TOKEN),
        ("Bearer bv_short", "bv_short", "bv_short"),
        (f"Bearer {TOKEN}, Bearer {TOKEN}", f"{TOKEN}, Bearer {TOKEN}", f"{TOKEN}, Bearer {TOKEN}"),
        ("Bearer eyJhbGciOi.J9", "eyJhbGciOi.J9", None),
        (f"Bearer BV_{'x' * 43}", f"BV_{'x' * 43}", None),
        (f"Basic {TOKEN}", None, None),
        (f"Bearer{TOKEN}", None, None),
        (TOKEN, None, None),
        ("Bearer", None, None),
        ("Bearer ", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_token_of_ours_is_told_from_what_others_send(
    header: str | None, credentials: str | None, token: str | None
) -> None:
    assert bearer_credentials(sent(header)) == credentials
    assert bearer_token(sent(header)) == token


@pytest.fixture
def anna(session: Session, gallery: Gallery) -> User:
    """A person with nothing."""
    return add_user(session, "anna")


Make = Callable[..., str]


@pytest.fixture
def make(session: Session, gallery: Gallery) -> Make:
    """Make a token for somebody, and have its secret."""

    def make(user: User, scope: Scope = Scope.READ, **options: Any) -> str:
        made = make_token(session, user, gallery, label="Mirror", scope=scope, **options)
        return made.secret

    return make


@pytest.fixture(autouse=True)
def reading(session: Session, tmp_path: Path) -> Iterator[None]:
    """What requests read with."""
    engine = session.info["reading"] = make_autocommit_engine(settings(tmp_path))
    yield
    engine.dispose()


def who(session: Session, token: str, gallery: Gallery) -> Visitor:
    """Who a program is at a gallery."""
    session.commit()
    return load_bearer(session.info["reading"], token, gallery.id, gallery.owner_id)


def add_album(session: Session, gallery: Gallery, album_id: str) -> None:
    """An album below the top."""
    session.add(Album(id=album_id, gallery_id=gallery.id, parent_id="top", title="", sort_key=b""))
    session.flush()


@pytest.mark.parametrize("scope", list(Scope))
def test_a_program_is_the_person_who_made_its_token(
    session: Session, gallery: Gallery, anna: User, make: Make, scope: Scope
) -> None:
    assert who(session, make(anna, scope), gallery) == Visitor(
        anna.id, "anna", gallery.id, scope=scope
    )
    owner = find_user(session, "owner")
    assert who(session, make(owner, scope), gallery) == Visitor(
        owner.id, "owner", gallery.id, is_owner=True, scope=scope
    )


def test_a_program_knows_the_album_that_it_is_for(
    session: Session, gallery: Gallery, anna: User, make: Make
) -> None:
    assert who(session, make(anna, album_id="top"), gallery).bound_to == "top"


def test_what_was_given_to_a_person_or_a_group_is_known(
    session: Session, gallery: Gallery, anna: User, make: Make
) -> None:
    for number in range(4):
        add_album(session, gallery, f"a{number}")
    group = Group(gallery_id=gallery.id, name="family")
    session.add(group)
    session.flush()
    session.add(Membership(user_id=anna.id, group_id=group.id))
    session.add(Access(group_id=group.id, gallery_id=gallery.id, album_id="a0"))
    session.add(Access(user_id=anna.id, gallery_id=gallery.id, album_id="a1"))
    session.add(Access(user_id=anna.id, gallery_id=gallery.id, album_id="a2", active=False))
    session.add(
        Access(user_id=find_user(session, "owner").id, gallery_id=gallery.id, album_id="a3")
    )
    token = make(anna)
    found = who(session, token, gallery)
    assert (found.has_gallery, found.granted) == (False, {"a0", "a1"})

    session.add(Access(user_id=anna.id, gallery_id=gallery.id))
    assert who(session, token, gallery).has_gallery


def test_only_a_token_for_all_runs_the_site(
    session: Session, gallery: Gallery, anna: User, make: Make
) -> None:
    make_operator(session, anna)
    operators = {scope: who(session, make(anna, scope), gallery).is_operator for scope in Scope}
    assert operators == {Scope.READ: False, Scope.WRITE: False, Scope.MANAGE: True}
    assert not who(session, make(find_user(session, "owner"), Scope.MANAGE), gallery).is_operator


def test_a_token_is_worth_nothing_elsewhere_later_or_without_its_person(
    session: Session, gallery: Gallery, anna: User, make: Make
) -> None:
    token = make(anna, days=1)
    assert who(session, token, gallery) != STRANGER
    other = Gallery(owner_id=anna.id, host="other.test", home="")
    session.add(other)
    session.flush()
    assert who(session, token, other) == STRANGER
    row = session.scalars(select(ApiToken)).one()
    row.expires_at = now() + timedelta(seconds=30)
    assert who(session, token, gallery) != STRANGER
    row.expires_at = now()
    assert who(session, token, gallery) == STRANGER
    row.expires_at = None
    assert who(session, token, gallery) != STRANGER
    anna.active = False
    assert who(session, token, gallery) == STRANGER


@pytest.mark.parametrize("other", ["bv_", "bv_x", TOKEN, f"{TOKEN}x", "bv_" + "é" * 43])
def test_any_other_secret_is_nobody(
    session: Session, gallery: Gallery, anna: User, make: Make, other: str
) -> None:
    make(anna)
    assert who(session, other, gallery) == STRANGER


def test_a_use_is_to_be_noted_now_and_then(
    session: Session, gallery: Gallery, anna: User, make: Make
) -> None:
    token = make(anna)
    row = session.scalars(select(ApiToken)).one()
    assert who(session, token, gallery).token_to_note == row.id
    for minutes, noted in ((59, None), (61, row.id)):
        row.used_at = now() - timedelta(minutes=minutes)
        assert who(session, token, gallery).token_to_note == noted


# What a token is good for.


def node(parent: Any = None, **values: Any) -> Any:
    """A node of the tree."""
    return SimpleNamespace(__parent__=parent, **values)


HOME = node(ancestry_ids=["top"])
ALBUM = node(HOME, ancestry_ids=["top", "a0"])
BELOW = node(ALBUM, ancestry_ids=["top", "a0", "a1"])
BESIDE = node(HOME, ancestry_ids=["top", "a2"])
BRANCH = node(HOME, ancestry_ids=())
NODES = {
    "home": HOME,
    "album": ALBUM,
    "image": node(ALBUM),
    "below": BELOW,
    "rendition": node(node(BELOW)),
    "beside": BESIDE,
    "image beside": node(BESIDE),
    "branch": BRANCH,
    "page of a branch": node(BRANCH),
    "no tree": node(),
}


@pytest.mark.parametrize(
    ("bound_to", "places"),
    [
        (None, set(NODES)),
        ("a0", {"album", "image", "below", "rendition"}),
        ("a1", {"below", "rendition"}),
        ("top", set(NODES) - {"branch", "page of a branch", "no tree"}),
        ("elsewhere", set()),
    ],
)
def test_a_token_for_an_album_is_good_there_and_below(
    bound_to: str | None, places: set[str]
) -> None:
    visitor = Visitor(7, is_owner=True, scope=Scope.MANAGE, bound_to=bound_to)
    for method in ("GET", "POST"):
        request = Request.blank("/", method=method)
        found = {
            name
            for name, place in NODES.items()
            if is_within_token(visitor, request, place, Permission.VIEW)
        }
        assert found == places


VISITS = {Permission.VIEW, Permission.LIST, Permission.DOWNLOAD}


@pytest.mark.parametrize(
    ("scope", "permissions"),
    [
        (None, VISITS),
        (Scope.READ, VISITS),
        (Scope.WRITE, VISITS | {Permission.EDIT}),
        (Scope.MANAGE, set(Permission)),
    ],
)
def test_what_is_changed_by_a_token_depends_on_its_scope(
    scope: Scope | None, permissions: set[Permission]
) -> None:
    visitor = Visitor(7, is_owner=True, scope=scope)
    for method in ("POST", "PATCH", "DELETE", "PUT", "BREW"):
        request = Request.blank("/", method=method)
        allowed = {each for each in Permission if is_within_token(visitor, request, ALBUM, each)}
        assert allowed == permissions
    for method in ("GET", "HEAD", "OPTIONS"):
        request = Request.blank("/", method=method)
        assert all(is_within_token(visitor, request, ALBUM, each) for each in Permission)
