"""Long work on the items of an album."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field
from pyramid.request import Request

from bviewer.albums.chosen_items import Chosen, choose, choose_all
from bviewer.albums.editing import find_album
from bviewer.albums.excluding import include_all
from bviewer.albums.jobs import add_job, cancel_jobs
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.views.syncs import sent_sync
from bviewer.models import JobKind
from bviewer.presenters.documents.jobs import JobsDocument, jobs_document
from bviewer.presenters.documents.syncs import SyncProgress
from bviewer.rendering.album_jobs import start_job
from bviewer.security.permissions import Permission
from bviewer.tree.api import AlbumMember
from bviewer.views.owner.items import job_lines

MOST_ITEMS = 10_000


class ItemsToRead(Sent):
    """Which items of an album."""

    items: Annotated[
        list[str] | None, Field(max_length=MOST_ITEMS, description="Ids, if not all are meant.")
    ] = None


@endpoint(AlbumMember, "GET", name="jobs", permission=Permission.EDIT, answer=JobsDocument)
def list_jobs(context: AlbumMember, request: Request) -> JobsDocument:
    """Tell how far the work of the last day on items of an album is."""
    return jobs_document(job_lines(context.node, request))


@endpoint(
    AlbumMember,
    "POST",
    name="premake",
    permission=Permission.EDIT,
    answer=JobsDocument,
    status=HTTPStatus.ACCEPTED,
)
def premake(context: AlbumMember, request: Request) -> Answer:
    """Have the pictures of all items of an album made, before anybody asks for them."""
    album = find_album(request.dbsession, context.node.album.id)
    return begun(context, request, JobKind.RENDER, choose_all(request.dbsession, album))


@endpoint(
    AlbumMember,
    "DELETE",
    name="premake",
    permission=Permission.EDIT,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def premake_no_more(context: AlbumMember, request: Request) -> None:
    """Make no more pictures of an album than somebody asks for."""
    cancel_jobs(request.dbsession, context.node.album.id, JobKind.RENDER)


@endpoint(
    AlbumMember,
    "POST",
    name="reread",
    permission=Permission.EDIT,
    answer=JobsDocument,
    status=HTTPStatus.ACCEPTED,
)
def reread(context: AlbumMember, request: Request, body: ItemsToRead) -> Answer:
    """Have the files of items of an album read again; what a person has said of them stays."""
    session = request.dbsession
    album = find_album(session, context.node.album.id)
    chosen = choose_all(session, album) if body.items is None else choose(session, album, body.items)
    return begun(context, request, JobKind.REREAD, chosen)


@endpoint(
    AlbumMember,
    "DELETE",
    name="reread",
    permission=Permission.EDIT,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def reread_no_more(context: AlbumMember, request: Request) -> None:
    """Read no more files again."""
    cancel_jobs(request.dbsession, context.node.album.id, JobKind.REREAD)


@endpoint(
    AlbumMember,
    "POST",
    name="let-in",
    permission=Permission.EDIT,
    answer=SyncProgress,
    status=HTTPStatus.ACCEPTED,
)
def let_in(context: AlbumMember, request: Request) -> Answer:
    """Let files come back that were taken out of the album of their folder, with a sync, which is
    sent."""
    include_all(request.dbsession, find_album(request.dbsession, context.node.album.id))
    return sent_sync(request)


def begun(context: AlbumMember, request: Request, kind: JobKind, chosen: Chosen) -> Answer:
    """Begin a job; return how far work on the album is, and where that is told."""
    album = find_album(request.dbsession, context.node.album.id)
    job = add_job(request.dbsession, album, kind, chosen)
    request.enqueue(start_job, job.id)
    url = request.urls.api("albums", album.id, "jobs")
    return Answer(jobs_document(job_lines(context.node, request)), None, {"Location": url})
