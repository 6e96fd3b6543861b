"""Looking at an album as somebody else sees it: the real pages, read only, until it is ended."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.access.viewing import people_to_view_as, start_viewing, stop_viewing
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource, HomeResource
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.visitor.destination import local_destination

FORM = "bviewer:templates/owner/view_as.html"
LONGEST_ID = 9  # Digits that any database takes.


@view_config(
    context=AlbumResource,
    name="view-as",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def offer_views(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show as whom an owner may look."""
    return views_page(context, request)


@view_config(
    context=AlbumResource,
    name="view-as",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def view_as(context: AlbumResource, request: Request) -> Any:
    """Begin to look as somebody else."""
    person = request.POST.get("person", "")
    is_id = person.isascii() and person.isdigit() and len(person) <= LONGEST_ID
    try:
        if person != "everybody" and not is_id:
            raise Problem("person_unknown", "person")
        start_viewing(
            request.dbsession,
            request.session_token,
            request.gallery.id,
            int(person) if is_id else None,
        )
    except Problem as problem:
        return views_page(context, request, explained(request.language, problem))
    return HTTPSeeOther(request.urls.of(context))


@view_config(
    context=HomeResource,
    name="view-as-myself",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    while_viewing=True,
)
def view_as_myself(_context: HomeResource, request: Request) -> HTTPSeeOther:
    """End it, and show the same page to its owner."""
    token = request.session_token
    if request.visitor.watcher_id is None or token is None:
        raise HTTPNotFound
    stop_viewing(request.dbsession, token)
    return HTTPSeeOther(local_destination(request, token, request.POST.get("next", "")))


def views_page(
    context: AlbumResource, request: Request, error: str | None = None
) -> dict[str, Any]:
    """Return the variables of the page."""
    request.response.status_int = 422 if error else 200
    return {
        **album_admin_page(context, request),
        "people": people_to_view_as(request.dbsession, request.gallery.id),
        "error": error,
    }
