"""Long work on the items of an album: asking for it, and how far it is."""

from http import HTTPStatus
from typing import Any, Literal

from pyramid.request import Request
from typing_extensions import TypedDict

from bviewer.albums.chosen_items import choose_all
from bviewer.albums.failures import reopen, reopen_all
from bviewer.albums.jobs import add_job, progress_of
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import Ids, Selection
from bviewer.api.named import calling, require
from bviewer.api.selecting import Selected, selected
from bviewer.api.views.album_changes import row_of
from bviewer.models import JobKind
from bviewer.presenters.documents.jobs import JobDocument, job_document
from bviewer.rendering.album_jobs import start_job
from bviewer.security.permissions import Permission
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.api import AlbumMember, ItemCollection
from bviewer.views.owner.items import JOB_PATIENCE


class Jobs(TypedDict):
    """The work of an album in the last day."""

    data: list[JobDocument]


class Broken(Sent):
    """What could not be shown: some of it, or all in the gallery."""

    ids: Ids | Literal["all"]


@endpoint(AlbumMember, "GET", name="jobs", permission=Permission.EDIT, answer=Jobs)
def list_jobs(context: AlbumMember, request: Request) -> Jobs:
    """Tell how far the work of an album is."""
    return jobs_of(request, context.node.album.id)


@endpoint(
    AlbumMember,
    "POST",
    name="render",
    permission=Permission.EDIT,
    answer=Jobs,
    status=HTTPStatus.ACCEPTED,
)
def render_album(context: AlbumMember, request: Request) -> Jobs:
    """Have the resized copies of all items of an album made, before anybody asks for them."""
    album = row_of(context, request)
    meant = Selected(album, choose_all(request.dbsession, album))
    return begin(request, JobKind.RENDER, meant)


@endpoint(
    ItemCollection,
    "POST",
    name="reread",
    permission=None,
    asks=Permission.EDIT,
    answer=Jobs,
    status=HTTPStatus.ACCEPTED,
)
def reread_items(_context: ItemCollection, request: Request, body: Selection) -> Jobs:
    """Have the files of items read again."""
    return begin(request, JobKind.REREAD, selected(request, body))


@endpoint(
    ItemCollection,
    "POST",
    name="retry",
    permission=None,
    asks=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.ACCEPTED,
)
def retry_items(_context: ItemCollection, request: Request, body: Broken) -> None:
    """Have what could not be shown read again by a sync."""
    require(request, Permission.MANAGE, request.root)
    session, gallery_id = request.dbsession, request.gallery.id
    if body.ids == "all":
        reopen_all(session, gallery_id)
    else:
        with calling({"image": "ids"}):
            reopen(session, gallery_id, body.ids)
    request.enqueue(sync_gallery_in_turn, gallery_id)


def begin(request: Request, kind: JobKind, meant: Selected) -> Jobs:
    """Begin work on items, in the place of what was asked for before."""
    job = add_job(request.dbsession, meant.album, kind, meant.chosen)
    request.enqueue(start_job, job.id)
    return jobs_of(request, meant.album.id)


def jobs_of(request: Request, album_id: str) -> Any:
    """Return how far the work of an album is."""
    patience = max(JOB_PATIENCE, request.runtime.lease)
    return {"data": list(map(job_document, progress_of(request.dbsession, album_id, patience)))}
