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
    "added": mark("The album is there. Now choose what comes into it."),
    "again": mark("They are tried again with the sync that is on its way."),
    "confirmed": mark("Your mail address is confirmed."),
    "copied": mark("Copied. They are in both albums now."),
    "copied-some": mark("Copied; what that album had already is there once."),
    "deleted": mark("Deleted. You can put it back for 30 days."),
    "gallery-added": mark("The gallery is there, and its photographs are read now."),
    "gallery-removed": mark("The gallery is removed. Its files are still there."),
    "granted": mark("They can see it from now on."),
    "group-added": mark("The group is there. Put people into it."),
    "group-deleted": mark("The group is deleted, with all that it was given."),
    "ignored": mark("It is ignored from the sync on that is on its way."),
    "invitation-cancelled": mark("The invitation is taken back: its link is worth nothing now."),
    "invited": mark("Invited: the mail is on its way."),
    "link_revoked": mark("The link opens nothing any more."),
    "member-added": mark("They are in the group, and can see what it can see."),
    "member-removed": mark("They are not in the group any more."),
    "mailed": mark("A mail with a link is on its way to the new address."),
    "moved": mark("Moved."),
    "new-password": mark("The new password is set. All other sessions are ended."),
    "moved-some": mark("Moved, but for what that album has already: that is still here."),
    "let-in": mark("They come back with the sync that is on its way."),
    "opened": mark("The album is open."),
    "queue-away": mark("The queue does not answer. Nothing was sent."),
    "passkey-added": mark("The passkey is there. You can sign in with it from now on."),
    "passkey-removed": mark("Removed. Nobody can sign in with it any more."),
    "refused": mark("Not let in. They are not told."),
    "removed": mark("Removed from the album. You can put them back for 30 days."),
    "restored": mark("It is back where it was."),
    "saved": mark("Saved."),
    "session-ended": mark("Ended."),
    "started": mark("It is on its way. You may leave this page."),
    "sync": mark("A sync is on its way."),
    "taken-back": mark("Taken back: it is closed with the next page that they open."),
    "task-gone": mark("This was tried again already."),
    "task-sent": mark("It is tried again now."),
    "token-revoked": mark("Taken back: no program gets in by it any more."),
    "user-added": mark("The account is there. Now their gallery."),
    "user-disabled": mark("They are signed out everywhere, and are let in no more."),
    "user-enabled": mark("They can sign in again."),
    "user-removed": mark("The account is removed."),
    "video-added": mark("The video is in the album."),
    "video-deleted": mark("The video is not in the album any more."),
}


def done(request: Request, url: str, what: str) -> HTTPSeeOther:
    """Return a redirect to a page that says what was done."""
    return HTTPSeeOther(url, headers=request.done_cookie.get_headers(what))


def what_was_done(request: Request) -> Message | None:
    """Return what the page is to say, once; nothing to anybody who is not signed in."""
    if request.identity is None or request.is_viewing:
        return None
    text = TEXTS.get(sent_value(request.done_cookie) or "")
    if text is not None:
        request.response.headerlist.extend(request.done_cookie.get_headers(None))
    return text


def includeme(config: Configurator) -> None:
    """Let templates ask what was done."""
    config.add_request_method(what_was_done, reify=True)
