"""What the last syncs of a gallery did, kept for its owner, and how far one is that runs."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bviewer.db.sessions import work_session
from bviewer.library.names import printable
from bviewer.models import SyncOutcome, SyncReport, now
from bviewer.sync.guard import SyncRefused
from bviewer.sync.report import Report

KEPT = 50  # Reports of each gallery.
MOST_LINES = 100  # Of each kind in a report: it is read by a person.
NOTED_EVERY = 1.0  # Seconds.
# Written as rows: no session has them as objects.
REPORTS = SyncReport.metadata.tables[SyncReport.__tablename__]


@dataclass(slots=True)
class Recorder:
    """Writes down how far a sync is; `report` is what it did, once that is known."""

    engine: Engine
    report_id: int
    report: Report | None = None
    noted: float = field(default_factory=time.monotonic)

    def reach(self, images_read: int) -> None:
        """Note progress now and then. A sync does not end because nobody could write it down."""
        if time.monotonic() - self.noted < NOTED_EVERY:
            return
        self.noted = time.monotonic()
        with suppress(OperationalError):
            self.change(seen_at=now(), images_read=images_read)

    def keep(self, session: Session, report: Report) -> None:
        """Note who sees what now: its owner is told of that, however the sync ends."""
        row = update(REPORTS).where(REPORTS.c.id == self.report_id)
        session.execute(row.values(told=told_of(report), is_told=False))

    def change(self, **values: Any) -> None:
        """Change the row."""
        with work_session(self.engine) as session:
            row = update(REPORTS).where(REPORTS.c.id == self.report_id)
            session.execute(row.values(**values))

    def replace(self, before: SyncReport) -> None:
        """Take the place of an earlier report."""
        with work_session(self.engine) as session:
            session.execute(delete(REPORTS).where(REPORTS.c.id == before.id))

    def end(self, outcome: SyncOutcome, **values: Any) -> None:
        """Note how the sync ended."""
        self.change(seen_at=now(), outcome=outcome, **values)


@contextmanager
def recording(engine: Engine, gallery_id: int, *, by_itself: bool = False) -> Iterator[Recorder]:
    """Keep a report of the sync that happens meanwhile; its lock must be held.

    A sync that was killed cannot say so: the next one does. One that goes on `by_itself` takes the
    place of the one before if it says the same, and its owner is told why it is refused, once.
    """
    with work_session(engine) as session:
        close_unfinished(session, gallery_id)
        forget_old(session, gallery_id)
        before = next(iter(last_reports(session, gallery_id, 1)), None)
        if before is not None:
            session.expunge(before)
        row = SyncReport(gallery_id=gallery_id, started_at=now(), seen_at=now())
        session.add(row)
        session.flush()
        recorder = Recorder(engine, row.id)
    try:
        yield recorder
    except SyncRefused as refusal:
        told = {"code": refusal.code, "params": refusal.params, "by_itself": by_itself}
        is_told = not by_itself
        if by_itself and before is not None and is_same_refusal(before, told):
            is_told = before.is_told
            recorder.replace(before)
        recorder.end(SyncOutcome.REFUSED, told=told, is_told=is_told)
        raise
    except BaseException:
        with suppress(OperationalError):
            recorder.end(SyncOutcome.FAILED)
        raise
    report = recorder.report or Report()
    recorder.end(
        SyncOutcome.DONE,
        told=told_of(report),
        images_read=report.added + report.changed,
        is_told=not any(report.openness()),
    )
    if by_itself and before is not None and is_nothing_new(before, report):
        recorder.replace(before)


def is_same_refusal(before: SyncReport, told: dict[str, Any]) -> bool:
    """Tell whether a sync that nobody asked for was refused for the same as one before: how many
    photographs are away, or in which way a disk is, is no news."""
    return was_refused_alone(before) and before.told["code"] == told["code"]


def was_refused_alone(report: SyncReport) -> bool:
    """Tell whether a sync that nobody asked for was refused: its owner gets a mail about that."""
    return report.outcome == SyncOutcome.REFUSED and bool(report.told.get("by_itself"))


def is_nothing_new(before: SyncReport, report: Report) -> bool:
    """Tell whether nothing was new for a sync, nor for the one before."""
    told = json.loads(json.dumps(told_of(report)))
    return before.outcome == SyncOutcome.DONE and report.is_idle and before.told == told


def close_unfinished(session: Session, gallery_id: int) -> None:
    """Mark the syncs that ended without a word."""
    session.execute(
        update(REPORTS)
        .where(REPORTS.c.gallery_id == gallery_id, REPORTS.c.outcome == SyncOutcome.RUNNING)
        .values(outcome=SyncOutcome.FAILED)
    )


def forget_old(session: Session, gallery_id: int) -> None:
    """Keep the last reports of a gallery, and room for one more."""
    oldest = session.scalar(
        select(SyncReport.id)
        .where(SyncReport.gallery_id == gallery_id)
        .order_by(SyncReport.id.desc())
        .offset(KEPT - 1)
        .limit(1)
    )
    if oldest is not None:
        session.execute(
            delete(SyncReport).where(SyncReport.gallery_id == gallery_id, SyncReport.id <= oldest)
        )


def last_reports(
    session: Session, gallery_id: int, limit: int, before: datetime | None = None
) -> list[SyncReport]:
    """Return the last reports, the newest first; or those of syncs that began before a moment."""
    query = select(SyncReport).where(SyncReport.gallery_id == gallery_id)
    if before is not None:
        query = query.where(SyncReport.started_at < before)
    return list(session.scalars(query.order_by(SyncReport.id.desc()).limit(limit)))


def find_report(session: Session, gallery_id: int, started_at: datetime) -> SyncReport | None:
    """Return the report of the sync of a gallery that began at a moment."""
    query = select(SyncReport).where(
        SyncReport.gallery_id == gallery_id, SyncReport.started_at == started_at
    )
    return session.scalars(query).first()


def is_running(report: SyncReport, patience: float) -> bool:
    """Return whether a sync goes on: one that was not seen for so many seconds was killed."""
    is_seen = now() - report.seen_at < timedelta(seconds=patience)
    return report.outcome == SyncOutcome.RUNNING and is_seen


def told_of(report: Report) -> dict[str, Any]:
    """Return what is kept of a report, as JSON: numbers, and the first of everything else."""
    names = ("albums", "added", "changed", "moved", "missing", "unchanged")
    numbers = {name: getattr(report, name) for name in names}
    numbers |= {"closed": len(report.closed), "hidden": len(report.hidden)}
    passed_over = report.ignored.most_common(MOST_LINES)
    ignored = [(printable(why), number) for (why, _is_folder), number in passed_over]
    return {
        "numbers": {**numbers, "shared": report.shared.total()},
        "arrived": report.arrived.most_common(MOST_LINES),
        "gone": report.gone.most_common(MOST_LINES),
        "lost": report.lost[:MOST_LINES],
        "renamed": report.renamed[:MOST_LINES],
        "closed": [closing._asdict() for closing in report.closed[:MOST_LINES]],
        "shared": [
            {**sharing._asdict(), "number": number}
            for sharing, number in report.shared.most_common(MOST_LINES)
        ],
        "hidden": [hiding._asdict() for hiding in report.hidden[:MOST_LINES]],
        "ignored": ignored,
        "skipped": [printable(line) for line in report.unread()[:MOST_LINES]],
    }
