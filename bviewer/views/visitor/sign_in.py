"""Signing in with a password or a one-time link, and signing out."""

import json
from typing import Any

from pyramid.csrf import get_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED, forget, remember
from pyramid.view import view_config
from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from bviewer.accounts.links import use_sign_in_link
from bviewer.accounts.passkeys import Place, sign_in_options
from bviewer.accounts.profile import note_browser_language
from bviewer.accounts.sessions import close_session, open_session
from bviewer.accounts.sign_in import accept_proof, is_plausible_password, try_password
from bviewer.accounts.users import user_name
from bviewer.albums.galleries import introduce
from bviewer.presenters.languages import Message, mark
from bviewer.presenters.problems import TEXTS
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.security.audit import audit
from bviewer.security.cookies import sent_value
from bviewer.security.devices import known_device, new_device
from bviewer.security.policy import may_everyone
from bviewer.tree.resources import HomeResource
from bviewer.views.languages import browser_tag
from bviewer.views.refusals import say_when, status_of
from bviewer.views.visitor.destination import came_from, local_destination
from bviewer.views.visitor.frame import frame_of, not_to_be_kept

FORM = "bviewer:templates/visitor/sign_in.html"
LINK = "bviewer:templates/visitor/sign_in_link.html"
WRONG = mark("This name and password do not fit together.")
TOO_LONG = mark("No password is that long.")
USED = mark("This link was used already, or has expired. The owner can make another one.")


class SignInForm(Form):
    """Who, and the proof."""

    name = StringField("Name", [InputRequired(), Length(max=100), Regexp(r"[^\x00-\x1f]+\Z")])
    password = PasswordField("Password", [InputRequired()])


@view_config(
    context=HomeResource,
    name="login",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    renderer=FORM,
    page=True,
)
def ask_to_sign_in(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show the form. It remembers where the visitor came from."""
    return sign_in_page(request, SignInForm())


@view_config(
    context=HomeResource,
    name="login",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    renderer=FORM,
    page=True,
)
def sign_in(_context: HomeResource, request: Request) -> Any:
    """Check name and password; every refusal looks the same."""
    form = SignInForm(request.POST)
    name, password = form.name.data or "", form.password.data or ""
    if not is_plausible_password(password):
        return refusal(request, form, 400, TOO_LONG)
    if not form.validate():
        return refusal(request, form, 403, WRONG)
    try:
        proof = try_password(
            request.runtime.engine,
            name,
            password,
            request.remote_addr or "",
            device_of(request, name),
        )
    except Problem as problem:
        note_refusal(request, name, problem.code)
        say_when(request, problem)
        return refusal(request, form, status_of(problem), TEXTS[problem.code])
    user_id = accept_proof(request.dbsession, proof) if proof is not None else None
    if user_id is None:
        note_refusal(request, name, "wrong")
        return refusal(request, form, 403, WRONG)
    return welcome(request, user_id, request.POST.get("next", ""))


def device_of(request: Request, name: str) -> str | None:
    """Return what this browser is known by, if this account has signed in there before."""
    secret, value = request.runtime.settings.secret, sent_value(request.device_cookie)
    return known_device(secret, request.gallery.id, name, value)


@view_config(
    context=HomeResource,
    name="welcome",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    renderer=LINK,
    page=True,
    subpath=1,
)
def offer_link(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show a button that uses a one-time link: previews and prefetches must not use it up."""
    # What the page loads must not tell logs which link it was.
    request.response.headers["Referrer-Policy"] = "strict-origin"
    return form_page(request)


@view_config(
    context=HomeResource,
    name="welcome",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    renderer=FORM,
    page=True,
    subpath=1,
)
def use_link(_context: HomeResource, request: Request) -> Any:
    """Sign in the person whom the link was made for; a used link leads to the form."""
    (token,) = request.subpath
    user_id = use_sign_in_link(request.dbsession, token, request.gallery.id)
    if user_id is None:
        note_refusal(request, "", "a link that is used or expired")
        return refusal(request, SignInForm(), 403, USED)
    answer = welcome(request, user_id)
    if introduce(request.dbsession, request.gallery.id, user_id):
        answer.location = request.urls.at_home("admin", "welcome")
    return answer


@view_config(
    context=HomeResource,
    name="logout",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
)
def sign_out(context: HomeResource, request: Request) -> Any:
    """End the session for good: the cookie is worth nothing, wherever it was copied to.

    Whoever may not open the home now is not sent there.
    """
    if request.session_token is not None:
        close_session(request.dbsession, request.session_token)
    if request.identity is not None:
        audit.info("%r signed out at %s", request.identity.name, request.gallery.host)
    headers = [*forget(request), ("Clear-Site-Data", '"cache"')]
    page = [] if may_everyone(context, Permission.VIEW) else ["login"]
    return HTTPSeeOther(request.urls.at_home(*page), headers=headers)


def welcome(request: Request, user_id: int, next_path: str = "") -> HTTPSeeOther:
    """Start a session of its own for this sign-in; whatever cookie was there ends."""
    token = start_session(request, user_id)
    destination = local_destination(request, token, next_path)
    name = user_name(request.dbsession, user_id)
    audit.info("%r signed in at %s from %s", name, request.gallery.host, request.remote_addr)
    headers = [*remember(request, token), *remember_device(request, name)]
    return HTTPSeeOther(destination, headers=headers)


def start_session(request: Request, user_id: int) -> str:
    """Start a session in this browser and return its secret; one that was there ends."""
    if request.session_token is not None:
        close_session(request.dbsession, request.session_token)
    if request.accept_language:
        note_browser_language(request.dbsession, user_id, browser_tag(request))
    return open_session(
        request.dbsession,
        user_id,
        request.gallery.id,
        browser=request.user_agent or "",
        address=request.remote_addr or "",
    )


def note_refusal(request: Request, name: str, reason: str) -> None:
    """Say in the log who was not let in: programs that close the door to an address read it."""
    where = request.gallery.host, request.remote_addr
    audit.warning("%r was refused at %s from %s: %s", name, *where, reason)


def remember_device(request: Request, name: str) -> list[tuple[str, str]]:
    """Return headers by which this browser is known, whatever strangers do at the door."""
    device = new_device(request.runtime.settings.secret, request.gallery.id, name)
    headers: list[tuple[str, str]] = request.device_cookie.get_headers(device)
    return headers


def refusal(request: Request, form: SignInForm, status: int, message: Message) -> dict[str, Any]:
    """Return the form again, with what is wrong."""
    request.response.status_int = status
    return {**sign_in_page(request, form), "message": message}


def sign_in_page(request: Request, form: SignInForm) -> dict[str, Any]:
    """Return the variables of the form's template."""
    # One token for both forms: without a cookie yet, each would begin another.
    token = get_csrf_token(request)
    options = json.dumps(sign_in_options(passkey_place(request, token)))
    return {
        **form_page(request),
        "form": form,
        "next": came_from(request),
        "message": "",
        "token": token,
        "options": options,
    }


def passkey_place(request: Request, form_token: str) -> Place:
    """Return where a passkey is used, together with a form that has this token."""
    secret, origin = request.runtime.settings.secret, request.host_url.lower()
    return Place(secret, request.domain.lower(), origin, form_token)


def form_page(request: Request) -> dict[str, Any]:
    """Return the frame of a page with a form."""
    not_to_be_kept(request)
    return {"frame": frame_of(request.root, request)}
