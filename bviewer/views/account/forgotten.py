"""A new password for who has forgotten theirs, or signing in without one, by mail."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.access.letters import SECRET_PLACE, send_letter
from bviewer.accounts.recovery import (
    ask_for_password,
    enter,
    hash_for_link,
    recover,
    who_recovers,
)
from bviewer.models import Gallery
from bviewer.presenters.languages import language_for
from bviewer.presenters.letters import FORGOTTEN, SIGN_IN, letter
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.tree.resources import HomeResource
from bviewer.views.account.changes import tell_of_password
from bviewer.views.account.confirm import link_page
from bviewer.views.mail import can_send, mailed_urls, send
from bviewer.views.refusals import note_status
from bviewer.views.visitor.sign_in import form_page, note_refusal, welcome

ASK = "bviewer:templates/account/forgotten.html"
CHOOSE = "bviewer:templates/account/password.html"
NOBODY = "0"  # No letter has this number.


@view_config(
    context=HomeResource,
    name="forgotten",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer=ASK,
)
def show_forgotten(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show the form; after it was sent, what is the same for everybody."""
    return forgotten_page(request)


@view_config(
    context=HomeResource,
    name="forgotten",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer=ASK,
)
def ask(_context: HomeResource, request: Request) -> Any:
    """Mail a link to whoever has the address. The answer, and its time, tells nobody who has it."""
    session, address = request.dbsession, request.remote_addr or ""
    gallery = session.get_one(Gallery, request.gallery.id)
    try:
        found = ask_for_password(session, gallery, request.POST.get("mail", ""), address)
    except Problem as problem:
        return refusal(request, problem, forgotten_page(request))
    url = mailed_urls(request).at_home("password", SECRET_PLACE)
    wording = SIGN_IN if gallery.mailed_links else FORGOTTEN
    for user, link in found if can_send(request) else []:
        names = {"gallery": gallery.host, "name": user.name}
        draft = letter(wording, language_for(user), url, **names)
        send(request, user.mail or "", draft, link)
    if not found:
        request.enqueue(send_letter, NOBODY)
    return HTTPSeeOther(request.urls.at_home("forgotten", sent="1"))


@view_config(
    context=HomeResource,
    name="password",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    subpath=1,
    renderer=CHOOSE,
)
def show_password(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show the form behind a link, which this does not use up."""
    return password_page(request)


@view_config(
    context=HomeResource,
    name="password",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    subpath=1,
    renderer=CHOOSE,
)
def choose(_context: HomeResource, request: Request) -> Any:
    """Set the password, end all sessions and begin one here; or only begin one."""
    (token,) = request.subpath
    if request.POST.get("action") == "enter":
        return enter_by(request, token)
    password, engine = request.POST.get("password", ""), request.runtime.engine
    try:
        hashed = hash_for_link(engine, request.gallery.id, token, password)
        gallery = request.dbsession.get_one(Gallery, request.gallery.id)
        user = recover(request.dbsession, gallery, token, hashed)
    except Problem as problem:
        return refusal(request, problem, password_page(request))
    tell_of_password(request, user)
    answer = welcome(request, user.id)
    answer.headerlist.extend(request.done_cookie.get_headers("new-password"))
    return answer


def enter_by(request: Request, token: str) -> Any:
    """Sign in whoever the link was mailed to."""
    try:
        gallery = request.dbsession.get_one(Gallery, request.gallery.id)
        user = enter(request.dbsession, gallery, token)
    except Problem as problem:
        return refusal(request, problem, password_page(request))
    return welcome(request, user.id)


def refusal(request: Request, problem: Problem, page: dict[str, Any]) -> dict[str, Any]:
    """Return a page again, with what was refused."""
    request.tm.doom()
    note_refusal(request, "", problem.code)
    note_status(request, problem)
    return {**page, "message": explained(request.language, problem)}


def forgotten_page(request: Request) -> dict[str, Any]:
    """Return the variables of the form's template."""
    is_sent = request.method == "GET" and "sent" in request.GET
    return {
        **form_page(request),
        "is_sent": is_sent,
        "can_send": can_send(request),
        "message": "",
    }


def password_page(request: Request) -> dict[str, Any]:
    """Return the variables of the page behind a link."""
    (token,) = request.subpath
    person = who_recovers(request.dbsession, request.gallery.id, token)
    return {**link_page(request, person), "message": ""}
