"""Having an archive built, or finding the one that others had built."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.archive.contents import Contents
from bviewer.archive.files import is_there
from bviewer.models import Album, Archive, ArchiveState, Gallery, now
from bviewer.models.archive import CURRENT_STATES
from bviewer.problems import Problem
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.reserve import MEGABYTE

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20
MOST_AT_WORK = 20  # In a gallery: whoever comes later would wait for hours.


class Asker(NamedTuple):
    """Who asks: one `person` or browser, and whom it counts for, which is hard to change."""

    person: str
    counted_for: str


def find_archive(session: Session, album_id: str, digest: bytes) -> Archive | None:
    """Return the archive of an album that holds just this, if there is or will be one."""
    return session.scalars(
        select(Archive).where(
            Archive.album_id == album_id,
            Archive.digest == digest,
            Archive.state.in_(CURRENT_STATES),
        )
    ).one_or_none()


def last_archive(session: Session, album_id: str, digest: bytes) -> Archive | None:
    """Return the archive of just this that was asked for last, one that failed as well."""
    told = (*CURRENT_STATES, ArchiveState.FAILED)
    return session.scalars(
        select(Archive)
        .where(Archive.album_id == album_id, Archive.digest == digest, Archive.state.in_(told))
        .order_by(Archive.created_at.desc())
        .limit(1)
    ).one_or_none()


def find_archive_of(session: Session, album_id: str, archive_id: str) -> Archive | None:
    """Return an archive of an album by its id."""
    archive = session.get(Archive, archive_id)
    return None if archive is None or archive.album_id != album_id else archive


def ask_for_archive(
    session: Session,
    cache: RenditionCache,
    album: Album,
    contents: Contents,
    asker: Asker,
    chosen: Sequence[str] | None = None,
) -> Archive:
    """Return the archive that holds this, which is to be built if nobody has asked for it yet.

    Refuses what is empty, or larger than all archives of the gallery may be, and whoever asks for
    too many.
    """
    found = find_archive(session, album.id, contents.digest)
    if found is not None and is_lost(cache, found):
        found.state = ArchiveState.GONE
        session.flush()
        found = None
    if found is None:
        gallery = session.get_one(Gallery, album.gallery_id)
        require_size(gallery, contents)
        require_patience(session, gallery, asker)
        found = add(session, album, contents, asker, chosen)
    elif asker.person not in found.askers:
        found.askers = [*found.askers, asker.person]
    return found


def is_lost(cache: RenditionCache, archive: Archive) -> bool:
    """Return whether the file of an archive that was ready has been evicted."""
    return archive.state == ArchiveState.READY and not is_there(cache, archive)


def require_size(gallery: Gallery, contents: Contents) -> None:
    """Refuse an archive of nothing, or one that would never fit."""
    if not contents.number:
        raise Problem("archive_empty")
    if contents.size > largest(gallery):
        megabytes = -(-contents.size // MEGABYTE)
        maximum = gallery.archives_budget_mb
        raise Problem("archive_too_large", megabytes=megabytes, maximum=maximum)


def largest(gallery: Gallery) -> int:
    """Return how many bytes an archive has at most: as many as all of them may take."""
    return gallery.archives_budget_mb * MEGABYTE


def require_patience(session: Session, gallery: Gallery, asker: Asker) -> None:
    """Refuse whoever asks for too many archives, and too many of all at once."""
    since = now() - HOUR
    count, first = session.execute(
        select(func.count(), func.min(Archive.created_at)).where(
            Archive.counted_for == asker.counted_for, Archive.created_at > since
        )
    ).one()
    if count >= MOST_AN_HOUR:
        seconds = max(1, int((first - since).total_seconds()))
        raise Problem("archives_exceeded", seconds=seconds)
    at_work = select(func.count()).where(
        Archive.gallery_id == gallery.id,
        Archive.state.in_((ArchiveState.WANTED, ArchiveState.BUILDING)),
    )
    if session.scalars(at_work).one() >= MOST_AT_WORK:
        raise Problem("archives_busy", seconds=600)


def add(
    session: Session,
    album: Album,
    contents: Contents,
    asker: Asker,
    chosen: Sequence[str] | None,
) -> Archive:
    """Add a row, unless somebody asked for the same in this very moment."""
    archive = Archive(
        gallery_id=album.gallery_id,
        album_id=album.id,
        digest=contents.digest,
        chosen=None if chosen is None else list(chosen),
        contents=[list(each) for each in contents.photographs],
        total=contents.number,
        total_bytes=contents.size,
        askers=[asker.person],
        counted_for=asker.counted_for,
    )
    try:
        with session.begin_nested():
            session.add(archive)
    except IntegrityError:
        other = find_archive(session, album.id, contents.digest)
        if other is None:
            raise
        return other
    return archive


def give_up(archive: Archive, asker: Asker) -> None:
    """Want an archive no more; when nobody wants it, whoever builds it stops."""
    left = [each for each in archive.askers if each != asker.person]
    if len(left) == len(archive.askers):
        return
    archive.askers = left
    if not left and archive.state in {ArchiveState.WANTED, ArchiveState.BUILDING}:
        archive.state = ArchiveState.CANCELLED
