"""Long work as programs read it."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.albums.jobs import Progress
from bviewer.models import JobKind


class JobDocument(TypedDict):
    """Work on items of an album that goes on by itself."""

    kind: JobKind
    done: int
    total: int
    over: Annotated[bool, Field(description="Whether all is done, or nobody goes on with it.")]
    seconds_left: Annotated[float | None, Field(description="At its pace, once it has one.")]


def job_document(progress: Progress) -> JobDocument:
    """Return what a program is told of a job."""
    return {
        "kind": progress.kind,
        "done": progress.done,
        "total": progress.total,
        "over": progress.is_over,
        "seconds_left": progress.seconds_left,
    }
