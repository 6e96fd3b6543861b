"""What an album page lists: child albums with their covers, and one page of images."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from bviewer.models import Album, AlbumSummary, Circle, Image, ImageState, Order
from bviewer.security.visibility import Viewer, circle_of, listed_children

PAGE = 200  # Images.
YEARS = range(1000, 9999)  # That a time in a database can be in.


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


def child_albums(
    session: Session, viewer: Viewer, lineage_ids: Sequence[str], order: str
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The child albums that a viewer who may open the album may see listed there.

    Each row has the album's columns and those of the summary and the cover that this viewer may
    know of.
    """
    albums = summarised_albums(circle_of_children(viewer, lineage_ids))
    query = albums.where(*listed(viewer, lineage_ids)).order_by(*album_order(order))
    return session.execute(query).all()


def times_of_children(
    session: Session, viewer: Viewer, lineage_ids: Sequence[str]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The time of its own, and the years, of each of the same child albums; equal ones once."""
    query = (
        select(Album.time, AlbumSummary.years)
        .join(AlbumSummary, is_summary_for(circle_of_children(viewer, lineage_ids)))
        .where(*listed(viewer, lineage_ids))
        .distinct()
    )
    return session.execute(query).all()


def listed(viewer: Viewer, lineage_ids: Sequence[str]) -> list[ColumnElement[bool]]:
    """Which albums are listed in the last of `lineage_ids`: lost ones for their owner only."""
    conditions = [Album.parent_id == lineage_ids[-1], listed_children(viewer, lineage_ids)]
    return conditions if viewer.is_owner else [*conditions, Album.missing.is_(False)]


def circle_of_children(viewer: Viewer, lineage_ids: Sequence[str]) -> ColumnElement[Any]:
    """Which summary of each child album a viewer may be told."""
    if viewer.is_trusted_with(lineage_ids):
        return literal(Circle.TRUSTED)
    return case((Album.id.in_(viewer.album_ids), Circle.TRUSTED), else_=Circle.PUBLIC)


def is_summary_for(circle: ColumnElement[Any]) -> ColumnElement[bool]:
    """Joins albums with their summary for a circle of people."""
    return and_(AlbumSummary.album_id == Album.id, AlbumSummary.circle == circle)


def given_albums(session: Session, album_ids: Iterable[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The albums of these ids, as child albums are listed, in the order of their titles.

    For somebody who was given them.
    """
    query = summarised_albums(literal(Circle.TRUSTED)).where(
        Album.id.in_(album_ids), Album.missing.is_(False)
    )
    return session.execute(query.order_by(*album_order(Order.NAME))).all()


def summarised_albums(circle: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Albums with their summary for a circle of people, and what the address of the cover needs."""
    return (
        select(
            Album.id,
            Album.title,
            Album.visibility,
            Album.missing,
            Album.time,
            AlbumSummary.images,
            AlbumSummary.albums,
            AlbumSummary.first_time,
            AlbumSummary.last_time,
            AlbumSummary.years,
            AlbumSummary.cover_path,
            Image.size,
            Image.mtime_ns,
            Image.quick_hash,
            Image.placeholder,
        )
        .join(AlbumSummary, is_summary_for(circle))
        .outerjoin(Image, Image.id == AlbumSummary.cover_id)
    )


def album_order(order: str) -> tuple[Any, ...]:
    """How child albums are sorted; those without a time come last."""
    by_name = (Album.sort_key, Album.id)
    oldest = func.coalesce(Album.time, AlbumSummary.first_time)
    newest = func.coalesce(Album.time, AlbumSummary.last_time)
    if order == Order.OLDEST:
        return (oldest.is_(None), oldest, *by_name)
    if order == Order.NEWEST:
        return (newest.is_(None), newest.desc(), *by_name)
    return by_name


def own_summary(
    session: Session, viewer: Viewer, lineage_ids: Sequence[str]
) -> Row[*tuple[Any, ...]] | None:
    """Numbers and times of an album as its own page tells them to this viewer."""
    return session.execute(
        select(
            Album.time,
            AlbumSummary.images,
            AlbumSummary.albums,
            AlbumSummary.first_time,
            AlbumSummary.last_time,
        )
        .join(Album, Album.id == AlbumSummary.album_id)
        .where(
            AlbumSummary.album_id == lineage_ids[-1],
            AlbumSummary.circle == circle_of(viewer, lineage_ids),
        )
    ).one_or_none()


def image_position(order: str) -> tuple[Any, ...]:
    """The columns that order images; unique together, so that pages neither skip nor repeat."""
    by_name = (Image.sort_key, Image.id)
    return by_name if order == Order.NAME else (Image.time, *by_name)


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
    return by_name if order == Order.NAME else (image.time, *by_name)


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
    ascending = (order != Order.NEWEST) != backwards
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
            key=lambda each: position_of(each, order), reverse=backwards != (order == Order.NEWEST)
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
