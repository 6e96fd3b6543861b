"""Finding archives whose building was lost, and forgetting those that are over."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.archive.files import is_there, part_path
from bviewer.archive.zip_file import discard
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Archive, now
from bviewer.models.archive import AT_WORK
from bviewer.queue.runtime import Runtime

KEPT_FOR = timedelta(days=1)


def overdue_archives(runtime: Runtime) -> Sequence[str]:
    """Return the ids of archives that somebody waits for, and nobody has been at for long."""
    since = now() - timedelta(seconds=runtime.lease)
    query = select(Archive.id).where(Archive.state.in_(AT_WORK), Archive.seen_at < since)
    with reading_session(runtime.engine) as session:
        return session.scalars(query).all()


def forget_archives(runtime: Runtime) -> None:
    """Forget archives of which there is no file, a day after anybody was at them."""
    with work_session(runtime.engine) as session:
        for archive in old_archives(session):
            if not is_there(runtime.cache, archive):
                discard(part_path(runtime.settings.cache, archive.gallery_id, archive.id))
                session.delete(archive)


def old_archives(session: Session) -> Sequence[Archive]:
    """Return those that nobody has been at for a day."""
    return session.scalars(select(Archive).where(Archive.seen_at < now() - KEPT_FOR)).all()
