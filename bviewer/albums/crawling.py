"""All that somebody finds by going from listing to listing, a page at a time, as programs ask for
it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    bindparam,
    case,
    or_,
    select,
    true,
    tuple_,
)

from bviewer.albums.dated import is_dated
from bviewer.albums.films import is_item
from bviewer.albums.items import DETAILS, DOWNWARDS, ITEM, position
from bviewer.db.reading import Reading
from bviewer.models import Album, AlbumSummary, Image, ImageState
from bviewer.security.visibility import listed_to
from bviewer.security.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Ground:
    """Where somebody looks: from the albums of these ids, which they may open, down to all levels.

    `trusted` are those of them of which every flag is passed.
    """

    visitor: Visitor
    gallery_id: int
    top_ids: frozenset[str]
    trusted: frozenset[str]

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
    those that are missing, or broken, or only others; and those that changed after a moment."""

    kind: str | None = None
    year: int | None = None
    since: datetime | None = None
    missing: bool | None = None
    broken: bool | None = None
    updated_after: datetime | None = None

    def conditions(self, *, is_owner: bool) -> list[ColumnElement[bool]]:
        """Return the conditions; only its owner is told of what is missing."""
        chosen = [is_item()]
        if not is_owner:
            chosen.append(Image.state != ImageState.MISSING)
        if self.kind is not None:
            chosen.append(Image.kind == self.kind)
        if self.year is not None:
            chosen += [
                is_dated(),
                Image.time >= datetime(self.year, 1, 1),
                Image.time < datetime(self.year + 1, 1, 1),
            ]
        if self.since is not None:
            chosen.append(Image.time >= self.since)
        if self.updated_after is not None:
            chosen.append(Image.updated_at > self.updated_after)
        for is_wanted, state in (
            (self.missing, ImageState.MISSING),
            (self.broken, ImageState.BROKEN),
        ):
            if is_wanted is not None:
                chosen.append((Image.state == state) == is_wanted)
        return chosen


SHORT_DETAILS = [column for column in DETAILS if column.key != "camera"]
LISTED_ITEM = [*ITEM, *SHORT_DETAILS, Image.album_id, Image.reason, Image.updated_at]
SUMMARY = ("audience", "images", "films", "albums", "first_time", "last_time", "cover_path")

# Statements are built once for each way to ask: that takes as long as asking them.
KEPT = 128

WHOLE_ITEM = select(*LISTED_ITEM, Image.camera).where(
    Image.album_id == bindparam("album_id"), Image.id == bindparam("item_id"), is_item()
)
SOME_ITEMS = select(*LISTED_ITEM).where(Image.id.in_(bindparam("ids", expanding=True)), is_item())
SUMMARIES = select(
    Album.id,
    Album.time,
    Album.folder,
    Album.closed_because,
    Album.updated_at,
    *(getattr(AlbumSummary, name) for name in SUMMARY),
).join(AlbumSummary, AlbumSummary.album_id == Album.id)
OF_ONE = SUMMARIES.where(Album.id == bindparam("album_id"))
OF_SOME = SUMMARIES.where(Album.id.in_(bindparam("ids", expanding=True)))


def items_found(
    reading: Reading, ground: Ground, chosen: ItemFilter, after: str, limit: int
) -> list[Any]:
    """Return items of all albums that are found, in the order of their ids, after one of them."""
    values = {"after": after, "limit": limit}
    return reading.rows(items_found_statement(ground, chosen), values)


@lru_cache(KEPT)
def items_found_statement(ground: Ground, chosen: ItemFilter) -> Select[*tuple[Any, ...]]:
    """Return the statement for items of all albums that are found."""
    albums = ground.albums()
    return (
        select(*LISTED_ITEM)
        .join(albums, albums.c.id == Image.album_id)
        .where(
            Image.id > bindparam("after", ""), *chosen.conditions(is_owner=ground.visitor.is_owner)
        )
        .order_by(Image.id)
        .limit(bindparam("limit", 0))
    )


@dataclass(frozen=True, slots=True)
class ItemsOf:
    """The items of one album, which somebody may open, in its order; missing ones for its owner."""

    order: str
    chosen: ItemFilter
    is_owner: bool

    def after(
        self, reading: Reading, album_id: str, place: Sequence[Any] | None, limit: int
    ) -> list[Any]:
        """Return some of them from the beginning, or after a position."""
        values = {f"place{number}": part for number, part in enumerate(place or ())}
        values |= {"album_id": album_id, "limit": limit}
        return reading.rows(self.statement(is_first=place is None), values)

    @lru_cache(KEPT)  # noqa: B019 - few differ, and each is small.
    def statement(self, *, is_first: bool) -> Select[*tuple[Any, ...]]:
        """Return the statement for a page."""
        columns, is_downwards = position(Image, self.order), self.order in DOWNWARDS
        query = select(*LISTED_ITEM).where(
            Image.album_id == bindparam("album_id"),
            *self.chosen.conditions(is_owner=self.is_owner),
        )
        if not is_first:
            parts = [
                bindparam(f"place{number}", type_=column.type)
                for number, column in enumerate(columns)
            ]
            here, there = tuple_(*columns), tuple_(*parts)
            query = query.where(here < there if is_downwards else here > there)
        sorting = [column.desc() if is_downwards else column.asc() for column in columns]
        return query.order_by(*sorting).limit(bindparam("limit"))


def find_listed(reading: Reading, album_id: str, item_id: str) -> Any:
    """Return an item of an album with all that is known of it; None if it is not in it."""
    rows = reading.rows(WHOLE_ITEM, {"album_id": album_id, "item_id": item_id})
    return rows[0] if rows else None


def items_at(reading: Reading, ids: Collection[str]) -> list[Any]:
    """Return the items of these ids, in their order; it says nothing of who may see them."""
    found = {row.id: row for row in reading.rows(SOME_ITEMS, {"ids": list(ids)})}
    return [found[item_id] for item_id in ids if item_id in found]


def album_ids_found(
    reading: Reading,
    ground: Ground,
    after: str,
    limit: int,
    updated_after: datetime | None = None,
) -> Sequence[str]:
    """Return the ids of albums that are found, in their order, after one of them; all, or those
    that changed after a moment."""
    values = {"after": after, "limit": limit}
    statement = albums_found_statement(ground, updated_after)
    return [row.id for row in reading.rows(statement, values)]


@lru_cache(KEPT)
def albums_found_statement(ground: Ground, updated_after: datetime | None) -> Select[str]:
    """Return the statement for the ids of albums that are found."""
    albums = ground.albums()
    query = select(albums.c.id).where(albums.c.id > bindparam("after", ""))
    if updated_after is not None:
        query = query.join(Album, Album.id == albums.c.id).where(Album.updated_at > updated_after)
    return query.order_by(albums.c.id).limit(bindparam("limit", 0))


Summaries = dict[tuple[str, str], Any]


def summaries_of(reading: Reading, ids: Collection[str]) -> Summaries:
    """Return what is told of albums, by their ids and the audience that may be told it."""
    return by_audience(reading.rows(OF_SOME, {"ids": list(ids)}))


def summaries_of_one(reading: Reading, album_id: str) -> Summaries:
    """Return what is told of one album."""
    return by_audience(reading.rows(OF_ONE, {"album_id": album_id}))


def by_audience(rows: Iterable[Any]) -> Summaries:
    """Return rows by their albums and audiences."""
    return {(row.id, row.audience): row for row in rows}
