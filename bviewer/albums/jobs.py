"""Long work on items of an album, as far as its owner is told of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import Chosen
from bviewer.library.names import encoded
from bviewer.models import Album, Image, Job, JobKind, now
from bviewer.models.image import BESIDE

KEPT_FOR = timedelta(days=1)


class Progress(NamedTuple):
    """How far a job is. It `is_over` when all is done, or nobody has gone on with it for long."""

    job_id: int
    kind: JobKind
    done: int
    total: int
    seconds: float
    is_over: bool

    @property
    def seconds_left(self) -> float | None:
        """Return how long it will take at its pace; None as long as there is none."""
        return self.seconds / self.done * (self.total - self.done) if self.done else None


def add_job(session: Session, album: Album, kind: JobKind, chosen: Chosen) -> Job:
    """Add a job in the place of what was asked for before; its tasks find it gone."""
    session.execute(delete(Job).where(Job.album_id == album.id, Job.kind == kind))
    rows = chosen.rows(session, Image.id, Image.kind)
    ids = [row.id for row in rows if row.kind not in BESIDE]
    return store(session, album, kind, ids)


def add_pick_job(session: Session, album: Album, paths: Sequence[str]) -> Job:
    """Add a job that reads files for an album; what was asked for before goes on."""
    return store(session, album, JobKind.PICK, [encoded(path) for path in paths])


def store(session: Session, album: Album, kind: JobKind, subjects: list[str]) -> Job:
    """Add a job."""
    job = Job(album_id=album.id, kind=kind, subjects=subjects, total=len(subjects))
    session.add(job)
    session.flush()
    return job


def cancel_jobs(session: Session, album_id: str) -> None:
    """Let nobody go on with the jobs of an album; what is done stays done."""
    session.execute(delete(Job).where(Job.album_id == album_id))


def count_done(session: Session, job_id: int, number: int = 1) -> None:
    """Count what is done."""
    step = update(Job).where(Job.id == job_id).values(done=Job.done + number, seen_at=now())
    session.execute(step, execution_options={"synchronize_session": False})


def progress_of(session: Session, album_id: str, patience: float) -> list[Progress]:
    """Return how far the jobs of an album are that were at work in the last day.

    `patience`: seconds after which one that does not go on counts as over.
    """
    columns = (Job.id, Job.kind, Job.done, Job.total, Job.started_at, Job.seen_at)
    query = select(*columns).where(Job.album_id == album_id, Job.seen_at > now() - KEPT_FOR)
    return [
        Progress(
            row.id,
            JobKind(row.kind),
            min(row.done, row.total),
            row.total,
            (row.seen_at - row.started_at).total_seconds(),
            row.done >= row.total or (now() - row.seen_at).total_seconds() > patience,
        )
        for row in session.execute(query.order_by(Job.id))
    ]


def forget_jobs(session: Session) -> None:
    """Delete the rows of jobs that nobody asks for any more."""
    session.execute(delete(Job).where(Job.seen_at <= now() - KEPT_FOR))
