"""Counting beforehand: what is below each album, once for strangers and once for the trusted.

A summary for strangers is made only of what visible albums hold, so nothing that it tells (number,
cover, dates) can come from a hidden or private branch, the chosen cover no more than the rest:
where it may not be seen the newest image is the cover. Summaries change in the transaction that
changes what they count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, case, delete, extract, func, insert, select
from sqlalchemy.orm import Session, aliased

from bviewer.albums.beside import pair_files
from bviewer.albums.covers import Cover, chosen_covers
from bviewer.albums.dated import is_dated
from bviewer.albums.films import is_item, is_shown
from bviewer.models import (
    SUMMARISED,
    Album,
    AlbumSummary,
    AlbumYear,
    Audience,
    Image,
    ImageState,
    ItemKind,
    Visibility,
)
from bviewer.models.image import BESIDE

Key = TypeVar("Key", str, bytes, int)
OwnYears = dict[str, list[tuple[int, int, int]]]
"""By albums: years, items and films."""

LATER = "bviewer.summaries.later"
CHUNK = 500  # Ids per statement; SQLite bounds the number of parameters.
# Statements are made once, as to make one takes longer than to run it over a few albums.
ALBUM_IDS: BindParameter[str] = bindparam("album_ids", expanding=True)


class Part(NamedTuple):
    """The contribution of one album, or of one branch."""

    images: int = 0
    albums: int = 0
    first_time: datetime | None = None
    last_time: datetime | None = None
    cover_id: str | None = None
    cover_path: str | None = None
    cover_time: datetime | None = None
    years: tuple[int, ...] = ()
    films: int = 0
    broken: int = 0


def total(parts: Sequence[Part]) -> Part:
    """Return all parts together; the newest of their covers is the cover."""
    covered = [part for part in parts if part.cover_id is not None]
    newest = max(covered, key=lambda part: (part.cover_time, part.cover_id), default=Part())
    return Part(
        images=sum(part.images for part in parts),
        albums=sum(part.albums for part in parts),
        first_time=min((part.first_time for part in parts if part.first_time), default=None),
        last_time=max((part.last_time for part in parts if part.last_time), default=None),
        cover_id=newest.cover_id,
        cover_path=newest.cover_path,
        cover_time=newest.cover_time,
        years=tuple(sorted({year for part in parts for year in part.years})),
        films=sum(part.films for part in parts),
        broken=sum(part.broken for part in parts),
    )


@contextmanager
def counting_once(session: Session) -> Iterator[None]:
    """Count albums anew when all is done that changes them: many changes take the time of one.

    Until then the numbers are those of before.
    """
    changed: set[str] = set()
    session.info[LATER] = changed
    try:
        yield
    finally:
        del session.info[LATER]
    refresh_summaries(session, changed)


def refresh_summaries(session: Session, album_ids: Iterable[str]) -> None:
    """Count these albums and all their ancestors anew, from the leaves to the top.

    What of them belongs together may be another thing by now, and counts as one.
    """
    changed, later = set(album_ids), session.info.get(LATER)
    if later is not None:
        later |= changed
        return
    session.flush()
    for chunk in chunks(sorted(changed)):
        pair_files(session, chunk)
    for generation in generations(session, changed):
        for chunk in chunks(sorted(generation)):
            refresh_chunk(session, chunk)


def generations(session: Session, album_ids: set[str]) -> list[set[str]]:
    """Return albums and their ancestors, deepest first: children are counted before parents."""
    parents: dict[str, str | None] = {}
    pending = album_ids
    while pending:
        found = {
            album_id: parent_id
            for chunk in chunks(sorted(pending))
            for album_id, parent_id in session.execute(
                select(Album.id, Album.parent_id).where(Album.id.in_(chunk))
            )
        }
        parents.update(found)
        pending = {parent for parent in found.values() if parent is not None} - parents.keys()
    by_depth = defaultdict(set)
    for album_id in parents:
        by_depth[depth(parents, album_id)].add(album_id)
    return [by_depth[level] for level in sorted(by_depth, reverse=True)]


def depth(parents: dict[str, str | None], album_id: str) -> int:
    """Return the number of ancestors of an album."""
    count, parent = 0, parents[album_id]
    while parent is not None:
        count, parent = count + 1, parents[parent]
    return count


def refresh_chunk(session: Session, album_ids: Sequence[str]) -> None:
    """Write the summaries of albums whose children are counted already."""
    years = own_years(session, album_ids)
    own, chosen = own_parts(session, album_ids, years), chosen_covers(session, album_ids)
    below = {audience: child_parts(session, album_ids, audience) for audience in SUMMARISED}
    session.execute(delete(AlbumSummary).where(AlbumSummary.album_id.in_(album_ids)))
    write_years(session, album_ids, years)
    session.add_all(
        summary(
            album_id,
            audience,
            with_chosen(
                total([*own[album_id], *below[audience][album_id]]), chosen.get(album_id), audience
            ),
        )
        for album_id in album_ids
        for audience in SUMMARISED
    )
    session.flush()


def with_chosen(part: Part, chosen: Cover | None, audience: Audience) -> Part:
    """Return what is told of an album, with its chosen cover if this audience may see that."""
    if chosen is None or (audience == Audience.EVERYBODY and not chosen.is_public):
        return part
    return part._replace(cover_id=chosen.id, cover_path=chosen.path)


def summary(album_id: str, audience: Audience, part: Part) -> AlbumSummary:
    """Return a row for one album and one audience."""
    return AlbumSummary(
        album_id=album_id,
        audience=audience,
        images=part.images,
        albums=part.albums,
        cover_id=part.cover_id,
        cover_path=part.cover_path,
        first_time=part.first_time,
        last_time=part.last_time,
        years=part.years,
        films=part.films,
        broken=part.broken,
    )


def write_years(session: Session, album_ids: Sequence[str], years: OwnYears) -> None:
    """Write down how much of each year albums show themselves."""
    session.execute(delete(AlbumYear).where(AlbumYear.album_id.in_(album_ids)))
    rows = [
        {"album_id": album_id, "year": year, "images": images, "films": films}
        for album_id in album_ids
        for year, images, films in years[album_id]
        if images
    ]
    if rows:
        session.execute(insert(AlbumYear), rows)


def own_parts(session: Session, album_ids: Sequence[str], years: OwnYears) -> dict[str, list[Part]]:
    """Return what each album holds itself: no missing images, and no broken one as cover."""
    parts: dict[str, list[Part]] = defaultdict(list)
    rows = session.execute(own_totals(), {"album_ids": album_ids})
    for album_id, count, films, broken, first, last, cover, cover_time in rows:
        of_years = tuple(year for year, _images, _films in years[album_id])
        parts[album_id] = [
            Part(count, 0, first, last, cover, cover, cover_time, of_years, films, broken)
        ]
    return parts


@cache
def own_totals() -> Select[*tuple[Any, ...]]:
    """Return the statement that counts the images of albums, and finds the newest one of each."""
    candidate = aliased(Image)
    newest = (
        select(candidate.id)
        .where(
            candidate.album_id == Album.id,
            candidate.state == ImageState.READY,
            candidate.kind.not_in(BESIDE),
        )
        .order_by(candidate.time.desc(), candidate.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Album.id,
            func.count(Image.id),
            func.count(case((Image.kind != ItemKind.IMAGE, 1))),
            func.count(case((~is_shown(), 1))),
            func.min(case((is_dated(), Image.time))),
            func.max(case((is_dated(), Image.time))),
            newest,
            func.max(case((Image.state == ImageState.READY, Image.time))),
        )
        .join(Image, Image.album_id == Album.id)
        .where(Album.id.in_(ALBUM_IDS), Image.state != ImageState.MISSING, is_item())
        .group_by(Album.id)
    )


def own_years(session: Session, album_ids: Sequence[str]) -> OwnYears:
    """Return the years of the items in each album, with how many are shown of each and how many of
    these play; missing ones do not count."""
    years: OwnYears = defaultdict(list)
    rows = session.execute(years_of_images(), {"album_ids": album_ids})
    for album_id, year, images, films in rows:
        years[album_id].append((int(year), images, films))
    return years


@cache
def years_of_images() -> Select[*tuple[Any, ...]]:
    """Return the statement that counts the items of albums by years."""
    year = extract("year", Image.time)
    return (
        select(
            Image.album_id,
            year,
            func.count(case((is_shown(), 1))),
            func.count(case((Image.kind != ItemKind.IMAGE, 1))),
        )
        .where(Image.album_id.in_(ALBUM_IDS), Image.state != ImageState.MISSING, is_item())
        .where(is_dated())
        .group_by(Image.album_id, year)
    )


def child_parts(
    session: Session, album_ids: Sequence[str], audience: Audience
) -> dict[str, list[Part]]:
    """Return what the child albums of each album contribute for one audience; those that show it
    nothing do not count."""
    parts: dict[str, list[Part]] = defaultdict(list)
    for row in session.execute(child_summaries(audience), {"album_ids": album_ids}):
        part = Part._make(row[2:])
        path = part.cover_path and f"{row.id}/{part.cover_path}"
        albums = part.albums + 1 if part.images else 0
        parts[row.parent_id or ""].append(part._replace(albums=albums, cover_path=path))
    return parts


@cache
def child_summaries(audience: Audience) -> Select[*tuple[Any, ...]]:
    """Return the statement that finds the summaries of the child albums of albums."""
    query = (
        select(
            Album.parent_id,
            Album.id,
            AlbumSummary.images,
            AlbumSummary.albums,
            AlbumSummary.first_time,
            AlbumSummary.last_time,
            AlbumSummary.cover_id,
            AlbumSummary.cover_path,
            Image.time,
            AlbumSummary.years,
            AlbumSummary.films,
            AlbumSummary.broken,
        )
        .join(AlbumSummary, AlbumSummary.album_id == Album.id)
        .outerjoin(Image, Image.id == AlbumSummary.cover_id)
        .where(
            Album.parent_id.in_(ALBUM_IDS),
            AlbumSummary.audience == audience,
            Album.missing.is_(False),
        )
    )
    if audience == Audience.EVERYBODY:
        return query.where(Album.visibility == Visibility.VISIBLE)
    return query


def chunks(ids: Sequence[Key]) -> Iterable[Sequence[Key]]:
    """Return slices small enough for one statement."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
