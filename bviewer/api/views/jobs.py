"""Long work on the items of an album: asking for it, and how far it is."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import Field
from pyramid.request import Request
from typing_extensions import TypedDict

from bviewer.albums.browsing import browse
from bviewer.albums.chosen_items import choose_all
from bviewer.albums.editing import find_album
from bviewer.albums.excluding import include_all
from bviewer.albums.failures import reopen, reopen_all
from bviewer.albums.ignoring_albums import ignore_album
from bviewer.albums.jobs import add_job, add_pick_job, progress_of
from bviewer.albums.picking import find_folder_album, names_of, pick_files
from bviewer.albums.transfers import is_opening
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import MOST_IDS, Ids, Selection
from bviewer.api.named import calling, require, require_managing
from bviewer.api.selecting import Selected, selected
from bviewer.library.names import decoded
from bviewer.models import Album, Gallery, JobKind
from bviewer.presenters.documents.jobs import JobDocument, job_document
from bviewer.rendering.album_jobs import start_job
from bviewer.security.permissions import Permission
from bviewer.sync.picking import read_picked
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.api import AlbumMember, ItemCollection
from bviewer.views.owner.items import JOB_PATIENCE

Name = Annotated[str, Field(min_length=1, max_length=1000)]


class Jobs(TypedDict):
    """The work of an album in the last day."""

    data: list[JobDocument]


class Pick(Sent):
    """Files of a folder of the gallery's home, as folders names them."""

    folder: Annotated[str, Field(max_length=10_000, description="Empty is the home itself.")]
    names: Annotated[list[Name], Field(min_length=1, max_length=MOST_IDS)] | Literal["all"]


class Picked(TypedDict):
    """What comes into an album."""

    number: Annotated[int, Field(description="How many are there now.")]
    waiting: Annotated[int, Field(description="How many are read first; see jobs.")]


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
    name="pick",
    permission=Permission.EDIT,
    answer=Picked,
    status=HTTPStatus.ACCEPTED,
)
def pick_into_album(context: AlbumMember, request: Request, body: Pick) -> Picked:
    """Put files of a folder into an album, but for those that it has; all, or none.

    Those of an album that is more closed need a token with the scope `manage`.
    """
    session, album = request.dbsession, row_of(context, request)
    gallery = session.get_one(Gallery, album.gallery_id)
    listing = browse(request.runtime.library, gallery, decoded(body.folder))
    followed_by = find_folder_album(session, gallery.id, listing.path)
    if followed_by not in {None, album} and is_opening(session, followed_by, album):
        require_managing(request, {"folder"})
    is_all = body.names == "all"
    names = listing.files if is_all else names_of(listing, set(map(decoded, body.names)))
    picked = pick_files(session, album, listing.path, names)
    if picked.unread:
        request.enqueue(read_picked, add_pick_job(session, album, picked.unread).id)
    return {"number": picked.number, "waiting": len(picked.unread)}


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
def reread_chosen_items(_context: ItemCollection, request: Request, body: Selection) -> Jobs:
    """Have the files of items read again."""
    return begin(request, JobKind.REREAD, selected(request, body))


@endpoint(
    AlbumMember,
    "POST",
    name="let-in",
    permission=Permission.EDIT,
    answer=None,
    status=HTTPStatus.ACCEPTED,
)
def let_files_in(context: AlbumMember, request: Request) -> None:
    """Let files come back, by a sync, that were taken out of the album of their folder."""
    include_all(request.dbsession, row_of(context, request))
    request.enqueue(sync_gallery_in_turn, request.gallery.id)


@endpoint(
    AlbumMember,
    "POST",
    name="ignore",
    permission=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.ACCEPTED,
)
def ignore_folder(context: AlbumMember, request: Request) -> None:
    """Pass over the folder of an album from now on; nothing of it is lost."""
    gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    ignore_album(request.dbsession, gallery, context.node.album.id)
    request.enqueue(sync_gallery_in_turn, gallery.id)


@endpoint(
    ItemCollection,
    "POST",
    name="retry",
    permission=None,
    asks=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.ACCEPTED,
)
def retry_broken_items(_context: ItemCollection, request: Request, body: Broken) -> None:
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


def row_of(context: AlbumMember, request: Request) -> Album:
    """Return the row of an album."""
    return find_album(request.dbsession, context.node.album.id)
