"""Who can see an album and why; giving access to it and taking it back."""

from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.access.grants import grant, revoke_by_id
from bviewer.access.groups import groups_of
from bviewer.access.people import find_holder, held_at, known_users, memberships
from bviewer.models import Gallery
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import nodes_to
from bviewer.views.owner.buttons import Action, own_gallery, press, sent_id
from bviewer.views.owner.frame import album_admin_page

PAGE = "bviewer:templates/owner/access.html"


@view_config(
    context=AlbumResource,
    name="access",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=PAGE,
)
def show_access(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show who can see an album, and because of which album or group."""
    gallery = own_gallery(request)
    held = held_at(request.dbsession, gallery.id, context.ancestry_ids)
    here = {one.who for one in held if one.album_id in scopes(context)}
    users = known_users(request.dbsession, gallery)
    groups = groups_of(request.dbsession, gallery)
    return {
        **album_admin_page(context, request),
        "held": held,
        "scopes": scopes(context),
        "above": {node.album.id: node for node in nodes_to(context)},
        "members": members_by_group(request),
        "users": [user for user in users if f"user:{user.id}" not in here],
        "groups": [group for group in groups if f"group:{group.id}" not in here],
    }


@view_config(
    context=AlbumResource,
    name="access",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=PAGE,
)
def change_access(context: AlbumResource, request: Request) -> Any:
    """Give access to an album and all below it, or take it back."""
    actions: dict[str, Action] = {"grant": partial(give, context), "take-back": take_back}
    url = request.urls.of(context, "access")
    return press(request, actions, url, lambda: show_access(context, request))


def give(context: AlbumResource, request: Request, gallery: Gallery) -> str:
    """Give access to a person or a group whom the owner knows."""
    holder = find_holder(request.dbsession, gallery, request.POST.get("who", ""))
    grant(request.dbsession, holder, gallery, scopes(context)[0])
    return "granted"


def take_back(request: Request, gallery: Gallery) -> str:
    """Take back one grant of the gallery."""
    revoke_by_id(request.dbsession, gallery, sent_id(request, "grant"))
    return "taken-back"


def scopes(context: AlbumResource) -> tuple[str | None, ...]:
    """Return what grants right here are for: at the home, that is the whole gallery."""
    if context.__parent__ is None:
        return None, context.album.id
    return (context.album.id,)


def members_by_group(request: Request) -> dict[int, list[str]]:
    """Return the names of those who are in the gallery's groups."""
    names: dict[int, list[str]] = {}
    for user, group in memberships(request.dbsession, request.gallery.id):
        names.setdefault(group.id, []).append(user.name)
    return names
