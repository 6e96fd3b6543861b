"""What stands on one's own page, and who may see it: whoever is signed in, never as another."""

import json
from typing import Any

from pyramid.csrf import get_csrf_token
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from bviewer.accounts.api_tokens import tokens_of
from bviewer.accounts.passkeys import passkeys_of, registration_options
from bviewer.accounts.profile import Profile, read_profile
from bviewer.accounts.sessions import sessions_of
from bviewer.models import Gallery, User
from bviewer.presenters.devices import SessionLine, device
from bviewer.presenters.programs import TokenLine
from bviewer.views.account.forms import (
    LanguageForm,
    MailForm,
    NameForm,
    PasskeyForm,
    PasswordForm,
    TokenForm,
)
from bviewer.views.mail import can_send
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.visitor.sign_in import form_page, passkey_place


def own_id(request: Request) -> int:
    """Return who is signed in; lead all others to where they sign in.

    Who looks as somebody else sees nothing of their account, and programs make no tokens.
    """
    if request.visitor.watcher_id is not None or request.bearer_token is not None:
        raise HTTPNotFound
    if request.identity is None:
        raise HTTPSeeOther(request.urls.at_home("login", next="/account"))
    user_id: int = request.identity.user_id
    return user_id


def own_user(request: Request) -> User:
    """Return the row of who is signed in, as services take it."""
    user: User = request.dbsession.get_one(User, own_id(request))
    return user


def account_page(request: Request, refused: OwnerForm | None = None) -> dict[str, Any]:
    """Return the variables of the page; a form that was refused is shown as it was sent."""
    if refused is not None:
        request.response.status_int = refused.status()
    profile = read_profile(request.dbsession, own_id(request))
    forms = {
        "name": NameForm.showing(request, name=profile.name),
        "mail": MailForm.showing(request, mail=profile.mail or ""),
        "language": LanguageForm.showing(request, language=profile.language or ""),
        "password": PasswordForm.showing(request),
        "passkey": PasskeyForm.showing(request, **new_passkey(request)),
        "token": TokenForm.showing(request),
    }
    shown = {name: refused if type(refused) is type(form) else form for name, form in forms.items()}
    return {
        **form_page(request),
        "profile": profile,
        "forms": shown,
        "can_send": can_send(request),
        "sessions": session_lines(request, profile),
        **passkey_part(request, profile),
        "tokens": token_lines(request, profile),
    }


def new_passkey(request: Request) -> dict[str, str]:
    """Return what a new passkey is called, unless somebody has a better name."""
    return {"passkey_name": device(request.language, request.user_agent or ""), "answer": ""}


def passkey_part(request: Request, profile: Profile) -> dict[str, Any]:
    """Return the passkeys of a person, and what a script needs to make another one."""
    token, known = get_csrf_token(request), passkeys_of(request.dbsession, profile.id)
    options = registration_options(passkey_place(request, token), own_user(request), known)
    return {"passkeys": known, "token": token, "options": json.dumps(options)}


def session_lines(request: Request, profile: Profile) -> list[SessionLine]:
    """Return the open sessions of a person, by the clocks of the gallery."""
    zone = request.dbsession.get_one(Gallery, request.gallery.id).time_zone
    idle = request.runtime.settings.session_idle
    rows = sessions_of(request.dbsession, profile.id, request.session_token, idle)
    return [SessionLine(row, request.language, zone) for row in rows]


def token_lines(request: Request, profile: Profile) -> list[TokenLine]:
    """Return the tokens that a person has made here for programs."""
    zone = request.dbsession.get_one(Gallery, request.gallery.id).time_zone
    rows = tokens_of(request.dbsession, profile.id, request.gallery.id)
    return [TokenLine(row, request.language, zone) for row in rows]
