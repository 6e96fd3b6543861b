"""Following a link to an album: its address is asked for once, and stands in no history.

A link without a password leads to the album at once; with one, to a page that asks for it.
"""

from dataclasses import replace
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.access.holders import (
    Hold,
    admit_holder,
    find_good_share,
    hold_share,
    try_share_password,
)
from bviewer.accounts.sign_in import is_plausible_password
from bviewer.models import Share
from bviewer.presenters.languages import Message, mark
from bviewer.presenters.problems import TEXTS
from bviewer.problems import Problem
from bviewer.tree.branches import ShareBranch, ShareLink
from bviewer.tree.relocation import as_known_to, find_node
from bviewer.views.refusals import say_when, status_of
from bviewer.views.visitor.frame import frame_of, not_to_be_kept
from bviewer.views.visitor.sign_in import TOO_LONG, note_refusal

FORM = "bviewer:templates/visitor/share_password.html"
WRONG = mark("This is not the password of the link.")


@view_config(context=ShareLink, request_method="GET", permission=NO_PERMISSION_REQUIRED)
def follow_link(context: ShareLink, request: Request) -> HTTPSeeOther:
    """Let the browser hold the share. What is unknown, over or taken back is missing alike."""
    request.add_response_callback(keep_address)
    if request.subpath:
        raise HTTPNotFound
    share = find_good_share(request.dbsession, request.gallery.id, context.__name__)
    if share is None:
        raise HTTPNotFound
    return arrival(request, share, hold_share(request.dbsession, share, request.share_secret))


def keep_address(_request: Request, response: Response) -> None:
    """Let what is loaded after this answer tell no log which link it was."""
    response.headers["Referrer-Policy"] = "strict-origin"


@view_config(
    context=ShareBranch,
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    renderer=FORM,
)
def ask_for_password(_context: ShareBranch, request: Request) -> dict[str, Any]:
    """Show the form for the password of the link that was followed last."""
    return password_page(request, locked_share(request))


@view_config(
    context=ShareBranch,
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    renderer=FORM,
)
def unlock(_context: ShareBranch, request: Request) -> Any:
    """Let whoever knows the password of a link follow it."""
    share_id, password = locked_share(request), request.POST.get("password", "")
    if not is_plausible_password(password):
        return password_page(request, share_id, 400, TOO_LONG)
    try:
        is_right = try_share_password(
            request.runtime.engine, share_id, password, request.remote_addr or ""
        )
    except Problem as problem:
        note_refusal(request, f"link {share_id}", problem.code)
        say_when(request, problem)
        return password_page(request, share_id, status_of(problem), TEXTS[problem.code])
    if not is_right:
        note_refusal(request, f"link {share_id}", "wrong")
        return password_page(request, share_id, 403, WRONG)
    secret = admit_holder(request.dbsession, share_id, request.share_secret)
    share = request.dbsession.get_one(Share, share_id)
    return arrival(request, share, Hold(secret, is_admitted=True))


def locked_share(request: Request) -> int:
    """Return the share whose password is asked for: the last, or the one that a form names."""
    # Not `page=True`: to all others there is nothing here, in no spelling.
    locked = request.visitor.locked if request.path_info.endswith("/") else ()
    named = request.POST.get("share") if request.method == "POST" else None
    share_id = next((each for each in locked if named in {None, str(each)}), None)
    if share_id is None:
        raise HTTPNotFound
    return int(share_id)


def password_page(
    request: Request, share_id: int, status: int = 200, message: Message | None = None
) -> dict[str, Any]:
    """Return the variables of the form's template."""
    not_to_be_kept(request)
    request.response.status_int = status
    return {"frame": frame_of(request.root, request), "share": share_id, "message": message}


def arrival(request: Request, share: Share, hold: Hold) -> HTTPSeeOther:
    """Return the redirect to the album, or to the form for the password, with the cookie."""
    url = album_url(request, share.album_id) if hold.is_admitted else request.urls.at_home("s", "")
    headers = [*request.share_cookie.get_headers(hold.secret), ("Cache-Control", "no-store")]
    return HTTPSeeOther(url, headers=headers)


def album_url(request: Request, album_id: str) -> str:
    """Return the address of an album for whoever holds a share for it: it names no hidden album."""
    sizes = request.runtime.settings.sizes
    node = find_node(request.dbsession.connection(), request.gallery, album_id, sizes)
    visitor = replace(request.visitor, shared=request.visitor.shared | {album_id})
    known = None if node is None else as_known_to(visitor, node, ())
    if known is None:
        raise HTTPNotFound
    address: str = request.urls.of(known)
    return address
