"""What is listed of albums: which ones, in which order, with their numbers and covers."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from bviewer.albums.films import is_video
from bviewer.albums.years import years_of
from bviewer.models import (
    Album,
    AlbumSummary,
    Audience,
    Image,
    SortOrder,
    Visibility,
)
from bviewer.models.base import Years
from bviewer.security.visibility import audience_of, listed_children
from bviewer.security.visitor import Visitor

# Tables make a statement in less time than what is mapped to them.
_ALBUM, _SUMMARY = Album.__table__.alias(), AlbumSummary.__table__.alias()

# Both are built once: that takes as long as asking it for a page.
_SUMMARISED = (
    select(
        Album.id,
        Album.title,
        Album.visibility,
        Album.missing,
        Album.time,
        AlbumSummary.images,
        AlbumSummary.films,
        AlbumSummary.albums,
        AlbumSummary.broken,
        AlbumSummary.first_time,
        AlbumSummary.last_time,
        years_of().label("years"),
        AlbumSummary.cover_path,
        Image.size,
        Image.mtime_ns,
        Image.quick_hash,
        Image.placeholder,
    )
    .select_from(Album)
    .join(AlbumSummary, AlbumSummary.album_id == Album.id)
    .outerjoin(Image, Image.id == AlbumSummary.cover_id)
)

_OWN_SUMMARY = select(
    Album.time,
    AlbumSummary.images,
    AlbumSummary.films,
    AlbumSummary.albums,
    AlbumSummary.broken,
    AlbumSummary.first_time,
    AlbumSummary.last_time,
    exists(1).where(Image.album_id == AlbumSummary.album_id, is_video()).label("has_videos"),
).join(Album, Album.id == AlbumSummary.album_id)


def listed(
    visitor: Visitor, ancestry_ids: Sequence[str], *, with_empty: bool = False
) -> list[ColumnElement[bool]]:
    """Return which albums, joined with what this visitor may be told of them, are listed at the end
    of `ancestry_ids`: lost ones, and such that show nothing, for their owner."""
    conditions = [Album.parent_id == ancestry_ids[-1], listed_children(visitor, ancestry_ids)]
    if visitor.is_owner:
        return conditions
    conditions.append(Album.missing.is_(False))
    return conditions if with_empty else [*conditions, shows_something(visitor, ancestry_ids)]


def shows_something(visitor: Visitor, ancestry_ids: Sequence[str]) -> ColumnElement[bool]:
    """Return whether a visitor finds an item in an album, or below it from listing to listing."""
    has_items = AlbumSummary.images > 0
    if not visitor.given or visitor.is_trusted_with(ancestry_ids):
        return has_items
    return or_(has_items, Album.id.in_(select(leading_to_given(visitor).c.id)))


def leading_to_given(visitor: Visitor) -> CTE:
    """Return the albums that a person was given and that show something, with those from which
    listings lead there: what is told of these to everybody does not count it."""
    audience = case((_ALBUM.c.id.in_(visitor.granted), Audience.TRUSTED), else_=Audience.EVERYBODY)
    way = (
        select(_ALBUM.c.id, _ALBUM.c.parent_id)
        .join(_SUMMARY, _SUMMARY.c.album_id == _ALBUM.c.id)
        .where(
            _ALBUM.c.id.in_(visitor.given),
            _ALBUM.c.missing.is_(False),
            _SUMMARY.c.audience == audience,
            _SUMMARY.c.images > 0,
        )
        .cte("leading_to_given", recursive=True)
    )
    is_listed = or_(_ALBUM.c.visibility == Visibility.VISIBLE, _ALBUM.c.id.in_(visitor.given))
    return way.union_all(
        select(_ALBUM.c.id, _ALBUM.c.parent_id)
        .join(way, _ALBUM.c.id == way.c.parent_id)
        .where(is_listed, _ALBUM.c.missing.is_(False))
    )


def audience_of_children(visitor: Visitor, ancestry_ids: Sequence[str]) -> ColumnElement[Any]:
    """Return which summary of each child album a visitor may be shown."""
    if visitor.is_trusted_with(ancestry_ids):
        return literal(Audience.TRUSTED)
    if not visitor.granted:
        return literal(Audience.EVERYBODY)
    return case((Album.id.in_(visitor.granted), Audience.TRUSTED), else_=Audience.EVERYBODY)


def is_summary_for(audience: ColumnElement[Any]) -> ColumnElement[bool]:
    """Joins albums with their summary for an audience."""
    return and_(AlbumSummary.album_id == Album.id, AlbumSummary.audience == audience)


def given_albums(
    session: Session, visitor: Visitor, album_ids: Iterable[str]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the albums of these ids, as child albums are listed, in the order of their titles.

    For somebody who was given them, by grants or by shares.
    """
    audience: ColumnElement[Any] = literal(Audience.TRUSTED)
    if not visitor.is_trusted_with(()):
        audience = case((is_trusted_album(visitor), Audience.TRUSTED), else_=Audience.EVERYBODY)
    query = summarised_albums(audience).where(
        Album.id.in_(album_ids), Album.missing.is_(False), Album.gallery_id.is_not(None)
    )
    return session.execute(query.order_by(*album_order(SortOrder.NAME))).all()


