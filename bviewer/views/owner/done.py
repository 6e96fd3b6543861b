"""What was done, said once on the page after: a form is answered with a redirect.

The word for it is in a cookie of its own, which holds no text: a page says only what we know.
"""

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from bviewer.presenters.languages import Message, mark
from bviewer.security.cookies import sent_value

TEXTS = {
    "picked": mark("They are in the album."),
    "picking": mark("They are being read, and come in one after the other."),
    "bound": mark("The album follows its folder with the sync that is on its way."),
    "unbound": mark("From now on the album holds what you pick."),
    "added": mark("The album is there. Nothing is in it yet."),
    "again": mark("They are tried again with the sync that is on its way."),
    "copied": mark("Copied. They are in both albums now."),
    "copied-some": mark("Copied; what that album had already is there once."),
    "deleted": mark("Deleted. You can put it back for 30 days."),
    "granted": mark("They can see it from now on."),
    "group-added": mark("The group is there. Put people into it."),
    "group-deleted": mark("The group is deleted, with all that it was given."),
    "ignored": mark("It is ignored from the sync on that is on its way."),
    "invitation-cancelled": mark("The invitation is taken back: its link is worth nothing now."),
    "invited": mark("Invited: the mail is on its way."),
    "link_revoked": mark("The link opens nothing any more."),
    "member-added": mark("They are in the group, and can see what it can see."),
    "member-removed": mark("They are not in the group any more."),
    "moved": mark("Moved."),
    "moved-some": mark("Moved, but for what that album has already: that is still here."),
    "let-in": mark("They come back with the sync that is on its way."),
    "opened": mark("The album is open."),
    "refused": mark("Not let in. They are not told."),
    "removed": mark("Removed from the album. You can put them back for 30 days."),
    "restored": mark("It is back where it was."),
    "saved": mark("Saved."),
    "started": mark("It is on its way. You may leave this page."),
    "sync": mark("A sync is on its way."),
    "taken-back": mark("Taken back: it is closed with the next page that they open."),
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
