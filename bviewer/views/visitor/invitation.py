"""Using an invitation: with a new account, with one that is there, or as who is signed in."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.access.invitations import accept, accept_as_new, invited_mail
from bviewer.access.offers import Offer
from bviewer.accounts.hashing import Way
from bviewer.accounts.sign_in import accept_proof, is_plausible_password, try_password
from bviewer.accounts.sign_up import hash_for_new
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery, User
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.tree.resources import HomeResource
from bviewer.views.mail import can_send
from bviewer.views.refusals import note_status
from bviewer.views.visitor.sign_in import (
    WRONG,
    device_of,
    form_page,
    note_refusal,
    welcome,
)

PAGE = "bviewer:templates/visitor/invitation.html"


@view_config(
    context=HomeResource,
    name="invitation",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    renderer=PAGE,
    page=True,
    subpath=1,
)
def show_invitation(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show who may accept, and how. Looking at it does not use it up."""
    (token,) = request.subpath
    is_open = invited_mail(request.dbsession, request.gallery.id, token) is not None
    return invitation_page(request, is_open=is_open)


@view_config(
    context=HomeResource,
    name="invitation",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    renderer=PAGE,
    page=True,
    subpath=1,
)
def use_invitation(_context: HomeResource, request: Request) -> Any:
    """Give what was offered, and lead to it."""
    try:
        user_id, offer = accepted(request)
    except Problem as problem:
        request.tm.doom()
        note_refusal(request, request.POST.get("name", ""), problem.code)
        note_status(request, problem)
        is_open = problem.code != "invitation_gone"
        message = explained(request.language, problem) if is_open else ""
        return {**invitation_page(request, is_open=is_open), "message": message}
    path = "" if offer.album_id is None else f"/{offer.album_id}"
    if request.identity is not None:
        request.dbsession.flush()
        return HTTPSeeOther(request.urls.home + path.removeprefix("/"))
    return welcome(request, user_id, path)


def accepted(request: Request) -> tuple[int, Offer]:
    """Return who has accepted, and what they were given.

    Passwords are looked at before the database is asked to change anything.
    """
    (token,) = request.subpath
    with reading_session(request.runtime.engine) as session:
        mail = invited_mail(session, request.gallery.id, token)
    if mail is None:
        raise Problem("invitation_gone")
    if request.identity is not None:
        return as_user(request, token, request.identity.user_id)
    name, password = request.POST.get("name", ""), request.POST.get("password", "")
    if request.POST.get("is_known"):
        return as_user(request, token, proven(request, name, password))
    name, address = name.strip(), request.remote_addr or ""
    engine, is_needed = request.runtime.engine, needs_password(request)
    hashed = hash_for_new(engine, name, password, mail, address, is_needed=is_needed)
    session = request.dbsession
    user, offer = accept_as_new(session, gallery_of(request), token, name, hashed)
    return user.id, offer


def as_user(request: Request, token: str, user_id: int) -> tuple[int, Offer]:
    """Accept for a person with an account."""
    user = request.dbsession.get_one(User, user_id)
    return user_id, accept(request.dbsession, gallery_of(request), token, user)


def proven(request: Request, name: str, password: str) -> int:
    """Return the id of whoever has this name and password; refuse all else alike."""
    if is_plausible_password(password):
        address, device = request.remote_addr or "", device_of(request, name)
        engine = request.runtime.engine
        proof = try_password(engine, name, password, address, device, Way.LINK)
        user_id = None if proof is None else accept_proof(request.dbsession, proof)
        if user_id is not None:
            return user_id
    raise Problem("password_wrong")


def gallery_of(request: Request) -> Gallery:
    """Return the gallery of a request, as services take it."""
    return request.dbsession.get_one(Gallery, request.gallery.id)


def invitation_page(request: Request, *, is_open: bool) -> dict[str, Any]:
    """Return the variables of the template; an invitation that is gone says so and nothing else."""
    # What the page loads must not tell logs which link it was.
    request.response.headers["Referrer-Policy"] = "strict-origin"
    if not is_open:
        request.response.status_int = 404
    page = {"is_open": is_open, "message": "", "wrong": WRONG}
    return {**form_page(request), **page, "needs_password": needs_password(request)}


def needs_password(request: Request) -> bool:
    """Return whether a new person has to choose a password: not where links are mailed to all."""
    return not (request.gallery.mailed_links and can_send(request))