def is_trusted_album(visitor: Visitor) -> ColumnElement[bool]:
    """Return whether a person has a grant for an album or for one above it: what came by a share
    may be in what came by a grant."""
    parent = aliased(Album)
    above = (
        select(Album.id.label("album_id"), Album.id, Album.parent_id)
        .where(Album.id.in_(visitor.given))
        .cte("above", recursive=True)
    )
    above = above.union_all(
        select(above.c.album_id, parent.id, parent.parent_id).where(parent.id == above.c.parent_id)
    )
    return Album.id.in_(select(above.c.album_id).where(above.c.id.in_(visitor.granted)))


def albums_at(session: Session, album_ids: Sequence[str]) -> list[Row[*tuple[Any, ...]]]:
    """Return the albums of these ids in their order, as child albums are listed to their owner."""
    query = summarised_albums(literal(Audience.TRUSTED)).where(Album.id.in_(album_ids))
    found = {row.id: row for row in session.execute(query)}
    return [found[album_id] for album_id in album_ids if album_id in found]


def summarised_albums(audience: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Albums with their summary for an audience, and what the address of the cover needs."""
    return _SUMMARISED.where(AlbumSummary.audience == audience)


def album_order(order: str) -> tuple[Any, ...]:
    """Return how child albums are sorted; those without a time come last."""
    by_name = (Album.sort_key, Album.id)
    oldest = func.coalesce(Album.time, AlbumSummary.first_time)
    newest = func.coalesce(Album.time, AlbumSummary.last_time)
    if order == SortOrder.OLDEST:
        return (oldest.is_(None), oldest, *by_name)
    if order == SortOrder.NEWEST:
        return (newest.is_(None), newest.desc(), *by_name)
    if order == SortOrder.HAND:
        return (Album.rank, oldest.is_(None), oldest, *by_name)
    return tuple(column.desc() for column in by_name) if order == SortOrder.NAME_DOWN else by_name


def own_summary(
    session: Session, visitor: Visitor, ancestry_ids: Sequence[str], *, with_years: bool = False
) -> Row[*tuple[Any, ...]] | None:
    """Return numbers and times of an album as its own page tells them to this visitor, and whether
    it has films of providers itself.

    `child_years` are those of all child albums listed there, in no order, if they are asked for.
    """
    child_years = years_of_children(visitor, ancestry_ids) if with_years else null()
    return session.execute(
        _OWN_SUMMARY.add_columns(child_years.label("child_years")).where(
            AlbumSummary.album_id == ancestry_ids[-1],
            AlbumSummary.audience == audience_of(visitor, ancestry_ids),
        )
    ).one_or_none()


def years_of_children(
    visitor: Visitor, ancestry_ids: Sequence[str]
) -> ColumnElement[tuple[int, ...]]:
    """Return the years of the listed child albums as one value, however many albums there are."""
    years = (
        select(years_of().label("years"))
        .select_from(Album)
        .join(AlbumSummary, is_summary_for(audience_of_children(visitor, ancestry_ids)))
        .where(*listed(visitor, ancestry_ids))
        .distinct()
        .subquery()
    )
    joined = select(func.aggregate_strings(years.c.years, " ")).scalar_subquery()
    return type_coerce(joined, Years)
