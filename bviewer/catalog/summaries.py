"""Counting beforehand: what is below each album, once for strangers and once for the trusted.

A summary for strangers is made only of what visible albums hold, so nothing that it tells (number,
cover, dates) can come from a hidden or private branch. Summaries change in the transaction that
changes what they count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from bviewer.models import Album, AlbumSummary, Circle, Image, ImageState, Visibility

CHUNK = 500  # Ids per statement; SQLite bounds the number of parameters.


@dataclass(frozen=True, slots=True)
class Part:
    """What one album, or one branch, contributes."""

    images: int = 0
    albums: int = 0
    cover_id: str | None = None
    cover_path: str | None = None
    first_time: datetime | None = None
    last_time: datetime | None = None

    def joined(self, other: "Part") -> "Part":
        """Both together; the newest image is the cover."""
        parts = (self, other)
        covered = [part for part in parts if part.cover_id is not None]
        newest = max(covered, key=Part.newness, default=Part())
        return Part(
            images=self.images + other.images,
            albums=self.albums + other.albums,
            cover_id=newest.cover_id,
            cover_path=newest.cover_path,
            first_time=min((p.first_time for p in parts if p.first_time), default=None),
            last_time=max((p.last_time for p in parts if p.last_time), default=None),
        )

    def newness(self) -> datetime:
        """What decides between two covers."""
        return self.last_time or datetime.min


def refresh_summaries(session: Session, album_ids: Iterable[str]) -> None:
    """Count these albums and all their ancestors anew, from the leaves to the top."""
    session.flush()
    for generation in generations(session, set(album_ids)):
        for chunk in chunks(sorted(generation)):
            refresh_chunk(session, chunk)


def generations(session: Session, album_ids: set[str]) -> list[set[str]]:
    """The albums and their ancestors, deepest first: children are counted before parents."""
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
    """The number of ancestors of an album."""
    count, parent = 0, parents[album_id]
    while parent is not None:
        count, parent = count + 1, parents[parent]
    return count


def refresh_chunk(session: Session, album_ids: Sequence[str]) -> None:
    """Write the summaries of albums whose children are counted already."""
    own = own_parts(session, album_ids)
    below = {circle: child_parts(session, album_ids, circle) for circle in Circle}
    session.execute(delete(AlbumSummary).where(AlbumSummary.album_id.in_(album_ids)))
    for album_id in album_ids:
        for circle in Circle:
            part = own.get(album_id, Part())
            for child in below[circle][album_id]:
                part = part.joined(child)
            session.add(summary(album_id, circle, part))
    session.flush()


def summary(album_id: str, circle: Circle, part: Part) -> AlbumSummary:
    """A row for one album and one circle of people."""
    return AlbumSummary(
        album_id=album_id,
        circle=circle,
        images=part.images,
        albums=part.albums,
        cover_id=part.cover_id,
        cover_path=part.cover_path,
        first_time=part.first_time,
        last_time=part.last_time,
    )


def own_parts(session: Session, album_ids: Sequence[str]) -> dict[str, Part]:
    """What each album holds itself; missing images do not count, broken ones are no cover."""
    candidate = aliased(Image)
    newest = (
        select(candidate.id)
        .where(candidate.album_id == Album.id, candidate.state == ImageState.READY)
        .order_by(candidate.time.desc(), candidate.sort_key.desc(), candidate.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Album.id, func.count(Image.id), newest, func.min(Image.time), func.max(Image.time))
        .join(Image, Image.album_id == Album.id)
        .where(Album.id.in_(album_ids), Image.state != ImageState.MISSING)
        .group_by(Album.id)
    )
    return {
        album_id: Part(count, 0, cover_id, cover_id, first, last)
        for album_id, count, cover_id, first, last in rows
    }


def child_parts(
    session: Session, album_ids: Sequence[str], circle: Circle
) -> dict[str, list[Part]]:
    """What the child albums of each album contribute for one circle of people."""
    query = (
        select(Album.parent_id, AlbumSummary)
        .join(AlbumSummary, AlbumSummary.album_id == Album.id)
        .where(
            Album.parent_id.in_(album_ids),
            AlbumSummary.circle == circle,
            Album.missing.is_(False),
        )
    )
    if circle == Circle.PUBLIC:
        query = query.where(Album.visibility == Visibility.VISIBLE)
    parts: dict[str, list[Part]] = defaultdict(list)
    for parent_id, row in session.execute(query):
        parts[parent_id or ""].append(part_below(row))
    return parts


def part_below(row: AlbumSummary) -> Part:
    """What a child album with this summary contributes to its parent."""
    return Part(
        images=row.images,
        albums=row.albums + 1,
        cover_id=row.cover_id,
        cover_path=row.cover_path and f"{row.album_id}/{row.cover_path}",
        first_time=row.first_time,
        last_time=row.last_time,
    )


def chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    """Slices small enough for one statement."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
