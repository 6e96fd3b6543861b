"""Who asks for access, and what the owner answers."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.access.invitations import invite
from bviewer.access.offers import Offer, find_offer, give
from bviewer.access.requests import asker, close_request, find_request, open_requests
from bviewer.models import AccessRequest, Gallery
from bviewer.presenters.languages import language_for
from bviewer.presenters.letters import GRANTED, letter
from bviewer.security import Permission
from bviewer.security.audit import Event
from bviewer.tree.branches import AdminBranch
from bviewer.views.mail import can_send, mailed_urls, send
from bviewer.views.owner.buttons import Action, Outcome, own_gallery, press, sent_id
from bviewer.views.owner.frame import admin_page
from bviewer.views.owner.invitations import offers
from bviewer.views.owner.mail import names_for, send_invitation

PAGE = "bviewer:templates/owner/requests.html"


@view_config(
    context=AdminBranch,
    name="requests",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=PAGE,
)
def show_requests(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show who asks, with what they wrote."""
    wishes = open_requests(request.dbsession, own_gallery(request))
    return {**admin_page(request), **offers(request), "wishes": wishes}


@view_config(
    context=AdminBranch,
    name="requests",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=PAGE,
)
def decide(context: AdminBranch, request: Request) -> Any:
    """Let somebody in, or not."""
    actions: dict[str, Action] = {"approve": approve, "refuse": refuse}
    url = request.urls.at_home("admin", "requests")
    return press(request, actions, url, lambda: show_requests(context, request))


def approve(request: Request, gallery: Gallery) -> Outcome:
    """Give what the owner chose: at once to an account, by an invitation to a mail address."""
    wish = find_request(request.dbsession, gallery, sent_id(request, "wish"))
    offer = find_offer(request.dbsession, gallery, request.POST.get("what", ""))
    return let_in(request, gallery, wish, offer)


def let_in(
    request: Request, gallery: Gallery, wish: AccessRequest, offer: Offer
) -> str | dict[str, Any]:
    """Give somebody who asked what was chosen; return what `send_invitation` does, or `granted`."""
    session = request.dbsession
    user, mail, language = asker(session, wish), wish.mail, wish.language
    close_request(session, gallery, wish, Event.REQUEST_APPROVED)
    if user is None:
        return send_invitation(request, invite(session, gallery, mail, offer, language))
    give(session, gallery, user, offer)
    if can_send(request) and user.mail:
        url = mailed_urls(request).at_home("login")
        send(request, user.mail, letter(GRANTED, language_for(user), url, **names_for(request)))
    return "granted"


def refuse(request: Request, gallery: Gallery) -> str:
    """Say no; nobody is told."""
    wish = find_request(request.dbsession, gallery, sent_id(request, "wish"))
    close_request(request.dbsession, gallery, wish, Event.REQUEST_REFUSED)
    return "refused"
