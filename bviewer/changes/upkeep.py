"""Forgetting changes that nobody may ask for any more."""

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bviewer.changes.cursors import GOOD_FOR
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Change, now
from bviewer.queue.runtime import Runtime

# A day more than cursors are good for: a change is as old as the transaction that made it.
KEPT_FOR = GOOD_FOR + timedelta(days=1)
AT_ONCE = 10_000


def forget_changes(runtime: Runtime) -> None:
    """Forget old changes, some at once: others write meanwhile."""
    with reading_session(runtime.engine) as session:
        first, end = session.scalar(select(func.min(Change.id))), end_of_old(session)
    if first is None:
        return
    for start, stop in pairwise([*range(first, end, AT_ONCE), end]):
        with work_session(runtime.engine) as session:
            session.execute(delete(Change).where(Change.id >= start, Change.id < stop))


def end_of_old(session: Session) -> int:
    """Return the number of the first change that is kept, or of none yet.

    The first ones are the oldest, so it is found without looking at all others.
    """
    kept = select(Change.id).where(Change.at >= now() - KEPT_FOR).order_by(Change.id).limit(1)
    found = session.scalar(kept)
    if found is not None:
        return found
    return (session.scalar(select(func.max(Change.id))) or 0) + 1
