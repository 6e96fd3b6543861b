"""Albums that a query or a body names by their ids, and what of them a program may change."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from pydantic import BaseModel
from pyramid.request import Request

from bviewer.api.refusals import MISSING, MORE_SCOPE, Refusal
from bviewer.models import Positions
from bviewer.presenters.documents.problems import Fault, pointer_to
from bviewer.problems import Problem
from bviewer.security.bearer import has_scope
from bviewer.security.permissions import Permission
from bviewer.security.policy import may_by_more_scope
from bviewer.tree.resources import AlbumResource
from bviewer.tree.ways import albums_at_their_places

SHOWN_TO = (Positions.NOBODY, Positions.TRUSTED, Positions.EVERYBODY)  # From few to many.
# What is decided about who may see something, or have it: also by which folder is shown there.
OF_AUDIENCE = frozenset({"visibility", "downloads", "positions", "folder", "may_open", "may_close"})


def album_named(
    request: Request, album_id: str, permission: Permission = Permission.VIEW, *within: str
) -> AlbumResource:
    """Return the album of an id with which somebody may do something.

    What is missing and what is denied is refused alike, and it is said where a body names it.
    """
    album: AlbumResource | None = request.root.finder.album(album_id)
    if album is None:
        raise missing(*within)
    require(request, permission, album, *within)
    return album


def albums_named(
    request: Request, ids: Collection[str], permission: Permission
) -> dict[str, AlbumResource]:
    """Return albums with which somebody may do something, in as many statements however many they
    are; refuse all if one is missing or denied."""
    known = albums_at_their_places(request.reading, request.root, ids)
    for number, album_id in enumerate(ids):
        if album_id not in known:
            raise missing("ids", number)
        require(request, permission, known[album_id], "ids", number)
    return {album_id: known[album_id] for album_id in ids}


def missing(*within: str | int) -> Refusal:
    """Return the refusal of what is missing or denied, at a place in a body if one names it."""
    place: Fault = {"pointer": pointer_to(*within), "detail": MISSING.detail}
    faults = [place] if within else ()
    return Refusal(MISSING.status, MISSING.code, MISSING.detail, faults)


def require(request: Request, permission: Permission, node: Any, *within: str | int) -> None:
    """Refuse what somebody may not do with a node; tell whoever might that their token is good for
    less."""
    if not request.has_permission(permission, node):
        is_near = may_by_more_scope(request.visitor, node, permission)
        raise MORE_SCOPE if is_near else missing(*within)


def require_audience_scope(request: Request, fields: Iterable[str], *within: str) -> None:
    """Refuse to decide who may see something by a token that is good for changes alone."""
    require_managing(request, OF_AUDIENCE.intersection(fields), *within)


def require_managing(request: Request, fields: Collection[str], *within: str) -> None:
    """Refuse fields, if there are some, that need a token which is good for all."""
    if fields and not is_managing(request):
        raise Refusal(
            MORE_SCOPE.status,
            MORE_SCOPE.code,
            MORE_SCOPE.detail,
            [
                {"pointer": pointer_to(*within, name), "detail": "This needs the scope manage."}
                for name in sorted(fields)
            ],
            headers=MORE_SCOPE.headers,
        )


def require_items_as_close(
    request: Request, source_ids: Collection[str], target_id: str, field: str
) -> None:
    """Refuse to put items of albums into another one, by a token that is good for changes alone,
    where files or positions are given to more people."""
    if not is_managing(request):
        known = albums_at_their_places(request.reading, request.root, [*source_ids, target_id])
        there = openness_of(known[target_id])
        gives_more = any(there.exceeds(openness_of(known[each])) for each in source_ids)
        require_managing(request, [field] if gives_more else [])


def require_albums_as_close(
    request: Request, ids: Collection[str], parent_id: str, *within: str
) -> None:
    """Refuse to move albums so, which have what they do not say themselves from those above."""
    if not is_managing(request):
        known = albums_at_their_places(request.reading, request.root, [*ids, parent_id])
        parent = known[parent_id]
        moved = [known[each] for each in ids]
        gives_more = any(openness_below(parent, each).exceeds(openness_of(each)) for each in moved)
        require_managing(request, ["parent"] if gives_more else [], *within)


class Openness(NamedTuple):
    """What people are given who may see the photographs of an album: files, and positions."""

    has_downloads: bool
    positions: str

    def exceeds(self, other: "Openness") -> bool:
        """Return whether more of it is given to somebody."""
        is_wider = SHOWN_TO.index(self.positions) > SHOWN_TO.index(other.positions)
        return is_wider or self.has_downloads > other.has_downloads


def openness_of(album: AlbumResource) -> Openness:
    """Return what is given of an album."""
    return Openness(album.has_downloads, album.positions)


def openness_below(parent: AlbumResource, album: AlbumResource) -> Openness:
    """Return what would be given of an album if it were in another one."""
    own = album.album
    has_downloads = parent.has_downloads if own.downloads is None else bool(own.downloads)
    return Openness(has_downloads, own.positions or parent.positions)


def is_managing(request: Request) -> bool:
    """Return whether a caller may decide all that their person may: a token may be for less."""
    visitor = request.visitor
    return visitor.scope is None or has_scope(visitor, Permission.MANAGE)


def sent_fields(body: BaseModel) -> dict[str, Any]:
    """Return what was sent, by the names of the fields: what was left out is not among it, and
    neither is a wish that something may not be."""
    values = {name: getattr(body, name) for name in body.model_fields_set}
    return {
        name: value
        for name, value in values.items()
        if value is not False or not name.startswith("may_")
    }


@contextmanager
def calling(names: Mapping[str, str], *within: str) -> Iterator[None]:
    """Let what a service refuses be told of the fields as they are called in a body."""
    try:
        yield
    except Problem as problem:
        if problem.field is not None:
            problem.field = "/".join([*within, names.get(problem.field, problem.field)])
        raise
