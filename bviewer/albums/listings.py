"""What an album page lists: child albums with their covers, and one page of images."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session

from bviewer.models import Album, AlbumSummary, Audience, Image, SortOrder
from bviewer.security.visibility import audience_of, listed_children
from bviewer.security.visitor import Visitor

YEARS = range(1000, 9999)  # That a time in a database can be in.


def child_albums(
    session: Session,
    visitor: Visitor,
    ancestry_ids: Sequence[str],
    order: str,
    *,
    only_times: bool = False,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the child albums that a visitor who may open the album may see listed there.

    Each row has the album's columns and those of the summary and the cover that this visitor may
    know of; or nothing but its own time and the years of what it holds, equal ones once.
    """
    audience = audience_of_children(visitor, ancestry_ids)
    query = (
        times(audience) if only_times else summarised_albums(audience).order_by(*album_order(order))
    )
    return session.execute(query.where(*listed(visitor, ancestry_ids))).all()


def times(audience: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Select the own time of albums, and the years that an audience may know of."""
    return (
        select(Album.time, AlbumSummary.years)
        .join(AlbumSummary, is_summary_for(audience))
        .distinct()
    )


def listed(visitor: Visitor, ancestry_ids: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return which albums are listed at the end of `ancestry_ids`: lost ones for their owner."""
    conditions = [Album.parent_id == ancestry_ids[-1], listed_children(visitor, ancestry_ids)]
    return conditions if visitor.is_owner else [*conditions, Album.missing.is_(False)]


def audience_of_children(visitor: Visitor, ancestry_ids: Sequence[str]) -> ColumnElement[Any]:
    """Return which summary of each child album a visitor may be shown."""
    if visitor.is_trusted_with(ancestry_ids):
        return literal(Audience.TRUSTED)
    return case((Album.id.in_(visitor.granted), Audience.TRUSTED), else_=Audience.EVERYBODY)


def is_summary_for(audience: ColumnElement[Any]) -> ColumnElement[bool]:
    """Joins albums with their summary for an audience."""
    return and_(AlbumSummary.album_id == Album.id, AlbumSummary.audience == audience)


def granted_albums(session: Session, album_ids: Iterable[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the albums of these ids, as child albums are listed, in the order of their titles.

    For somebody who was given them.
    """
    query = summarised_albums(literal(Audience.TRUSTED)).where(
        Album.id.in_(album_ids), Album.missing.is_(False), Album.gallery_id.is_not(None)
    )
    return session.execute(query.order_by(*album_order(SortOrder.NAME))).all()


def summarised_albums(audience: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Albums with their summary for an audience, and what the address of the cover needs."""
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
        .join(AlbumSummary, is_summary_for(audience))
        .outerjoin(Image, Image.id == AlbumSummary.cover_id)
    )


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
    session: Session, visitor: Visitor, ancestry_ids: Sequence[str]
) -> Row[*tuple[Any, ...]] | None:
    """Numbers and times of an album as its own page tells them to this visitor."""
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
            AlbumSummary.album_id == ancestry_ids[-1],
            AlbumSummary.audience == audience_of(visitor, ancestry_ids),
        )
    ).one_or_none()
