"""All that somebody finds by going from listing to listing, a page at a time, as programs ask for
it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    case,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.albums.items import DETAILS, DOWNWARDS, ITEM, position
from bviewer.models import Album, AlbumSummary, Image, ImageState
from bviewer.security.visibility import listed_to
from bviewer.security.visitor import Visitor

MOST = 500  # On a page.


@dataclass(frozen=True, slots=True)
class Ground:
    """Where somebody looks: from the albums of these ids, which they may open, down to all levels.

    `trusted` are those of them of which every flag is passed.
    """

    visitor: Visitor
    gallery_id: int
    top_ids: Collection[str]
    trusted: Collection[str]

    def albums(self) -> CTE:
        """Return the ids of the albums that are found, each once; but not those whose folder is
        missing, and what is in these, unless to the owner."""
        is_there = true() if self.visitor.is_owner else Album.missing.is_(False)
        found = (
            select(Album.id, as_number(Album.id.in_(self.trusted)).label("is_trusted"))
            .where(Album.gallery_id == self.gallery_id, Album.id.in_(self.top_ids))
            .cte("found", recursive=True)
        )
        is_trusted = or_(found.c.is_trusted == 1, Album.id.in_(self.visitor.granted))
        found = found.union(
            select(Album.id, as_number(is_trusted))
            .join(found, Album.parent_id == found.c.id)
            .where(or_(found.c.is_trusted == 1, listed_to(self.visitor)), is_there)
        )
        return select(found.c.id).distinct().cte("crawled")


def as_number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return a condition as 0 or 1, which databases compare in a UNION."""
    return case((condition, 1), else_=0)


class ItemFilter(NamedTuple):
    """Which items are asked for: those of a kind, of a year, or taken at or after a local time;
    those that are missing, or broken, or only others."""

    kind: str | None = None
    year: int | None = None
    since: datetime | None = None
    missing: bool | None = None
    broken: bool | None = None

    def conditions(self, *, is_owner: bool) -> list[ColumnElement[bool]]:
        """Return the conditions; only its owner is told of what is missing."""
        chosen = [is_item()]
        if not is_owner:
            chosen.append(Image.state != ImageState.MISSING)
        if self.kind is not None:
            chosen.append(Image.kind == self.kind)
        if self.year is not None:
            chosen += [
                Image.time >= datetime(self.year, 1, 1),
                Image.time < datetime(self.year + 1, 1, 1),
            ]
        if self.since is not None:
            chosen.append(Image.time >= self.since)
        for is_wanted, state in (
            (self.missing, ImageState.MISSING),
            (self.broken, ImageState.BROKEN),
        ):
            if is_wanted is not None:
                chosen.append((Image.state == state) == is_wanted)
        return chosen


SHORT_DETAILS = [column for column in DETAILS if column.key != "camera"]
LISTED_ITEM = [*ITEM, *SHORT_DETAILS, Image.album_id, Image.reason]


def items_found(
    session: Session, ground: Ground, chosen: ItemFilter, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return items of all albums that are found, in the order of their ids, after one of them."""
    albums = ground.albums()
    query = (
        select(*LISTED_ITEM)
        .join(albums, albums.c.id == Image.album_id)
        .where(Image.id > after, *chosen.conditions(is_owner=ground.visitor.is_owner))
        .order_by(Image.id)
        .limit(limit)
    )
    return session.execute(query).all()


def items_of(
    session: Session,
    visitor: Visitor,
    album_id: str,
    order: str,
    chosen: ItemFilter,
    after: tuple[Any, ...] | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return items of an album that the visitor may open, in its order, after a position."""
    columns, is_downwards = position(Image, order), order in DOWNWARDS
    query = select(*LISTED_ITEM).where(
        Image.album_id == album_id, *chosen.conditions(is_owner=visitor.is_owner)
    )
    if after is not None:
        here, there = tuple_(*columns), tuple_(*after)
        query = query.where(here < there if is_downwards else here > there)
    sorting = [column.desc() if is_downwards else column.asc() for column in columns]
    return session.execute(query.order_by(*sorting).limit(limit)).all()


def album_ids_found(session: Session, ground: Ground, after: str, limit: int) -> Sequence[str]:
    """Return the ids of albums that are found, in their order, after one of them."""
    albums = ground.albums()
    query = select(albums.c.id).where(albums.c.id > after).order_by(albums.c.id).limit(limit)
    return session.scalars(query).all()


SUMMARY = ("audience", "images", "films", "albums", "first_time", "last_time", "cover_path")
SUMMARISED = [
    Album.id,
    Album.time,
    Album.folder,
    Album.closed_because,
    *(getattr(AlbumSummary, name) for name in SUMMARY),
]


def summaries_of(session: Session, ids: Collection[str]) -> dict[tuple[str, str], Row[Any]]:
    """Return what is told of albums, by their ids and the audience that may be told it."""
    query = (
        select(*SUMMARISED)
        .join(AlbumSummary, AlbumSummary.album_id == Album.id)
        .where(Album.id.in_(ids))
    )
    return {(row.id, row.audience): row for row in session.execute(query)}
