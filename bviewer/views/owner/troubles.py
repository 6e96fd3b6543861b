"""What cannot be shown, and what is missing: lists with a way to try again."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.failures import reopen, reopen_all
from bviewer.albums.troubles import PAGE, images_in_state
from bviewer.library.names import printable
from bviewer.library.paths import file_name
from bviewer.models import ImageState
from bviewer.presenters.troubles import Trouble
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.branches import AdminBranch
from bviewer.tree.urls import addresses_of, item_url
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import admin_page

LIST = "bviewer:templates/owner/troubles.html"


@view_config(
    context=AdminBranch,
    name="broken",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=LIST,
)
@view_config(
    context=AdminBranch,
    name="missing",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=LIST,
)
def show_troubles(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show a page of images in trouble."""
    return troubles_page(request)


@view_config(
    context=AdminBranch,
    name="broken",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=LIST,
)
def try_again(_context: AdminBranch, request: Request) -> Any:
    """Have what could not be shown read again: what was chosen, or everything."""
    session, gallery_id = request.dbsession, request.gallery.id
    if request.POST.get("which") == "all":
        reopen_all(session, gallery_id)
    else:
        try:
            reopen(session, gallery_id, request.POST.getall("image"))
        except Problem:  # The list is old, or not ours: it is shown anew.
            request.tm.doom()
            request.response.status_int = 422
            return troubles_page(request)
    request.enqueue(sync_gallery_in_turn, gallery_id)
    return done(request, request.urls.at_home("admin", "broken"), "again")


def troubles_page(request: Request) -> dict[str, Any]:
    """Return the variables of the lists' template."""
    gallery_id, session = request.gallery.id, request.dbsession
    state = ImageState.BROKEN if request.view_name == "broken" else ImageState.MISSING
    rows = images_in_state(session, gallery_id, state, request.GET.get("after"))
    shown = rows[:PAGE]
    addresses = addresses_of(session, gallery_id, {row.album_id for row in shown})
    home = request.urls.home.removesuffix("/")
    troubles = [
        Trouble(
            row.id,
            printable(place_of(row.path)),
            home + item_url(addresses[row.album_id].path, row.id),
            addresses[row.album_id].title,
            row.reason,
        )
        for row in shown
    ]
    is_more = len(rows) > PAGE
    return {
        **admin_page(request),
        "state": state,
        "troubles": troubles,
        "more": page_after(request, shown[-1].id) if is_more else None,
    }


def place_of(path: str) -> str:
    """Return where a file was, or its name alone if another file is there now."""
    return file_name(path) if path.startswith("\0") else path


def page_after(request: Request, image_id: str) -> str:
    """Return the address of the next page of a list."""
    url: str = request.urls.at_home("admin", request.view_name, after=image_id)
    return url
