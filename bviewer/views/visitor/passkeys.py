"""Signing in with a passkey: the form is on the page for signing in, and a script fills it in."""

from typing import Any

from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.accounts.passkeys import use_passkey
from bviewer.presenters.languages import Message
from bviewer.presenters.problems import TEXTS
from bviewer.problems import Problem
from bviewer.security.limits import PER_ADDRESS, count_try, network, seconds_to_wait
from bviewer.tree.resources import HomeResource
from bviewer.views.visitor.sign_in import (
    FORM,
    SignInForm,
    note_refusal,
    passkey_place,
    refusal,
    welcome,
)


@view_config(
    context=HomeResource,
    name="passkey",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    renderer=FORM,
    page=True,
)
def sign_in(_context: HomeResource, request: Request) -> Any:
    """Sign in whom a passkey stands for; what does not fit counts as a wrong password does."""
    limits = {f"address:{network(request.remote_addr or '')}": PER_ADDRESS}
    if seconds := seconds_to_wait(request.dbsession, limits):
        request.response.headers["Retry-After"] = str(seconds)
        return refused(request, 429, TEXTS["tries_exceeded"], "tries_exceeded")
    place = passkey_place(request, request.POST.get("csrf_token", ""))
    try:
        user_id = use_passkey(request.dbsession, place, request.POST.get("answer", ""))
    except Problem as problem:
        count_try(request.dbsession, limits)
        return refused(request, 403, TEXTS[problem.code], problem.code)
    return welcome(request, user_id, request.POST.get("next", ""))


def refused(request: Request, status: int, message: Message, reason: str) -> dict[str, Any]:
    """Return the page for signing in again, with what is wrong."""
    note_refusal(request, "", reason)
    return refusal(request, SignInForm(), status, message)
