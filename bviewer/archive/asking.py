"""Having an archive built, or finding the one that others had built."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.archive.contents import Contents
from bviewer.archive.files import is_there, relative_path
from bviewer.models import Album, Archive, ArchiveState, Gallery
from bviewer.models.archive import AT_WORK, CURRENT_STATES
from bviewer.problems import Problem
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.reserve import MEGABYTE
from bviewer.security.askers import is_person, seconds_to_wait

MOST_AN_HOUR = 20
MOST_AT_WORK = 20  # In a gallery: whoever comes later would wait for hours.
MOST_OF_ONE = 3  # At work: nobody fills the places of all.
TOLD_STATES = (*CURRENT_STATES, ArchiveState.FAILED)


def find_archive(session: Session, album_id: str, digest: bytes) -> Archive | None:
    """Return the archive of an album that holds just this, if there is or will be one."""
    return last_archive(session, album_id, digest, CURRENT_STATES)


def last_archive(
    session: Session, album_id: str, digest: bytes, states: Sequence[str] = TOLD_STATES
) -> Archive | None:
    """Return the archive of just this that was asked for last, one that failed as well."""
    return session.scalars(
        select(Archive)
        .where(Archive.album_id == album_id, Archive.digest == digest, Archive.state.in_(states))
        .order_by(Archive.created_at.desc())
        .limit(1)
    ).one_or_none()


def may_be_there(session: Session, album_id: str, contents: Contents) -> bool:
    """Return whether an archive of an album may hold just this, by its number and bytes alone."""
    alike = (Archive.total == contents.number, Archive.total_bytes == contents.size)
    query = select(Archive.id).where(Archive.album_id == album_id, *alike)
    return session.scalars(query.where(Archive.state.in_(TOLD_STATES)).limit(1)).first() is not None


def find_archive_of(session: Session, album_id: str, archive_id: str) -> Archive | None:
    """Return an archive of an album by its id."""
    archive = session.get(Archive, archive_id)
    return None if archive is None or archive.album_id != album_id else archive


def find_archive_in(session: Session, gallery_id: int, archive_id: str) -> Archive | None:
    """Return an archive of a gallery by its id."""
    archive = session.get(Archive, archive_id)
    return None if archive is None or archive.gallery_id != gallery_id else archive


def ask_for_archive(
    session: Session,
    cache: RenditionCache,
    album: Album,
    contents: Contents,
    asker: str,
    chosen: Sequence[str] | None = None,
) -> Archive:
    """Return the archive that holds this, which is to be built if nobody has asked for it yet.

    Refuses what is empty, or larger than all archives of the gallery may be, and whoever asks for
    too many.
    """
    found = find_archive(session, album.id, contents.digest)
    if found is not None and not is_over(cache, found):
        return found
    gallery = session.get_one(Gallery, album.gallery_id)
    require_size(gallery, contents)
    require_patience(session, gallery, asker)
    if found is not None:
        retire(session, cache, found)
    return add(session, album, contents, asker, chosen)


def is_lost(cache: RenditionCache, archive: Archive) -> bool:
    """Return whether the file of an archive that was ready has been evicted."""
    return archive.state == ArchiveState.READY and not is_there(cache, archive)


def is_over(cache: RenditionCache, archive: Archive) -> bool:
    """Return whether an archive is to be built anew when somebody asks for it: its file was
    evicted, or lacks what could not be read then."""
    lacks_something = archive.state == ArchiveState.READY and bool(archive.left_out)
    return lacks_something or is_lost(cache, archive)


def retire(session: Session, cache: RenditionCache, archive: Archive) -> None:
    """Let an archive go, so that another one of the same can be built."""
    archive.state = ArchiveState.GONE
    session.flush()
    (cache.root / relative_path(archive.gallery_id, archive.id)).unlink(missing_ok=True)


def fits(gallery: Gallery, contents: Contents) -> bool:
    """Return whether an archive may hold so much: as much as all of them may take."""
    return contents.size <= gallery.archives_budget_mb * MEGABYTE


def require_size(gallery: Gallery, contents: Contents) -> None:
    """Refuse an archive of nothing, or one that would never fit."""
    if not contents.number:
        raise Problem("archive_empty")
    if not fits(gallery, contents):
        megabytes = -(-contents.size // MEGABYTE)
        maximum = gallery.archives_budget_mb
        raise Problem("archive_too_large", megabytes=megabytes, maximum=maximum)


def require_patience(session: Session, gallery: Gallery, asker: str) -> None:
    """Refuse whoever asks for too many archives, and too many of all at once."""
    if seconds := seconds_to_wait(session, Archive, asker, MOST_AN_HOUR):
        raise Problem("archives_exceeded", seconds=seconds)
    here = (Archive.gallery_id == gallery.id, Archive.state.in_(AT_WORK))
    query = select(func.count(), func.count().filter(Archive.asker == asker)).where(*here)
    of_all, own = session.execute(query).one()
    if own >= MOST_OF_ONE or (of_all >= MOST_AT_WORK and not is_person(asker)):
        raise Problem("archives_busy", seconds=600)


def add(
    session: Session,
    album: Album,
    contents: Contents,
    asker: str,
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
        asker=asker,
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


def former_archives(session: Session, archive: Archive) -> list[Archive]:
    """Return those that are still to be built of the same album, and hold what that held before."""
    query = select(Archive).where(Archive.album_id == archive.album_id, Archive.id != archive.id)
    at_work = session.scalars(query.where(Archive.state.in_(AT_WORK)))
    return [each for each in at_work if each.chosen is None and archive.chosen is None]


def cancel_archive(session: Session, archive: Archive) -> None:
    """Stop the building of an archive, unless it is ready meanwhile."""
    step = update(Archive).where(Archive.id == archive.id, Archive.state.in_(AT_WORK))
    session.execute(step.values(state=ArchiveState.CANCELLED))
