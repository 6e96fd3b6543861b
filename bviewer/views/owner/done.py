"""What was done, said once on the page after: a form is answered with a redirect.

The word for it is in a cookie of its own, which holds no text: a page says only what we know.
"""

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from bviewer.presenters.languages import Message, mark
from bviewer.security.cookies import sent_value

TEXTS = {
    "saved": mark("Saved."),
    "added": mark("The album is there. Nothing is in it yet."),
    "deleted": mark("Deleted. You can put it back for 30 days."),
    "moved": mark("Moved."),
    "restored": mark("It is back where it was."),
}


def done(request: Request, url: str, what: str) -> HTTPSeeOther:
    """Return a redirect to a page that says what was done."""
    return HTTPSeeOther(url, headers=request.done_cookie.get_headers(what))


def what_was_done(request: Request) -> Message | None:
    """Return what the page is to say, once; nothing to anybody who owns nothing here."""
    if not request.visitor.is_owner:
        return None
    text = TEXTS.get(sent_value(request.done_cookie) or "")
    if text is not None:
        request.response.headerlist.extend(request.done_cookie.get_headers(None))
    return text


def includeme(config: Configurator) -> None:
    """Let templates ask what was done."""
    config.add_request_method(what_was_done, reify=True)
