"""Long work on albums as programs read it."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.albums.ignoring_albums import Going
from bviewer.models import JobKind
from bviewer.presenters.jobs import JobLine


class JobDocument(TypedDict):
    """Work on items of an album, and how far it is."""

    kind: JobKind
    title: str
    text: Annotated[str, Field(description="How far it is, in a sentence.")]
    done: int
    total: int
    seconds_left: Annotated[float | None, Field(description="At its pace, as far as that is known.")]
    is_over: Annotated[bool, Field(description="Whether all is done, or nobody goes on with it.")]


class JobsDocument(TypedDict):
    """The work of the last day on items of an album."""

    jobs: list[JobDocument]
    is_busy: Annotated[bool, Field(description="Whether one of them goes on.")]


class PickedDocument(TypedDict):
    """What came into an album."""

    items: Annotated[int, Field(description="So many are in it already.")]
    unread: Annotated[int, Field(description="So many are read first: see the jobs of the album.")]


class IgnoringDocument(TypedDict):
    """What goes with an album whose folder is passed over. Nothing of it is lost."""

    pattern: Annotated[str, Field(description="Which is ignored then.")]
    albums: int
    items: int
    people: Annotated[int, Field(description="Who have access to one of the albums.")]
    shares: Annotated[int, Field(description="Links that open one of them.")]


def jobs_document(lines: list[JobLine]) -> JobsDocument:
    """Return how far work on an album is."""
    jobs = [job_document(line) for line in lines]
    return {"jobs": jobs, "is_busy": any(not job["is_over"] for job in jobs)}


def job_document(line: JobLine) -> JobDocument:
    """Return how far a job is."""
    progress, language = line.progress, line.language
    return {
        "kind": progress.kind,
        "title": language.gettext(line.title),
        "text": line.text(),
        "done": progress.done,
        "total": progress.total,
        "seconds_left": None if progress.is_over else progress.seconds_left,
        "is_over": progress.is_over,
    }


def ignoring_document(pattern: str, going: Going) -> IgnoringDocument:
    """Return what goes with an album."""
    return {
        "pattern": pattern,
        "albums": going.albums,
        "items": going.images,
        "people": going.people,
        "shares": going.links,
    }
