"""Sending invitations: by mail where there is a server, or else as a link to pass on."""

from typing import Any

from pyramid.request import Request

from bviewer.access.invitations import make_link
from bviewer.access.letters import SECRET_PLACE
from bviewer.models import Invitation
from bviewer.presenters.languages import language
from bviewer.presenters.letters import INVITATION, letter
from bviewer.views.mail import can_send, mailed_urls, send


def send_invitation(request: Request, invitation: Invitation) -> str | dict[str, Any]:
    """Send an invitation and return the word for it; or what a page shows that has its link.

    It is in the language that its owner or the reader chose, or else in that of the owner.
    """
    if not can_send(request):
        return shown_link(request, invitation)
    url = mailed_urls(request).at_home("invitation", SECRET_PLACE)
    spoken = language(invitation.language) if invitation.language else request.language
    draft = letter(INVITATION, spoken, url, **names_for(request))
    send(request, invitation.mail, draft, invitation)
    return "invited"


def names_for(request: Request) -> dict[str, str]:
    """Return whose gallery it is, and what it is called."""
    return {"gallery": request.root.album.title, "owner": request.identity.name}


def shown_link(request: Request, invitation: Invitation) -> dict[str, Any]:
    """Return a new link of an invitation, which is shown once."""
    url = request.urls.at_home("invitation", make_link(invitation))
    return {"link": url, "link_for": invitation.mail}
