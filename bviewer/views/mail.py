"""Mail that pages send, once what it tells of is stored."""

from pyramid.request import Request

from bviewer.access.letters import Draft, send_letter, write_letter
from bviewer.albums.gallery_hosts import host_for_others
from bviewer.models import Gallery, Invitation, Token
from bviewer.tree.root import with_port
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
    """Return the addresses for a mail: at the host that leads others to the gallery, and at the
    server's own port.

    A stranger says to which host and port a request came. Behind a proxy no port is known.
    """
    is_own_port = request.host_port == request.environ["SERVER_PORT"]
    asked = request.host if is_own_port else request.domain
    gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    host = with_port(host_for_others(request.dbsession, gallery), asked)
    return Urls(f"{request.scheme}://{host}{request.script_name}")
