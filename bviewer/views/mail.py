"""Mail that pages send, once what it tells of is stored."""

from pyramid.request import Request

from bviewer.access.letters import Draft, send_letter, write_letter
from bviewer.models import Invitation, Token
from bviewer.tree.urls import Urls


def can_send(request: Request) -> bool:
    """Return whether there is a mail server."""
    return bool(request.runtime.settings.mail_host)


def send(
    request: Request, recipient: str, draft: Draft, of: Invitation | Token | None = None
) -> None:
    """Have a mail sent, once the change that it tells of is stored."""
    letter = write_letter(request.dbsession, recipient, draft, of)
    request.enqueue(send_letter, str(letter.id))


def mailed_urls(request: Request) -> Urls:
    """Return the addresses for a mail to somebody else than who asks.

    A stranger says to which host a request came: where none is known, the default gallery answers.
    """
    host = request.gallery.host
    return request.urls if request.domain == host else Urls(f"{request.scheme}://{host}")
