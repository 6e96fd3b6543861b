"""Adding an album below another one, deleting one with all below it, and putting it back."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from bviewer.albums.adding import add_album
from bviewer.albums.editing import LONGEST_TITLE, find_album
from bviewer.albums.removing import restore_deleted
from bviewer.albums.subtrees import size_of
from bviewer.albums.trash import (
    delete_album,
    deletions_of,
    find_deletion,
    folders_left,
    let_folders_return,
)
from bviewer.library.names import printable
from bviewer.models import Visibility
from bviewer.presenters.languages import mark
from bviewer.presenters.problems import explained
from bviewer.presenters.trash import deleted_albums, what_goes
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import view_url
from bviewer.views.owner.albums import VISIBILITIES
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import ChoiceField, OwnerForm
from bviewer.views.owner.frame import admin_page, album_admin_page

NEW = "bviewer:templates/owner/new_album.html"
DELETE = "bviewer:templates/owner/delete_album.html"
TRASH = "bviewer:templates/owner/trash.html"


class NewAlbumForm(OwnerForm):
    """What an owner says of a new album."""

    title = StringField(mark("Title"), [DataRequired(), Length(max=LONGEST_TITLE)])
    visibility = ChoiceField(mark("Who can see it"), VISIBILITIES)


NOTHING = {"title": "", "visibility": Visibility.PRIVATE}


@view_config(
    context=AlbumResource,
    name="new-album",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=NEW,
)
def offer_album(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show an empty form; a new album is private until its owner says more."""
    form = NewAlbumForm.showing(request, **NOTHING)
    return {**album_admin_page(context, request), "form": form}


@view_config(
    context=AlbumResource,
    name="new-album",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=NEW,
)
def make_album(context: AlbumResource, request: Request) -> Any:
    """Add the album, and go where photographs are picked for it."""
    form = NewAlbumForm.sent(request, **NOTHING)
    if form.is_accepted:
        parent = find_album(request.dbsession, context.album.id)
        values = form.values()
        try:
            album = add_album(
                request.dbsession, parent, values["title"], Visibility(values["visibility"])
            )
        except Problem as problem:
            form.refuse(request, problem)
        else:
            place = request.urls.album(context)
            url = place.child(album.id, album.title, album.visibility).url
            return done(request, view_url(url, "folders"), "added")
    request.response.status_int = form.status()
    return {**album_admin_page(context, request), "form": form}


@view_config(
    context=AlbumResource,
    name="delete",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=DELETE,
)
def offer_deletion(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Say exactly what goes."""
    return deletion_page(context, request)


@view_config(
    context=AlbumResource,
    name="delete",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=DELETE,
)
def delete(context: AlbumResource, request: Request) -> Any:
    """Delete what was said to go; ask again if it is not the same any more."""
    seen = request.POST.get("seen")
    try:
        if seen != sizes_seen(context, request):
            raise Problem("changed_meanwhile", None)
        delete_album(request.dbsession, find_album(request.dbsession, context.album.id))
    except Problem as problem:
        request.tm.doom()
        return deletion_page(context, request, explained(request.language, problem))
    return done(request, request.urls.at_home("admin", "trash"), "deleted")


def sizes_seen(context: AlbumResource, request: Request) -> str:
    """Return the numbers that a page says, as its form sends them back."""
    return " ".join(map(str, size_of(request.dbsession, context.album.id)))


def deletion_page(
    context: AlbumResource, request: Request, error: str | None = None
) -> dict[str, Any]:
    """Return the variables of the page."""
    request.response.status_int = 409 if error else 200
    size = size_of(request.dbsession, context.album.id)
    return {
        **album_admin_page(context, request),
        "what_goes": what_goes(request.language, size),
        "seen": sizes_seen(context, request),
        "error": error,
    }


@view_config(
    context=AdminBranch,
    name="trash",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=TRASH,
)
def show_trash(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show what was deleted, each with a button that puts it back."""
    return trash_page(request)


@view_config(
    context=AdminBranch,
    name="trash",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=TRASH,
)
def put_back(_context: AdminBranch, request: Request) -> Any:
    """Put back an album, or let folders be albums again."""
    session, gallery_id = request.dbsession, request.gallery.id
    if "folders" in request.POST:
        let_folders_return(session, gallery_id)
        return done(request, request.urls.at_home("admin", "trash"), "saved")
    try:
        deletion = find_deletion(session, gallery_id, request.POST.get("album", ""))
        album = restore_deleted(session, deletion)
    except Problem as problem:
        request.tm.doom()
        return trash_page(request, explained(request.language, problem))
    return done(request, request.urls.short(album.id), "restored")


def trash_page(request: Request, error: str | None = None) -> dict[str, Any]:
    """Return the variables of the page."""
    request.response.status_int = 422 if error else 200
    session, gallery_id = request.dbsession, request.gallery.id
    left = [(printable(folder), title) for folder, title in folders_left(session, gallery_id)]
    return {
        **admin_page(request),
        "albums": deleted_albums(request.language, deletions_of(session, gallery_id)),
        "gone": [folder for folder, title in left if title is None],
        "let_go": [(folder, title) for folder, title in left if title is not None],
        "error": error,
    }
