"""Arranging by hand: one thing by its number or a step, or a page of them as they were dragged."""

from typing import Any

from pyramid.httpexceptions import HTTPNoContent, HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.arranging import arrange, places_in
from bviewer.albums.editing import find_album
from bviewer.albums.items import find_items
from bviewer.albums.listings import albums_at
from bviewer.models import SortOrder
from bviewer.presenters.arranging import PAGE, PlacedPage
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.sent import number
from bviewer.views.visitor.frame import pictures_of

FORM = "bviewer:templates/owner/arrange.html"


@view_config(
    context=AlbumResource,
    name="arrange",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def show_places(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show what an album holds, each with its number."""
    return places_page(context, request)


@view_config(
    context=AlbumResource,
    name="arrange",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def change_places(context: AlbumResource, request: Request) -> Any:
    """Put what is named at its place."""
    ids = request.POST.get("ids", "").split()
    place = number(request.POST.get("place")) + number(request.POST.get("step"), least=-1)
    album = find_album(request.dbsession, context.album.id)
    try:
        arrange(request.dbsession, album, ids, place)
    except Problem as problem:
        request.tm.doom()
        return places_page(context, request, explained(request.language, problem))
    if "quietly" in request.POST:
        return HTTPNoContent()  # The script on the page says so itself.
    page = request.GET.get("page")
    anchor = f"#{ids[0]}" if len(ids) == 1 else ""
    return done(request, request.urls.of(context, "arrange", page=page) + anchor, "saved")


def places_page(
    context: AlbumResource, request: Request, error: str | None = None
) -> dict[str, Any]:
    """Return the variables of the page."""
    session, order = request.dbsession, SortOrder(context.order)
    places = places_in(session, context.album.id, order)
    page = number(request.GET.get("page")) or 1
    first = (page - 1) * PAGE
    if page > 1 and first >= places.longest:
        raise HTTPNotFound
    request.response.status_int = 422 if error else 200
    return {
        **album_admin_page(context, request),
        "error": error,
        "places": PlacedPage(
            context,
            places,
            page,
            find_items(session, context.album.id, places.items[first : first + PAGE]),
            albums_at(session, places.albums[first : first + PAGE]),
            request.language,
            request.urls,
            pictures_of(request),
        ),
    }
