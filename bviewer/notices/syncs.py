"""Telling owners which syncs changed who sees what, or were refused with nobody there to see it."""

import logging
from collections.abc import Sequence
from functools import partial

from sqlalchemy import false, select, update

from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery, SyncOutcome, SyncReport
from bviewer.notices.owners import Notice, send_soon, write_to_owner
from bviewer.queue.runtime import Runtime

log = logging.getLogger(__name__)

# Of one that runs more is to be told; the next one ends it if it was killed.
IS_UNTOLD = (SyncReport.is_told == false(), SyncReport.outcome != SyncOutcome.RUNNING)


def untold_galleries(runtime: Runtime) -> Sequence[str]:
    """Return the ids of galleries with syncs that their owners are to be told of."""
    untold = select(SyncReport.gallery_id).where(*IS_UNTOLD).distinct()
    with reading_session(runtime.engine) as session:
        return [str(gallery_id) for gallery_id in session.scalars(untold)]


def tell_of_syncs(runtime: Runtime, gallery_id: str) -> None:
    """Let the owner of a gallery be told of its last syncs."""
    for notice in write_of_syncs(runtime, int(gallery_id)):
        said = send_soon(runtime, notice)
        log.warning("gallery %s: %s", gallery_id, printable(said))


def write_of_syncs(runtime: Runtime, gallery_id: int) -> list[Notice]:
    """Write a mail about each sync of a gallery that its owner was not told of, and only once."""
    # As in `owners`.
    from bviewer.presenters.owner_letters import refusal_letter, sync_letter  # noqa: PLC0415

    letters = {SyncOutcome.REFUSED: refusal_letter}

    claimed = (
        update(SyncReport)
        .where(SyncReport.gallery_id == gallery_id, *IS_UNTOLD)
        .values(is_told=True)
        .returning(SyncReport)
    )
    with work_session(runtime.engine) as session:
        reports = session.scalars(claimed).all()
        gallery = session.get(Gallery, gallery_id)
        if gallery is None:  # It was removed meanwhile, and its reports with it.
            return []
        return [
            write_to_owner(
                session,
                runtime.settings,
                gallery,
                partial(letters.get(SyncOutcome(report.outcome), sync_letter), gallery, report),
            )
            for report in reports
        ]
