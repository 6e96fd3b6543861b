"""One's own page, at each gallery that somebody signs in at."""

from collections.abc import Callable, Mapping
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.tree.resources import HomeResource
from bviewer.views.account import changes, passkeys, programs
from bviewer.views.account.frame import account_page, own_id
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.refusals import note_status

PAGE = "bviewer:templates/account/account.html"

# What the forms and buttons of the page say.
ACTIONS: Mapping[str, Callable[[Request], changes.Outcome | dict[str, Any]]] = {
    "name": changes.change_name,
    "mail": changes.change_mail,
    "language": changes.change_language,
    "password": changes.change_password,
    "passkey": passkeys.add,
    "passkey-remove": passkeys.remove,
    "token": programs.make,
    "token-revoke": programs.revoke,
    "end": changes.end_one,
    "end-others": changes.end_others,
}


@view_config(
    context=HomeResource,
    name="account",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer=PAGE,
)
def show_account(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show what is stored of somebody, and where they are signed in."""
    return account_page(request)


@view_config(
    context=HomeResource,
    name="account",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer=PAGE,
)
def change_account(_context: HomeResource, request: Request) -> Any:
    """Do what a form or a button says."""
    own_id(request)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise HTTPBadRequest
    try:
        outcome = action(request)
    except Problem as problem:
        request.tm.doom()
        note_status(request, problem)
        return {**account_page(request), "refusal": explained(request.language, problem)}
    if isinstance(outcome, dict):  # What the page shows besides, at once and once.
        return {**account_page(request), **outcome}
    return account_page(request, outcome) if isinstance(outcome, OwnerForm) else outcome
