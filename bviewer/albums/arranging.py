"""Arranging by hand what an album holds: child albums among themselves, and items among themselves.

Ranks end below 0, so that what is added later comes after what somebody arranged, the oldest first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, literal, select, update
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.albums.items import DOWNWARDS, position
from bviewer.albums.listings import album_order, is_summary_for
from bviewer.models import Album, AlbumSummary, Audience, Image, SortOrder
from bviewer.problems import Problem


class Places(NamedTuple):
    """The ids of child albums and of items of an album, each in their order."""

    albums: list[str]
    items: list[str]

    @property
    def longest(self) -> int:
        """Return how many there are of what there is most of."""
        return max(len(self.albums), len(self.items))


def effective_order(session: Session, album: Album) -> SortOrder:
    """Return how an album is sorted, as it or the nearest above it says; in one statement."""
    above = (
        select(Album.parent_id, Album.order, literal(0).label("height"))
        .where(Album.id == album.id)
        .cte("above", recursive=True)
    )
    is_parent = and_(Album.id == above.c.parent_id, above.c.order.is_(None))
    above = above.union_all(
        select(Album.parent_id, Album.order, above.c.height + 1).join(above, is_parent)
    )
    query = select(above.c.order).order_by(above.c.height.desc()).limit(1)
    return SortOrder(session.scalars(query).one() or SortOrder.OLDEST)


def places_in(session: Session, album_id: str, order: SortOrder) -> Places:
    """Return what an album holds as its owner sees it, in two statements."""
    albums = (
        select(Album.id)
        .join(AlbumSummary, is_summary_for(literal(Audience.TRUSTED)))
        .where(Album.parent_id == album_id)
        .order_by(*album_order(order))
    )
    return Places(
        list(session.scalars(albums)), list(session.scalars(items_of(album_id, *sorted_by(order))))
    )


def items_of(album_id: str, *columns: ColumnElement[object]) -> Select[str]:
    """Select the ids of an album's items."""
    return select(Image.id).where(Image.album_id == album_id, is_item()).order_by(*columns)


def sorted_by(order: SortOrder) -> list[ColumnElement[object]]:
    """Return the columns of an order, each with its direction."""
    columns = position(Image, order)
    return [column.desc() if order in DOWNWARDS else column.asc() for column in columns]


def arrange(session: Session, album: Album, ids: Sequence[str], place: int = 1) -> None:
    """Put child albums and items of an album at a place, counted from 1, in the order of `ids`.

    All others keep their order around them, and the album is arranged by hand from now on. Refuse,
    with nothing changed, whatever is not in the album, or is named twice. It takes the same number
    of statements however many they are.
    """
    places = places_in(session, album.id, effective_order(session, album))
    known = {*places.albums, *places.items}
    if not known.issuperset(ids) or len(set(ids)) < len(ids):
        raise Problem("item_unknown", None)
    rank(session, Album, put(places.albums, ids, place))
    rank(session, Image, put(places.items, ids, place))
    album.order = SortOrder.HAND
    session.flush()


def put(present: Sequence[str], ids: Sequence[str], place: int) -> list[str]:
    """Return a list with those of `ids` that are in it moved to a place, or as near as it has."""
    known, named = set(present), set(ids)
    others = [each for each in present if each not in named]
    start = min(max(place - 1, 0), len(others))
    return [*others[:start], *(each for each in ids if each in known), *others[start:]]


def rank(session: Session, kind: type[Album] | type[Image], ids: Sequence[str]) -> None:
    """Write the order of rows."""
    if ids:
        ranks = [{"id": each, "rank": number} for number, each in enumerate(ids, -len(ids))]
        session.execute(update(kind), ranks)
