"""Finding shows whose drawing was lost, and forgetting those that nobody looks at any more."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from bviewer.albums.summaries import chunks
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Slideshow, SlideshowState, now
from bviewer.queue.runtime import Runtime
from bviewer.slideshow.sets import LIFETIME
from bviewer.slideshow.storage import open_sets

DRAWN_WITHIN = timedelta(seconds=30)  # Somebody waits; who is at it is not sent again.


def overdue_slideshows(runtime: Runtime) -> Sequence[int]:
    """Return the ids of shows that somebody waits for."""
    query = select(Slideshow.id).where(
        Slideshow.state == SlideshowState.NEW, Slideshow.seen_at < now() - DRAWN_WITHIN
    )
    with reading_session(runtime.engine) as session:
        return session.scalars(query).all()


def forget_slideshows(runtime: Runtime) -> None:
    """Forget shows that nobody has looked at for a day, with what was drawn for them."""
    with reading_session(runtime.engine) as session:
        old = session.scalars(select(Slideshow).where(Slideshow.seen_at < now() - LIFETIME)).all()
        session.expunge_all()
    sets = open_sets(runtime, runtime.engine)
    for show in old:
        if show.key is not None:
            sets.drop(show)
    with work_session(runtime.engine) as session:
        for ids in chunks([show.id for show in old]):
            session.execute(delete(Slideshow).where(Slideshow.id.in_(ids)))
