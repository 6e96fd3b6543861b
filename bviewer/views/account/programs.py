"""Making and revoking the tokens of programs, on one's own page."""

from typing import Any
from urllib.parse import urlsplit

from pyramid.request import Request

from bviewer.accounts.api_tokens import make_token, revoke_token
from bviewer.models import Gallery, Scope, User
from bviewer.presenters.languages import language_for
from bviewer.presenters.letters import NEW_TOKEN, letter
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.paths import path_ids
from bviewer.tree.relocation import find_node
from bviewer.tree.resources import AlbumResource
from bviewer.views.account.changes import Outcome, profile_of, prove, saved
from bviewer.views.account.forms import TokenForm
from bviewer.views.account.frame import own_user
from bviewer.views.mail import can_send, mailed_urls, send


def make(request: Request) -> Outcome | dict[str, Any]:
    """Make a token and show it: the only time, as nobody keeps it."""
    profile = profile_of(request)
    form = TokenForm.sent(request)
    if not form.is_accepted:
        return form
    try:
        prove(request, profile, form.token_present.data or "", "token_present")
        gallery = request.dbsession.get_one(Gallery, request.gallery.id)
        user = own_user(request)
        token = make_token(
            request.dbsession,
            user,
            gallery,
            label=str(form.label.data),
            scope=Scope(form.scope.data),
            album_id=album_at(request, form.album.data or ""),
            days=int(form.days.data) if form.days.data else None,
        )
    except Problem as problem:
        form.refuse(request, problem)
        return form
    tell_of_token(request, user, token.row.label)
    return {"new_token": token}


def album_at(request: Request, address: str) -> str | None:
    """Return the album at an address that somebody has copied; refuse one that they cannot see."""
    if not address.strip():
        return None
    ids = path_ids(path_of(address.strip()).split("/"))
    node = None
    if ids:
        with request.autocommit_engine.connect() as connection:
            node = find_node(connection, request.gallery, ids[-1], request.runtime.settings.sizes)
    if not isinstance(node, AlbumResource) or not request.has_permission(Permission.VIEW, node):
        raise Problem("token_album_unknown", "album")
    return node.album.id


def path_of(address: str) -> str:
    """Return the path in an address; nothing, if it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def tell_of_token(request: Request, user: User, label: str) -> None:
    """Tell somebody by mail that a program may ask in their name."""
    if can_send(request) and user.mail:
        url = mailed_urls(request).at_home("account")
        names = {"gallery": request.gallery.host, "name": user.name, "token": label}
        send(request, user.mail, letter(NEW_TOKEN, language_for(user), url, **names))


def revoke(request: Request) -> Outcome:
    """Let a program in no more."""
    token_id = request.POST.get("token", "")
    revoke_token(request.dbsession, own_user(request), request.gallery.id, token_id)
    return saved(request, "token-revoked")
