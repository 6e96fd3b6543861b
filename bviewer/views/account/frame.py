"""What stands on one's own page, and who may see it: whoever is signed in, never as another."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from bviewer.accounts.profile import Profile, read_profile
from bviewer.accounts.sessions import sessions_of
from bviewer.models import Gallery, User
from bviewer.presenters.devices import SessionLine
from bviewer.views.account.forms import LanguageForm, MailForm, NameForm, PasswordForm
from bviewer.views.mail import can_send
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.visitor.sign_in import form_page


def own_id(request: Request) -> int:
    """Return who is signed in; lead all others to where they sign in.

    Who looks as somebody else sees nothing of their account.
    """
    if request.visitor.watcher_id is not None:
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
    }
    shown = {name: refused if type(refused) is type(form) else form for name, form in forms.items()}
    return {
        **form_page(request),
        "profile": profile,
        "forms": shown,
        "can_send": can_send(request),
        "sessions": session_lines(request, profile),
    }


def session_lines(request: Request, profile: Profile) -> list[SessionLine]:
    """Return the open sessions of a person, by the clocks of the gallery."""
    zone = request.dbsession.get_one(Gallery, request.gallery.id).time_zone
    idle = request.runtime.settings.session_idle
    rows = sessions_of(request.dbsession, profile.id, request.session_token, idle)
    return [SessionLine(row, request.language, zone) for row in rows]
