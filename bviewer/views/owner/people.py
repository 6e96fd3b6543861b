"""Everybody who has something in a gallery, by person."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.access.invitations import invited
from bviewer.access.people import all_people
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.views.mail import can_send
from bviewer.views.owner.access import take_back
from bviewer.views.owner.buttons import own_gallery, places_of, press
from bviewer.views.owner.frame import admin_page
from bviewer.views.owner.invitations import ACTIONS

PAGE = "bviewer:templates/owner/people.html"


@view_config(
    context=AdminBranch,
    name="people",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=PAGE,
)
def show_people(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show who was given what, and when they signed in last."""
    people = all_people(request.dbsession, own_gallery(request))
    places = places_of(request, [held for person in people for held in person.grants])
    return {
        **admin_page(request),
        "people": people,
        "places": places,
        "invited": invited(request.dbsession, own_gallery(request)),
        "can_send": can_send(request),
    }


@view_config(
    context=AdminBranch,
    name="people",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=PAGE,
)
def change_people(context: AdminBranch, request: Request) -> Any:
    """Take access back; take invitations back, or send them again."""
    url = request.urls.at_home("admin", "people")
    return press(
        request, {"take-back": take_back, **ACTIONS}, url, lambda: show_people(context, request)
    )
