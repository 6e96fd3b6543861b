"""Rows that programs name by their public ids, in addresses and in bodies."""

from collections.abc import Sequence
from typing import Any, Self, TypeVar

from pydantic import model_validator
from pyramid.request import Request

from bviewer.access.groups import groups_of
from bviewer.access.offers import Offer
from bviewer.access.people import known_users
from bviewer.api.bodies import Sent
from bviewer.api.fields import Id
from bviewer.api.named import album_named
from bviewer.api.paging import PageQuery, place_in
from bviewer.api.refusals import MISSING
from bviewer.db.public_ids import Part
from bviewer.models import Group, User
from bviewer.problems import Problem
from bviewer.security.permissions import Permission
from bviewer.tree.api import Member
from bviewer.views.visitor.frame import own_gallery

Row = TypeVar("Row")


def part_asked(request: Request, query: PageQuery) -> Part:
    """Return which part of a list of rows is asked for: one more than the page has."""
    place = place_in(request, query) or [""]
    return Part(after=place[0], limit=query.limit + 1)


def part_named(member: Member) -> Part:
    """Return the part of a list that has a member alone."""
    return Part(only=member.__name__)


def only(rows: Sequence[Row]) -> Row:
    """Return the one row that was looked for; refuse what is not there."""
    if not rows:
        raise MISSING
    return rows[0]


def place_of(row: Any) -> list[str]:
    """Return where a row is in a list of such."""
    return [row.public_id]


class Place(Sent):
    """What is given: an album with all below it, or all there is."""

    gallery: bool = False
    album: Id | None = None

    @model_validator(mode="after")
    def has_one_place(self) -> Self:
        """Refuse what is nothing, or several things at once."""
        require_one(self, "gallery", "album")
        return self


class Given(Place):
    """What is given: an album with all below it, a group to be in, or all there is."""

    group: Id | None = None

    @model_validator(mode="after")
    def has_one_place(self) -> Self:
        """Refuse what is nothing, or several things at once."""
        require_one(self, "gallery", "album", "group")
        return self


def require_one(model: Sent, *names: str) -> None:
    """Refuse a body that has none of some fields, or several."""
    if len([name for name in names if getattr(model, name)]) != 1:
        raise ValueError(f"Say one of these: {', '.join(names)}.")


def place_given(request: Request, body: Place) -> str | None:
    """Return the album that is given; None for the whole gallery, which its home is as well."""
    if body.album is None:
        return None
    album = album_named(request, body.album, Permission.EDIT, "album")
    return None if album.__parent__ is None else album.album.id


def offer_of(request: Request, body: Given) -> Offer:
    """Return what is given, as services take it."""
    if body.group is not None:
        return Offer(group_id=group_named(request, body.group).id)
    return Offer(album_id=place_given(request, body))


def group_named(request: Request, group_id: str, field: str = "group") -> Group:
    """Return the group that a body names."""
    groups = groups_of(request.dbsession, own_gallery(request), Part(only=group_id))
    if not groups:
        raise Problem("group_gone", field)
    return groups[0]


def person_named(request: Request, user_id: str, field: str = "user") -> User:
    """Return somebody whom the owner knows, and a body names."""
    people = known_users(request.dbsession, own_gallery(request), Part(only=user_id))
    if not people:
        raise Problem("person_unknown", field)
    return people[0]
