"""Browsing the library's folders, to pick files for an album or to let it follow a folder."""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy.orm import Session

from bviewer.albums.browsing import browse
from bviewer.albums.closed_folders import is_closing
from bviewer.albums.editing import find_album
from bviewer.albums.jobs import add_pick_job
from bviewer.albums.originals import followed
from bviewer.albums.picking import (
    bind,
    count_in,
    find_folder_album,
    known_of,
    names_of,
    pick_files,
    rows_of,
    unbind,
    usual_folder,
)
from bviewer.library.listing import FolderNames
from bviewer.library.names import decoded, printable
from bviewer.library.paths import join
from bviewer.models import Album, Gallery
from bviewer.presenters.folders import PAGE, FolderPage, page_of_names
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.sync.picking import read_picked
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import addresses_of
from bviewer.views.owner.buttons import Action, Outcome, own_gallery, press
from bviewer.views.owner.chosen import is_all
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.owner.items import job_lines
from bviewer.views.sent import number, sent_ids
from bviewer.views.visitor.frame import pictures_of

FORM = "bviewer:templates/owner/folders.html"


@view_config(
    context=AlbumResource,
    name="folders",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def show_folder(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show a folder of the library: first that which most of the album comes from."""
    return folder_page(context, request)


@view_config(
    context=AlbumResource,
    name="folders",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def change_from_folder(context: AlbumResource, request: Request) -> Any:
    """Put files of a folder into the album, or bind the album to it."""
    actions: dict[str, Action] = {
        "pick": partial(pick, context),
        "bind": partial(follow, context),
        "unbind": partial(let_go, context),
    }
    url = request.urls.of(context, "folders", folder=request.GET.get("folder"))
    return press(request, actions, url, partial(folder_page, context, request))


def pick(context: AlbumResource, request: Request, gallery: Gallery) -> str:
    """Put the chosen files into the album; one that is not in the folder, and none is."""
    album = find_album(request.dbsession, context.album.id)
    listing = asked_folder(request, gallery, album)
    picked = pick_files(request.dbsession, album, listing.path, chosen_names(request, listing))
    if not picked.unread:
        return "picked"
    job = add_pick_job(request.dbsession, album, picked.unread)
    request.enqueue(read_picked, job.id)
    return "picking"


def chosen_names(request: Request, listing: FolderNames) -> list[str]:
    """Return the names of the chosen files; refuse them all if one is not in the folder."""
    if is_all(request):
        if request.POST.get("number") != str(len(listing.files)):
            raise Problem("changed_meanwhile")
        return listing.files
    return names_of(listing, {decoded(value) for value in sent_ids(request)})


def follow(context: AlbumResource, request: Request, gallery: Gallery) -> Outcome:
    """Bind the album to the folder; ask once if it will be closed for that."""
    album = find_album(request.dbsession, context.album.id)
    folder, may_close = asked_folder(request, gallery, album).path, "close" in request.POST
    if not may_close and is_closing(request.dbsession, album, folder):
        return {"is_closing": True}
    bind(request.dbsession, album, folder, may_close=may_close)
    request.enqueue(sync_gallery_in_turn, gallery.id)
    return "bound"


def let_go(context: AlbumResource, request: Request, _gallery: Gallery) -> str:
    """Let the album follow no folder any more."""
    unbind(request.dbsession, find_album(request.dbsession, context.album.id))
    return "unbound"


def asked_folder(request: Request, gallery: Gallery, album: Album) -> FolderNames:
    """Return the folder that the query names; refuse what is none of the gallery's."""
    asked = request.GET.get("folder")
    folder = usual_folder(request.dbsession, album) if asked is None else decoded(asked)
    with request.disk.asked():
        return browse(request.runtime.library, gallery, folder)


def folder_page(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Return the variables of the page; what was chosen is still chosen."""
    gallery = own_gallery(request)
    album = find_album(request.dbsession, context.album.id)
    jobs = job_lines(context, request)
    folder = followed(album.folder)
    return {
        **album_admin_page(context, request),
        "folder": shown_folder(context, request, gallery, album),
        "is_all": request.method == "POST" and is_all(request),
        "bound_to": None if folder is None else printable(folder),
        "is_home": album.parent_id is None,
        "jobs": jobs,
        "is_busy": any(not line.progress.is_over for line in jobs),
    }


def shown_folder(
    context: AlbumResource, request: Request, gallery: Gallery, album: Album
) -> FolderPage | None:
    """Return the folder that is browsed; None if it cannot be read, and nobody named another."""
    try:
        listing = asked_folder(request, gallery, album)
    except Problem as problem:
        if request.GET.get("folder"):
            raise HTTPNotFound from problem
        return None
    session = request.dbsession
    page = min(number(request.GET.get("page")) or 1, max(1, -(-len(listing.files) // PAGE)))
    paths = [join(listing.path, name) for name in page_of_names(listing, page)]
    followed_by = album_of(session, gallery, album, listing.path)
    rows = rows_of(session, [album, followed_by], paths)
    is_sent = request.method == "POST"
    return FolderPage(
        context,
        context.home.album.title,
        listing,
        page,
        None if followed_by is None else followed_by.title,
        known_of(rows, followed_by),
        address_of(context, request, followed_by),
        {row.path for row in rows if row.album_id == album.id},
        0 if album.folder == listing.path else count_in(session, album, listing.path),
        frozenset(sent_ids(request)) if is_sent else frozenset(),
        request.urls,
        pictures_of(request),
    )


def album_of(session: Session, gallery: Gallery, album: Album, folder: str) -> Album | None:
    """Return the album that follows a folder: mostly the one that the page is about."""
    return album if album.folder == folder else find_folder_album(session, gallery.id, folder)


def address_of(context: AlbumResource, request: Request, album: Album | None) -> str:
    """Return the address of an album, or of nothing."""
    if album is None:
        return ""
    if album.id == context.album.id:
        return str(request.urls.of(context))
    path = addresses_of(request.dbsession, request.gallery.id, {album.id})[album.id].path
    home: str = request.urls.home
    return home.removesuffix("/") + path
