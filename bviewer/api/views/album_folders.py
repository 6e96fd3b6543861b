"""Albums and the folders of the gallery's home: picking files of these, and passing over them."""

from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import Field
from pyramid.request import Request
from typing_extensions import TypedDict

from bviewer.albums import picking
from bviewer.albums.browsing import browse
from bviewer.albums.excluding import include_all
from bviewer.albums.ignoring_albums import ignore_album
from bviewer.albums.jobs import add_pick_job
from bviewer.albums.opening_picks import is_opening_pick, sources_of
from bviewer.albums.picking import names_of
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import MOST_IDS
from bviewer.api.named import is_managing, require_items_as_close, require_managing
from bviewer.api.views.album_changes import row_of
from bviewer.library.names import decoded
from bviewer.models import Gallery
from bviewer.security.permissions import Permission
from bviewer.sync.picking import read_picked
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.api import AlbumMember

Name = Annotated[str, Field(min_length=1, max_length=1000)]


class Pick(Sent):
    """Files of a folder of the gallery's home, as folders names them."""

    folder: Annotated[str, Field(max_length=10_000, description="Empty is the home itself.")]
    names: Annotated[list[Name], Field(min_length=1, max_length=MOST_IDS)] | Literal["all"]


class Picked(TypedDict):
    """What comes into an album."""

    number: Annotated[int, Field(description="How many are there now.")]
    waiting: Annotated[int, Field(description="How many are read first; see jobs.")]


@endpoint(
    AlbumMember,
    "POST",
    name="pick",
    permission=Permission.EDIT,
    answer=Picked,
    status=HTTPStatus.ACCEPTED,
)
def pick_files(context: AlbumMember, request: Request, body: Pick) -> Picked:
    """Put files of a folder into an album, but for those that it has; all, or none.

    Those that only more closed albums have, or had, or of which more would be given, need a token
    with the scope `manage`.
    """
    session, album = request.dbsession, row_of(context, request)
    gallery = session.get_one(Gallery, album.gallery_id)
    with request.disk.asked():
        listing = browse(request.runtime.library, gallery, decoded(body.folder))
    is_all = body.names == "all"
    names = listing.files if is_all else names_of(listing, set(map(decoded, body.names)))
    if not is_managing(request):
        if is_opening_pick(session, album, listing.path, names):
            require_managing(request, {"folder"})
        sources = sources_of(session, album, listing.path, names)
        require_items_as_close(request, sources, album.id, "folder")
    picked = picking.pick_files(session, album, listing.path, names)
    if picked.unread:
        request.enqueue(read_picked, add_pick_job(session, album, picked.unread).id)
    return {"number": picked.number, "waiting": len(picked.unread)}


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
