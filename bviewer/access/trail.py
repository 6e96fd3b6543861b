"""The trail of who changed what: read by owners and by whoever runs the site, kept for a year."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bviewer.db.sessions import work_session
from bviewer.models import Audit, now
from bviewer.queue.runtime import Runtime

KEPT = timedelta(days=365)
PAGE = 100


def events_of(
    session: Session, gallery_id: int | None, before: int | None, limit: int = PAGE
) -> list[Audit]:
    """Return events of a gallery or else of the site, the newest first, from the one before an id
    on.

    One more than `limit` says that there is another page.
    """
    own = select(Audit).where(Audit.gallery_id == gallery_id)
    if before is not None:
        own = own.where(Audit.id < before)
    return list(session.scalars(own.order_by(Audit.id.desc()).limit(limit + 1)))


def forget_old_events(runtime: Runtime) -> None:
    """Forget what is older than a year."""
    with work_session(runtime.engine) as session:
        session.execute(delete(Audit).where(Audit.at < now() - KEPT))
