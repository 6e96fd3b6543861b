"""The visibility rule, in its three forms side by side: as words, as ACEs and as SQL.

An album is *visible*, *hidden* or *private*; the nearest private ancestor closes everything below
it, and nothing below can open it again, except access given to a person. Whoever is *trusted* with
an album (the gallery's owner, people with access to the gallery, to the album or to one of its
ancestors) passes every flag on the way.

LIST asks whether an album may be shown in a listing of the album that holds it, to somebody who may
open that one. So an album below a hidden one is listed there, for whoever came by the URL.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.authorization import Allow, Deny, Everyone
from sqlalchemy import CTE, ColumnElement, Text, literal, or_, select, true

from bviewer.models import Album, Circle, Positions, Visibility
from bviewer.security.permissions import EVERYTHING, OWNER, VISITOR, Permission

ACE = tuple[Any, str, Any]


def user_principal(user_id: int) -> str:
    """The principal of a signed-in person."""
    return f"user:{user_id}"


def gallery_principal(gallery_id: int) -> str:
    """The principal of people with access to a whole gallery."""
    return f"gallery:{gallery_id}"


def album_principal(album_id: str) -> str:
    """The principal of people with access to an album and all below it."""
    return f"album:{album_id}"


def effective_visibility(lineage: Sequence[str]) -> Visibility:
    """What an album amounts to, from the flags on the way from the top album to itself."""
    if Visibility.PRIVATE in lineage:
        return Visibility.PRIVATE
    return Visibility.HIDDEN if Visibility.HIDDEN in lineage else Visibility.VISIBLE


def gallery_acl(owner_id: int, gallery_id: int) -> list[ACE]:
    """ACEs of a gallery's root, reached only when no album on the way has decided already."""
    return [
        *trusted_aces(owner_id, gallery_id, ()),
        (Allow, Everyone, VISITOR),
        (Deny, Everyone, EVERYTHING),
    ]


def trusted_aces(owner_id: int, gallery_id: int, album_ids: Collection[str]) -> list[ACE]:
    """ACEs of those who pass every flag of an album whose lineage is `album_ids`."""
    return [
        (Allow, user_principal(owner_id), OWNER),
        (Allow, gallery_principal(gallery_id), VISITOR),
        *((Allow, album_principal(album_id), VISITOR) for album_id in album_ids),
    ]


def album_acl(lineage: Sequence[tuple[str, str]], owner_id: int, gallery_id: int) -> list[ACE]:
    """ACEs that an album adds to what it inherits.

    `lineage` holds (id, visibility) from the top album to this one. A visible album says nothing
    about strangers, because an ACE nearer to the leaf wins: it would open itself below a private
    one. It only lets in people with access to itself.
    """
    album_id, visibility = lineage[-1]
    if visibility != Visibility.VISIBLE:
        closed = EVERYTHING if visibility == Visibility.PRIVATE else Permission.LIST
        trusted = trusted_aces(owner_id, gallery_id, [id_ for id_, _flag in lineage])
        return [*trusted, (Deny, Everyone, closed)]
    own: list[ACE] = [(Allow, album_principal(album_id), VISITOR)]
    # A hidden parent must not take its visible children out of its own listing.
    is_below_hidden = len(lineage) > 1 and lineage[-2][1] == Visibility.HIDDEN
    if is_below_hidden and Visibility.PRIVATE not in [flag for _id, flag in lineage]:
        own.append((Allow, Everyone, (Permission.LIST,)))
    return own


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: what the SQL form of the rule needs to know of a person."""

    is_owner: bool = False
    has_gallery: bool = False
    album_ids: frozenset[str] = frozenset()

    def is_trusted_with(self, lineage_ids: Collection[str]) -> bool:
        """Whether every flag of the album at the end of this lineage is passed."""
        return self.is_owner or self.has_gallery or not self.album_ids.isdisjoint(lineage_ids)


STRANGER = Viewer()


def listed_children(viewer: Viewer, lineage_ids: Collection[str]) -> ColumnElement[bool]:
    """SQL form of LIST for the child albums of the album at the end of `lineage_ids`.

    Only meant for a viewer who may open that album.
    """
    return true() if viewer.is_trusted_with(lineage_ids) else listed_to(viewer)


def listed_to(viewer: Viewer) -> ColumnElement[bool]:
    """The same where the viewer is not trusted with the album that holds them."""
    return or_(Album.visibility == Visibility.VISIBLE, Album.id.in_(viewer.album_ids))


def listed_below(viewer: Viewer, lineage_ids: Sequence[str]) -> CTE:
    """SQL form of LIST all the way down from the album at the end of `lineage_ids`.

    The albums that a viewer who may open that one finds by going from listing to listing, itself
    among them, but not those whose folder is missing: `id`, and `path`, the ids on the way from it,
    each with a slash behind.
    """
    is_trusted = viewer.is_trusted_with(lineage_ids)
    below = (
        select(Album.id, literal("", Text).label("path"), literal(is_trusted).label("is_trusted"))
        .where(Album.id == lineage_ids[-1])
        .cte("below", recursive=True)
    )
    return below.union_all(
        select(
            Album.id,
            below.c.path + Album.id + "/",
            or_(below.c.is_trusted, Album.id.in_(viewer.album_ids)),
        )
        .join(below, Album.parent_id == below.c.id)
        .where(or_(below.c.is_trusted, listed_to(viewer)), Album.missing.is_(False))
    )


def circle_of(viewer: Viewer, lineage_ids: Collection[str]) -> Circle:
    """Which summary of an album a viewer may be told."""
    return Circle.TRUSTED if viewer.is_trusted_with(lineage_ids) else Circle.PUBLIC


def is_told_places(viewer: Viewer, lineage_ids: Collection[str], positions: str) -> bool:
    """Whether a viewer is told where the photographs of an album were taken."""
    if positions == Positions.TRUSTED:
        return viewer.is_trusted_with(lineage_ids)
    return positions == Positions.EVERYBODY
