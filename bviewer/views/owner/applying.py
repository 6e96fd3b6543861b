"""Letting settings of an album hold for all albums below it."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.applying import APPLICABLE, apply_below
from bviewer.albums.editing import find_album
from bviewer.albums.subtrees import size_of
from bviewer.presenters.languages import Message, mark
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource
from bviewer.views.owner.albums import DOWNLOADS, ORDERS, POSITIONS, VISIBILITIES
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import album_admin_page

FORM = "bviewer:templates/owner/apply_below.html"
NAMES: dict[str, Message] = {
    "visibility": mark("Who can see it"),
    "order": mark("Order"),
    "downloads": mark("Downloads"),
    "positions": mark("Where photographs were taken"),
}


@view_config(
    context=AlbumResource,
    name="below",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def offer_settings(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show the settings of an album, to choose from."""
    return settings_page(context, request)


@view_config(
    context=AlbumResource,
    name="below",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def apply(context: AlbumResource, request: Request) -> Any:
    """Apply what was chosen, if it is still what the page said."""
    try:
        if request.POST.get("seen") != seen(context):
            raise Problem("changed_meanwhile", None)
        album = find_album(request.dbsession, context.album.id)
        apply_below(request.dbsession, album, request.POST.getall("setting"))
    except Problem as problem:
        request.tm.doom()
        return settings_page(context, request, explained(request.language, problem))
    return done(request, request.urls.of(context, "below"), "saved")


def values_of(context: AlbumResource) -> dict[str, str]:
    """Return what holds in an album."""
    return {
        "visibility": context.album.visibility,
        "order": context.order,
        "downloads": "yes" if context.has_downloads else "no",
        "positions": context.positions,
    }


def seen(context: AlbumResource) -> str:
    """Return the values that a page shows, as its form sends them back."""
    return " ".join(values_of(context).values())


def settings_page(
    context: AlbumResource, request: Request, error: str | None = None
) -> dict[str, Any]:
    """Return the variables of the page."""
    request.response.status_int = 422 if error else 200
    words = {**VISIBILITIES, **ORDERS, **DOWNLOADS, **POSITIONS}
    values = values_of(context)
    number = size_of(request.dbsession, context.album.id).albums - 1
    return {
        **album_admin_page(context, request),
        "settings": [(name, NAMES[name], words[values[name]]) for name in APPLICABLE],
        "seen": seen(context),
        "albums": request.language.ngettext("%(number)s album", "%(number)s albums", number),
        "error": error,
    }
