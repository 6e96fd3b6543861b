"""Grants: who was given access to the gallery, or to an album and all below it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator
from pyramid.request import Request

from bviewer.access import people
from bviewer.access.grants import find_grant, grant, revoke_by_id
from bviewer.access.people import Held
from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import Id
from bviewer.api.members import (
    Place,
    group_named,
    only,
    part_asked,
    part_named,
    person_named,
    place_given,
    place_of,
    require_one,
)
from bviewer.api.named import album_named
from bviewer.api.paging import Page, PageQuery, page
from bviewer.db.public_ids import Part
from bviewer.presenters.documents.people import GrantDocument, grant_document
from bviewer.security.permissions import Permission
from bviewer.tree.api import GrantCollection, GrantMember
from bviewer.views.visitor.frame import own_gallery


class GrantQuery(PageQuery):
    """Which grants."""

    document: ClassVar[Any] = GrantDocument
    album: Annotated[
        str | None,
        Field(description="The id of an album: what reaches it, from those above as well."),
    ] = None
    holder: Annotated[str | None, Field(description="The id of a person or a group.")] = None


class GrantToMake(Place):
    """Who is given what. People are those whom the owner knows: all others are invited."""

    user: Annotated[Id | None, Field(description="The id of a person.")] = None
    group: Annotated[Id | None, Field(description="The id of a group.")] = None

    @model_validator(mode="after")
    def has_one_holder(self) -> Self:
        """Refuse what is for nobody, or for two."""
        require_one(self, "user", "group")
        return self


@endpoint(GrantCollection, "GET", permission=Permission.MANAGE, answer=Page[GrantDocument])
def list_grants(_context: GrantCollection, request: Request, query: GrantQuery) -> Answer:
    """List what people and groups were given: all of it, what reaches an album, or what one has."""
    ancestry_ids = None
    if query.album is not None:
        ancestry_ids = album_named(request, query.album, Permission.EDIT).ancestry_ids
    part = part_asked(request, query)
    found = people.list_grants(
        request.dbsession, request.gallery.id, part, ancestry_ids, query.holder
    )

    def documents(rows: Sequence[Held]) -> list[GrantDocument]:
        return [grant_document(request.urls, row) for row in rows]

    return page(request, found, query, place_of, documents)


@endpoint(GrantMember, "GET", permission=Permission.MANAGE, answer=GrantDocument)
def show_grant(context: GrantMember, request: Request) -> GrantDocument:
    """Tell of a grant."""
    return grant_document(request.urls, grant_at(context, request))


@endpoint(
    GrantCollection,
    "POST",
    permission=Permission.MANAGE,
    answer=GrantDocument,
    status=HTTPStatus.CREATED,
)
def create_grant(_context: GrantCollection, request: Request, body: GrantToMake) -> Answer:
    """Let somebody, or everybody in a group, see an album and all below it, or all there is."""
    session, gallery = request.dbsession, own_gallery(request)
    holder = (
        person_named(request, body.user)
        if body.user is not None
        else group_named(request, body.group or "")
    )
    album_id = place_given(request, body)
    grant(session, holder, gallery, album_id)
    access = find_grant(session, holder, gallery, album_id)
    assert access is not None
    made = only(people.list_grants(session, gallery.id, Part(only=access.public_id)))
    document = grant_document(request.urls, made)
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(
    GrantMember,
    "DELETE",
    permission=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_grant(context: GrantMember, request: Request) -> None:
    """Take a grant back, with effect on the next request."""
    held = grant_at(context, request)
    revoke_by_id(request.dbsession, own_gallery(request), held.id)


def grant_at(context: GrantMember, request: Request) -> Held:
    """Return the grant that an address names."""
    return only(people.list_grants(request.dbsession, request.gallery.id, part_named(context)))
