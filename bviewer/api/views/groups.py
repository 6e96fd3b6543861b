"""Groups of people."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pyramid.request import Request

from bviewer.access import groups
from bviewer.access.groups import (
    add_group,
    add_member,
    groups_of,
    members,
    remove_member,
    rename_group,
)
from bviewer.access.people import memberships
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import Ids, left_out
from bviewer.api.members import only, part_asked, part_named, person_named, place_of
from bviewer.api.paging import Page, PageQuery, page
from bviewer.models import Group, User
from bviewer.presenters.documents.people import GroupDocument, group_document
from bviewer.security.permissions import Permission
from bviewer.tree.api import GroupCollection, GroupMember
from bviewer.views.visitor.frame import own_gallery


class GroupQuery(PageQuery):
    """Which groups."""

    document: ClassVar[Any] = GroupDocument


class GroupToMake(Sent):
    """What a group is called, and who is in it."""

    name: str
    members: Annotated[Ids | None, Field(description="Ids of people.")] = None


class GroupChange(Sent):
    """What is to be changed of a group."""

    name: str = left_out()
    add_members: Annotated[Ids, Field(description="Ids of people.")] = left_out()
    remove_members: Annotated[Ids, Field(description="Ids of people.")] = left_out()


@endpoint(GroupCollection, "GET", permission=Permission.MANAGE, answer=Page[GroupDocument])
def list_groups(_context: GroupCollection, request: Request, query: GroupQuery) -> Answer:
    """List the groups, with who is in them."""
    found = groups_of(request.dbsession, own_gallery(request), part_asked(request, query))

    def documents(groups: Sequence[Group]) -> list[GroupDocument]:
        people: dict[int, list[User]] = {}
        for user, group in memberships(request.dbsession, request.gallery.id):
            people.setdefault(group.id, []).append(user)
        return [group_document(request.urls, each, people.get(each.id, [])) for each in groups]

    return page(request, found, query, place_of, documents)


@endpoint(GroupMember, "GET", permission=Permission.MANAGE, answer=GroupDocument)
def show_group(context: GroupMember, request: Request) -> GroupDocument:
    """Tell of a group and who is in it. What it may see is among the grants."""
    return told_group(request, group_at(context, request))


@endpoint(
    GroupCollection,
    "POST",
    permission=Permission.MANAGE,
    answer=GroupDocument,
    status=HTTPStatus.CREATED,
)
def create_group(_context: GroupCollection, request: Request, body: GroupToMake) -> Answer:
    """Add a group."""
    gallery = own_gallery(request)
    group = add_group(request.dbsession, gallery, body.name)
    for user_id in body.members or ():
        person = person_named(request, user_id, "members")
        add_member(request.dbsession, gallery, group, person)
    document = told_group(request, group)
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(GroupMember, "PATCH", permission=Permission.MANAGE, answer=GroupDocument)
def update_group(context: GroupMember, request: Request, body: GroupChange) -> GroupDocument:
    """Rename a group, put people into it and take people out of it."""
    session, gallery, group = request.dbsession, own_gallery(request), group_at(context, request)
    if body.name is not None:
        rename_group(session, gallery, group, body.name)
    for user_id in body.add_members or ():
        add_member(session, gallery, group, person_named(request, user_id, "add_members"))
    for user_id in body.remove_members or ():
        remove_member(session, gallery, group, person_named(request, user_id, "remove_members"))
    session.flush()
    return told_group(request, group)


@endpoint(
    GroupMember,
    "DELETE",
    permission=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_group(context: GroupMember, request: Request) -> None:
    """Delete a group with all that it was given; the people in it stay."""
    groups.delete_group(request.dbsession, own_gallery(request), group_at(context, request))


def group_at(context: GroupMember, request: Request) -> Group:
    """Return the group that an address names."""
    return only(groups_of(request.dbsession, own_gallery(request), part_named(context)))


def told_group(request: Request, group: Group) -> GroupDocument:
    """Return what an owner is told of a group."""
    return group_document(request.urls, group, members(request.dbsession, group))
