"""One page of an album's items, and the items beside one of them."""

from dataclasses import dataclass
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

from bviewer.models import Image, ImageState, SortOrder

PAGE = 200  # Images.


class ListedImage(NamedTuple):
    """An image in the listing of its album."""

    id: str
    path: str
    sort_key: bytes
    time: datetime
    width: int | None
    height: int | None
    size: int
    mtime_ns: int
    quick_hash: bytes
    placeholder: bytes | None
    state: str


LISTED = [getattr(Image, name) for name in ListedImage._fields]


class Details(NamedTuple):
    """What is told of one image on its own page, besides what a listing has."""

    offset_minutes: int | None
    time_source: str
    camera: dict[str, Any]


DETAILS = [getattr(Image, name) for name in Details._fields]


@dataclass(frozen=True, slots=True)
class ImagePage:
    """Some images of an album, with the id of the first (last) if others come before (after) it."""

    images: list[ListedImage]
    before: str | None
    after: str | None


def image_position(order: str) -> tuple[Any, ...]:
    """The columns that order images; unique together, so that pages neither skip nor repeat."""
    by_name = (Image.sort_key, Image.id)
    return by_name if order == SortOrder.NAME else (Image.time, *by_name)


def find_image(session: Session, album_id: str, image_id: str) -> ListedImage | None:
    """An image of an album; None if it is not in it."""
    row = session.execute(
        select(*LISTED).where(Image.album_id == album_id, Image.id == image_id)
    ).one_or_none()
    return None if row is None else ListedImage._make(row)


def find_details(
    session: Session, album_id: str, image_id: str
) -> tuple[ListedImage, Details] | None:
    """An image of an album with all that is known of it; None if it is not in it."""
    row = session.execute(
        select(*LISTED, *DETAILS).where(Image.album_id == album_id, Image.id == image_id)
    ).one_or_none()
    if row is None:
        return None
    return ListedImage._make(row[: len(LISTED)]), Details._make(row[len(LISTED) :])


def position_of(image: ListedImage, order: str) -> tuple[Any, ...]:
    """Where an image stands among the others of its album."""
    by_name = (image.sort_key, image.id)
    return by_name if order == SortOrder.NAME else (image.time, *by_name)


def images_from(
    session: Session, album_id: str, order: str, position: tuple[Any, ...] | None, **options: Any
) -> list[ListedImage]:
    """Images after (or before) a position, nearest first; `options` are those of `side`."""
    query = side(album_id, order, position, **options)
    return [ListedImage._make(row) for row in session.execute(query)]


def side(
    album_id: str,
    order: str,
    position: tuple[Any, ...] | None,
    *,
    backwards: bool = False,
    limit: int = PAGE,
    **filters: Any,
) -> Select[*tuple[Any, ...]]:
    """Selects images after (or before) a position, nearest first; from the beginning without one.

    `filters` are those of `wanted`.
    """
    columns = image_position(order)
    ascending = (order != SortOrder.NEWEST) != backwards
    query = select(*LISTED).where(Image.album_id == album_id, *wanted(**filters)).limit(limit)
    if position is not None:
        here, there = tuple_(*columns), tuple_(*position)
        query = query.where(here > there if ascending else here < there)
    return query.order_by(*(column.asc() if ascending else column.desc() for column in columns))


def both_sides(
    session: Session, image: ListedImage, album_id: str, order: str, limit: int, **filters: Any
) -> tuple[list[ListedImage], list[ListedImage]]:
    """Images before and after one, up to `limit` of each, nearest first; in one statement."""
    sides = [
        side(
            album_id, order, position_of(image, order), backwards=backwards, limit=limit, **filters
        )
        .add_columns(literal(backwards).label("backwards"))
        .subquery()
        for backwards in (True, False)
    ]
    found: dict[bool, list[ListedImage]] = {True: [], False: []}
    for *columns, backwards in session.execute(union_all(*map(select, sides))):
        found[bool(backwards)].append(ListedImage._make(columns))
    # A union promises no order.
    for backwards, images in found.items():
        images.sort(
            key=lambda each: position_of(each, order),
            reverse=backwards != (order == SortOrder.NEWEST),
        )
    return found[True], found[False]


def wanted(*, with_missing: bool = False, year: int | None = None) -> list[ColumnElement[bool]]:
    """Which images of an album are listed: missing ones for its owner only, of one year or all."""
    conditions: list[ColumnElement[bool]] = []
    if not with_missing:
        conditions.append(Image.state != ImageState.MISSING)
    if year is not None:
        conditions += [Image.time >= datetime(year, 1, 1), Image.time < datetime(year + 1, 1, 1)]
    return conditions


def is_wanted(image: ListedImage, *, with_missing: bool = False, year: int | None = None) -> bool:
    """The same for an image that was found already."""
    is_listed = with_missing or image.state != ImageState.MISSING
    return is_listed and year in {None, image.time.year}


def page_of_images(
    session: Session,
    album_id: str,
    order: str,
    *,
    after: tuple[Any, ...] | None = None,
    before: tuple[Any, ...] | None = None,
    **filters: Any,
) -> ImagePage:
    """One page of an album's images, after or before a position.

    `filters` are those of `wanted`.
    """
    backwards = before is not None
    start = before if backwards else after
    found = images_from(
        session, album_id, order, start, backwards=backwards, limit=PAGE + 1, **filters
    )
    more, images = len(found) > PAGE, found[:PAGE]
    if backwards:
        images.reverse()
    has_before = more if backwards else after is not None
    has_after = True if backwards else more
    return ImagePage(
        images=images,
        before=images[0].id if images and has_before else None,
        after=images[-1].id if images and has_after else None,
    )


def page_around(
    session: Session, image: ListedImage, album_id: str, order: str, **filters: Any
) -> ImagePage:
    """The page of an album on which an image is, with as many before it as after it.

    `filters` are those of `wanted`; an image that they leave out only says where to look.
    """
    half = PAGE // 2
    earlier, later = both_sides(session, image, album_id, order, half + 1, **filters)
    middle = [image] if is_wanted(image, **filters) else []
    images = [*reversed(earlier[:half]), *middle, *later[:half]]
    return ImagePage(
        images=images,
        before=images[0].id if len(earlier) > half else None,
        after=images[-1].id if len(later) > half else None,
    )


def neighbours(
    session: Session, image: ListedImage, album_id: str, order: str, *, with_missing: bool
) -> tuple[ListedImage | None, ListedImage | None]:
    """The images before and after an image in its album."""
    before, after = both_sides(session, image, album_id, order, 1, with_missing=with_missing)
    return before[0] if before else None, after[0] if after else None
