"""Sending invitations: by mail where there is a server, or else as a link to pass on."""

from typing import Any

from pyramid.request import Request

from bviewer.access.invitations import make_link
from bviewer.access.letters import SECRET_PLACE, Draft, send_letter, write_letter
from bviewer.models import Invitation
from bviewer.presenters.letters import invitation_letter


def can_send(request: Request) -> bool:
    """Return whether there is a mail server."""
    return bool(request.runtime.settings.mail_host)


def send(request: Request, recipient: str, draft: Draft, of: Invitation | None = None) -> None:
    """Have a mail sent, once the change that it tells of is stored."""
    letter = write_letter(request.dbsession, recipient, draft, of)
    request.enqueue(send_letter, str(letter.id))


def send_invitation(request: Request, invitation: Invitation) -> str | dict[str, Any]:
    """Send an invitation and return the word for it; or what a page shows that has its link."""
    if not can_send(request):
        return shown_link(request, invitation)
    names = request.root.album.title, request.identity.name
    url = request.urls.at_home("invitation", SECRET_PLACE)
    send(request, invitation.mail, invitation_letter(request.language, *names, url), invitation)
    return "invited"


def shown_link(request: Request, invitation: Invitation) -> dict[str, Any]:
    """Return a new link of an invitation, which is shown once."""
    url = request.urls.at_home("invitation", make_link(invitation))
    return {"link": url, "link_for": invitation.mail}
