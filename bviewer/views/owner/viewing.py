"""Looking at an album as somebody else sees it: the real pages, read only, until it is ended."""

import re
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.access.viewing import (
    groups_to_view_as,
    people_to_view_as,
    shares_to_view_as,
    stop_viewing,
    view_as_everybody,
    view_as_group,
    view_as_person,
    view_as_share,
)
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource, HomeResource
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.visitor.destination import local_destination

FORM = "bviewer:templates/owner/view_as.html"
# More digits not all databases take.
WHO = re.compile(r"((?:group|share):)?([0-9]{1,9})", re.ASCII)


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
    try:
        url = start_viewing(context, request, request.POST.get("person", ""))
    except Problem as problem:
        return views_page(context, request, explained(request.language, problem))
    return HTTPSeeOther(url)


def start_viewing(context: AlbumResource, request: Request, who: str) -> str:
    """Look as whom a form names: everybody, a person by the id, a group, or whoever has a link;
    return where to begin: at this album, or at the one that the link opens."""
    session = request.dbsession, request.session_token, request.gallery.id
    here: str = request.urls.of(context)
    if who == "everybody":
        view_as_everybody(*session)
        return here
    match = WHO.fullmatch(who)
    if match is None:
        raise Problem("person_unknown", "person")
    if match[1] == "share:":
        return str(request.urls.short(view_as_share(*session, int(match[2]))))
    (view_as_group if match[1] else view_as_person)(*session, int(match[2]))
    return here


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
        "groups": groups_to_view_as(request.dbsession, request.gallery.id),
        "people": people_to_view_as(request.dbsession, request.gallery.id),
        "shares": shares_to_view_as(request.dbsession, request.gallery.id),
        "error": error,
    }
