"""Items: what an album shows, whatever kind it is of, and how it is ordered.

Photographs, clips and films of providers are rows of one table, so no page asks for each kind.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from bviewer.albums.dated import is_dated
from bviewer.albums.films import is_file, is_item
from bviewer.library.precision import Precision
from bviewer.models import Image, ImageState, ItemKind, SortOrder
from bviewer.models.image import BESIDE

BY_NAME = frozenset({SortOrder.NAME, SortOrder.NAME_DOWN})
DOWNWARDS = frozenset({SortOrder.NEWEST, SortOrder.NAME_DOWN})


class Item(NamedTuple):
    """What an album's page lists, orders, pages through and opens, without caring for its kind.

    Its position is told by `time`, by `sort_key` (its name) or by `rank` (by hand). `width` and
    `height` are pixels, where they are known. `size`, `mtime_ns` and `quick_hash` are the
    fingerprint of its file. `precision` is that of the time of its file, which is `file_time` if a
    person says another one. One that plays has a `duration_ms`, if that is known, and a photograph
    that moves the kind of what it moves by. Something is wrong with the file of one that has a
    `failure_version`, even if it is shown.
    """

    kind: str
    id: str
    path: str
    sort_key: bytes
    rank: int
    time: datetime
    width: int | None
    height: int | None
    size: int
    mtime_ns: int
    quick_hash: bytes
    placeholder: bytes | None
    state: str
    own_title: str = ""
    file_title: str = ""
    file_time: datetime | None = None
    precision: str = Precision.CLOCK
    duration_ms: int | None = None
    media_type: str | None = None
    motion: str | None = None
    failure_version: str | None = None


ITEM = [getattr(Image, name) for name in Item._fields]

_ITEMS = select(*ITEM)  # Built once: that takes as long as asking it for a page.


class Details(NamedTuple):
    """What is shown of one image on its own page, besides what a listing has."""

    offset_minutes: int | None
    time_source: str
    camera: dict[str, Any]
    caption: str = ""
    file_caption: str = ""
    keywords: Sequence[str] = ()
    rating: int | None = None
    raw_id: str | None = None


DETAILS = [getattr(Image, name) for name in Details._fields]


def position(item: Any, order: str) -> tuple[Any, ...]:
    """Return what tells where an item stands in an order, of an item or as columns.

    Unique together, so that pages neither skip nor repeat.
    """
    by_name = (item.sort_key, item.id)
    if order in BY_NAME:
        return by_name
    by_time = (item.time, *by_name)
    return (item.rank, *by_time) if order == SortOrder.HAND else by_time


def find_item(session: Session, album_id: str, item_id: str) -> Item | None:
    """Return an item of an album; None if it is not in it."""
    row = session.execute(
        _ITEMS.where(Image.album_id == album_id, Image.id == item_id)
    ).one_or_none()
    return None if row is None else Item._make(row)


def find_items(session: Session, album_id: str, ids: Sequence[str]) -> list[Item]:
    """Return items of an album in the order of their ids; those that are not in it are left out."""
    rows = session.execute(_ITEMS.where(Image.album_id == album_id, Image.id.in_(ids)))
    found = {item.id: item for item in map(Item._make, rows)}
    return [found[item_id] for item_id in ids if item_id in found]


def find_details(session: Session, album_id: str, item_id: str) -> tuple[Item, Details] | None:
    """Return an image of an album with all that is known of it; None if it is not in it."""
    row = session.execute(
        select(*ITEM, *DETAILS).where(Image.album_id == album_id, Image.id == item_id)
    ).one_or_none()
    if row is None:
        return None
    return Item._make(row[: len(ITEM)]), Details._make(row[len(ITEM) :])


def items_at(
    session: Session, album_id: str, order: str, first: int, limit: int, **filters: Any
) -> list[Item]:
    """Return some items of an album, from the one at a number, from 0; `filters` are those of
    `wanted`."""
    query = side(album_id, order, None, limit=limit, **filters).offset(first)
    return [Item._make(row) for row in session.execute(query)]


def items_from(
    session: Session, album_id: str, order: str, start: tuple[Any, ...] | None, **options: Any
) -> list[Item]:
    """Return items after (or before) a position, nearest first; `options` are those of `side`."""
    query = side(album_id, order, start, **options)
    return [Item._make(row) for row in session.execute(query)]


def side(
    album_id: str,
    order: str,
    start: tuple[Any, ...] | None,
    *,
    limit: int,
    backwards: bool = False,
    **filters: Any,
) -> Select[*tuple[Any, ...]]:
    """Select items after (or before) a position, nearest first; from the beginning without one.

    `filters` are those of `wanted`.
    """
    columns = position(Image, order)
    ascending = (order not in DOWNWARDS) != backwards
    query = _ITEMS.where(Image.album_id == album_id, *wanted(**filters)).limit(limit)
    if start is not None:
        here, there = tuple_(*columns), tuple_(*start)
        query = query.where(here > there if ascending else here < there)
    return query.order_by(*(column.asc() if ascending else column.desc() for column in columns))


def both_sides(
    session: Session, item: Item, album_id: str, order: str, limit: int, **filters: Any
) -> tuple[list[Item], list[Item]]:
    """Return items before and after one, up to `limit` of each, nearest first; in one statement."""
    sides = [
        side(album_id, order, position(item, order), backwards=backwards, limit=limit, **filters)
        .add_columns(literal(backwards).label("backwards"))
        .subquery()
        for backwards in (True, False)
    ]
    found: dict[bool, list[Item]] = {True: [], False: []}
    for *columns, backwards in session.execute(union_all(*map(select, sides))):
        found[bool(backwards)].append(Item._make(columns))
    # A union promises no order.
    for backwards, items in found.items():
        items.sort(
            key=lambda each: position(each, order),
            reverse=backwards != (order in DOWNWARDS),
        )
    return found[True], found[False]


def wanted(
    *, with_missing: bool = False, year: int | None = None, files_only: bool = False
) -> list[ColumnElement[bool]]:
    """Return which items are listed: missing ones for their owner only, of one year or all, and
    only files where it is about these."""
    conditions = [is_item(), *([is_file()] if files_only else [])]
    if not with_missing:
        conditions.append(Image.state != ImageState.MISSING)
    if year is not None:
        conditions += [
            is_dated(),
            Image.time >= datetime(year, 1, 1),
            Image.time < datetime(year + 1, 1, 1),
        ]
    return conditions


def is_broken(item: Item) -> bool:
    """Return whether an item is a photograph that cannot be shown; a clip may play all the same."""
    return item.state == ImageState.BROKEN and item.kind == ItemKind.IMAGE


def is_wanted(item: Item, *, with_missing: bool = False, year: int | None = None) -> bool:
    """Return whether an item that was found already is one of these."""
    is_listed = with_missing or item.state != ImageState.MISSING
    is_listed = is_listed and item.kind not in BESIDE
    has_time = item.file_time is not None or item.precision != Precision.FILE
    return is_listed and (year is None or (has_time and item.time.year == year))
