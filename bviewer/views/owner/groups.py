"""Groups of people, who are given something together."""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from bviewer.access.grants import grant
from bviewer.access.groups import (
    LONGEST_NAME,
    add_group,
    add_member,
    delete_group,
    groups_of,
    members,
    remove_member,
    rename_group,
)
from bviewer.access.offers import closed_albums, find_place
from bviewer.access.people import find_known_user, find_own_group, held_by, known_users
from bviewer.models import Gallery, Group
from bviewer.presenters.languages import mark
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.views.owner.access import members_by_group, take_back
from bviewer.views.owner.buttons import ID, Action, own_gallery, places_of, press, sent_id
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.owner.frame import admin_page

GROUPS = "bviewer:templates/owner/groups.html"
GROUP = "bviewer:templates/owner/group.html"


class GroupForm(OwnerForm):
    """What a group is called."""

    name = StringField(mark("Name"), [DataRequired(), Length(max=LONGEST_NAME)])


@view_config(
    context=AdminBranch,
    name="groups",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=GROUPS,
)
def show_groups(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show the groups, and a form for another one."""
    return groups_page(request, GroupForm.showing(request, name=""))


@view_config(
    context=AdminBranch,
    name="groups",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=GROUPS,
)
def make_group(_context: AdminBranch, request: Request) -> Any:
    """Add a group, and go where people are put into it."""
    form = GroupForm.sent(request, name="")
    if form.is_accepted:
        try:
            group = add_group(request.dbsession, own_gallery(request), form.values()["name"])
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return done(request, group_url(request, group), "group-added")
    return groups_page(request, form)


def groups_page(request: Request, form: GroupForm) -> dict[str, Any]:
    """Return the variables of the template of all groups."""
    request.response.status_int = form.status()
    groups = groups_of(request.dbsession, own_gallery(request))
    people = members_by_group(request)
    return {**admin_page(request), "form": form, "groups": groups, "members": people}


@view_config(
    context=AdminBranch,
    name="group",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    subpath=1,
    renderer=GROUP,
)
def show_group(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show who is in a group, and what the group may see."""
    gallery, group = own_gallery(request), requested_group(request)
    people = members(request.dbsession, group)
    inside = {user.id for user in people}
    known = known_users(request.dbsession, gallery)
    held = held_by(request.dbsession, gallery, "group_id").get(group.id, [])
    given = {one.album_id for one in held}
    closed = closed_albums(request.dbsession, gallery)
    return {
        **admin_page(request),
        "group": group,
        "form": GroupForm.showing(request, name=group.name),
        "people": people,
        "others": [user for user in known if user.id not in inside],
        "held": held,
        "has_everything": None in given,
        "albums": [album for album in closed if album.id not in given],
        "places": places_of(request, held),
    }


@view_config(
    context=AdminBranch,
    name="group",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    subpath=1,
    renderer=GROUP,
)
def change_group(context: AdminBranch, request: Request) -> Any:
    """Rename a group or delete it, change who is in it and what it may see."""
    group = requested_group(request)
    actions: dict[str, Action] = {
        "rename": partial(rename, group),
        "add": partial(add, group),
        "remove": partial(remove, group),
        "delete": partial(delete, group),
        "grant": partial(give, group),
        "take-back": take_back,
    }
    return press(request, actions, group_url(request, group), lambda: show_group(context, request))


def requested_group(request: Request) -> Group:
    """Return the group that the address names; 404 if this gallery has none."""
    (number,) = request.subpath
    try:
        return find_own_group(
            request.dbsession, own_gallery(request), int(number) if ID.fullmatch(number) else 0
        )
    except Problem as problem:
        raise HTTPNotFound from problem


def group_url(request: Request, group: Group) -> str:
    """Return the address of a group's page."""
    return request.urls.at_home("admin", "group", str(group.id))


def rename(group: Group, request: Request, gallery: Gallery) -> str | dict[str, Any]:
    """Call the group by another name, unless somebody has done that meanwhile."""
    form = GroupForm.sent(request, name=group.name)
    if form.is_accepted:
        try:
            rename_group(request.dbsession, gallery, group, form.values()["name"])
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return "saved"
    request.response.status_int = form.status()
    return {"form": form}


def add(group: Group, request: Request, gallery: Gallery) -> str:
    """Put somebody whom the owner knows into the group."""
    user = find_known_user(request.dbsession, gallery, sent_id(request, "user"))
    add_member(request.dbsession, gallery, group, user)
    return "member-added"


def remove(group: Group, request: Request, gallery: Gallery) -> str:
    """Take somebody out of the group."""
    user = find_known_user(request.dbsession, gallery, sent_id(request, "user"))
    remove_member(request.dbsession, gallery, group, user)
    return "member-removed"


def give(group: Group, request: Request, gallery: Gallery) -> str:
    """Give the group access to the whole gallery, or to an album and all below it."""
    offer = find_place(request.dbsession, gallery, request.POST.get("what", ""))
    grant(request.dbsession, group, gallery, offer.album_id)
    return "granted"


def delete(group: Group, request: Request, gallery: Gallery) -> tuple[str, str]:
    """Delete the group, if somebody has said that they are sure."""
    if request.POST.get("sure") != "yes":
        raise Problem("not_confirmed", "sure")
    delete_group(request.dbsession, gallery, group)
    return "group-deleted", request.urls.at_home("admin", "groups")
