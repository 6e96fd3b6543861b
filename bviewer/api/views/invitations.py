"""Invitations by mail, and wishes of those who ask for access."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from pyramid.request import Request

from bviewer.access.invitations import (
    Invited,
    cancel_invitation,
    find_own_invitation,
    invite,
    invited,
)
from bviewer.access.requests import close_request, open_requests
from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.members import Given, offer_of, only, part_asked, part_named, place_of
from bviewer.api.paging import Page, PageQuery, page
from bviewer.db.public_ids import Part
from bviewer.models import AccessRequest, Invitation
from bviewer.presenters.documents.people import (
    Accepted,
    AccessRequestDocument,
    InvitationDocument,
    SentInvitation,
    invitation_document,
    request_document,
)
from bviewer.security.audit import Event
from bviewer.security.permissions import Permission
from bviewer.tree.api import (
    AccessRequestCollection,
    AccessRequestMember,
    InvitationCollection,
    InvitationMember,
)
from bviewer.views.owner.mail import send_invitation, shown_link
from bviewer.views.owner.requests import let_in
from bviewer.views.visitor.frame import own_gallery


class InvitationQuery(PageQuery):
    """Which invitations."""

    document: ClassVar[Any] = InvitationDocument


class InvitationToSend(Given):
    """Who is invited to what, and in which language."""

    mail: str
    language: str | None = None


class AccessRequestQuery(PageQuery):
    """Which wishes."""

    document: ClassVar[Any] = AccessRequestDocument


@endpoint(
    InvitationCollection, "GET", permission=Permission.MANAGE, answer=Page[InvitationDocument]
)
def list_invitations(
    _context: InvitationCollection, request: Request, query: InvitationQuery
) -> Answer:
    """List the invitations that nobody has used yet."""
    found = invited(request.dbsession, own_gallery(request), part_asked(request, query))

    def documents(rows: Sequence[Invited]) -> list[InvitationDocument]:
        return [invitation_document(request.urls, row) for row in rows]

    return page(request, found, query, place_of, documents)


@endpoint(InvitationMember, "GET", permission=Permission.MANAGE, answer=InvitationDocument)
def show_invitation(context: InvitationMember, request: Request) -> InvitationDocument:
    """Tell of an invitation."""
    return invitation_document(request.urls, invited_at(context, request))


@endpoint(
    InvitationCollection,
    "POST",
    permission=Permission.MANAGE,
    answer=SentInvitation,
    status=HTTPStatus.CREATED,
)
def create_invitation(
    _context: InvitationCollection, request: Request, body: InvitationToSend
) -> Answer:
    """Invite somebody: what is given takes effect when they follow the link."""
    offer, gallery = offer_of(request, body), own_gallery(request)
    invitation = invite(request.dbsession, gallery, body.mail, offer, body.language)
    document = told_invitation(request, invitation, send_invitation(request, invitation))
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(
    InvitationMember, "POST", name="send", permission=Permission.MANAGE, answer=SentInvitation
)
def resend_invitation(context: InvitationMember, request: Request) -> SentInvitation:
    """Send an invitation once more: its former link is worth nothing from then on."""
    invitation = invitation_at(context, request)
    return told_invitation(request, invitation, send_invitation(request, invitation))


@endpoint(
    InvitationMember, "POST", name="link", permission=Permission.MANAGE, answer=SentInvitation
)
def create_invitation_link(context: InvitationMember, request: Request) -> SentInvitation:
    """Make a link of an invitation, to pass on by other means."""
    invitation = invitation_at(context, request)
    return told_invitation(request, invitation, shown_link(request, invitation))


@endpoint(
    InvitationMember,
    "DELETE",
    permission=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_invitation(context: InvitationMember, request: Request) -> None:
    """Take an invitation back: its link is worth nothing from now on."""
    found = invited_at(context, request)
    cancel_invitation(request.dbsession, own_gallery(request), found.id)


@endpoint(
    AccessRequestCollection,
    "GET",
    permission=Permission.MANAGE,
    answer=Page[AccessRequestDocument],
)
def list_access_requests(
    _context: AccessRequestCollection, request: Request, query: AccessRequestQuery
) -> Answer:
    """List who asks for access."""
    found = open_requests(request.dbsession, own_gallery(request), part_asked(request, query))

    def documents(rows: Sequence[AccessRequest]) -> list[AccessRequestDocument]:
        return [request_document(request.urls, row) for row in rows]

    return page(request, found, query, place_of, documents)


@endpoint(AccessRequestMember, "GET", permission=Permission.MANAGE, answer=AccessRequestDocument)
def show_access_request(context: AccessRequestMember, request: Request) -> AccessRequestDocument:
    """Tell of somebody's wish."""
    return request_document(request.urls, wish_at(context, request))


@endpoint(AccessRequestMember, "POST", name="accept", permission=Permission.MANAGE, answer=Accepted)
def accept_access_request(context: AccessRequestMember, request: Request, body: Given) -> Accepted:
    """Give something to somebody who asked: at once to an account, by an invitation otherwise."""
    wish, offer = wish_at(context, request), offer_of(request, body)
    outcome = let_in(request, own_gallery(request), wish, offer)
    return {"outcome": "granted" if outcome == "granted" else "invited", "link": link_in(outcome)}


@endpoint(
    AccessRequestMember,
    "POST",
    name="refuse",
    permission=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def refuse_access_request(context: AccessRequestMember, request: Request) -> None:
    """Say no; nobody is told."""
    wish = wish_at(context, request)
    close_request(request.dbsession, own_gallery(request), wish, Event.REQUEST_REFUSED)


def wish_at(context: AccessRequestMember, request: Request) -> AccessRequest:
    """Return the wish that an address names."""
    return only(open_requests(request.dbsession, own_gallery(request), part_named(context)))


def invited_at(context: InvitationMember, request: Request) -> Invited:
    """Return the invitation that an address names, as its owner sees it."""
    return only(invited(request.dbsession, own_gallery(request), part_named(context)))


def invitation_at(context: InvitationMember, request: Request) -> Invitation:
    """Return the row of the invitation that an address names."""
    found = invited_at(context, request)
    return find_own_invitation(request.dbsession, own_gallery(request), found.id)


def told_invitation(
    request: Request, invitation: Invitation, outcome: str | dict[str, Any]
) -> SentInvitation:
    """Return what an owner is told of an invitation that was just sent, or has a new link."""
    request.dbsession.flush()
    part = Part(only=invitation.public_id)
    found = only(invited(request.dbsession, own_gallery(request), part))
    return {**invitation_document(request.urls, found), "link": link_in(outcome)}


def link_in(outcome: str | dict[str, Any]) -> str | None:
    """Return the link that is shown once, where no mail has it."""
    return None if isinstance(outcome, str) else outcome["link"]
