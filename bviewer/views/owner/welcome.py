"""The first minute of an owner: who can see the gallery, and a password. Shown once."""

from typing import Any

from pyramid.request import Request
from pyramid.security import remember
from pyramid.view import view_config
from wtforms import PasswordField

from bviewer.accounts.users import set_password
from bviewer.albums.editing import set_visibility
from bviewer.albums.galleries import top_album
from bviewer.models import Gallery, User, Visibility
from bviewer.presenters.languages import mark
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import ChoiceField, OwnerForm
from bviewer.views.owner.frame import admin_page, audience_of
from bviewer.views.visitor.sign_in import start_session

FORM = "bviewer:templates/owner/welcome.html"


class WelcomeForm(OwnerForm):
    """What an owner may want to decide before anything else."""

    visibility = ChoiceField(
        mark("Who can see it"),
        {
            Visibility.VISIBLE: mark("Visible: whoever can reach this address"),
            Visibility.PRIVATE: mark("Private: you, and the people to whom you open it"),
        },
    )
    password = PasswordField(mark("A password of yours"))


@view_config(
    context=AdminBranch,
    name="welcome",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=FORM,
)
def show_welcome(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show the page; only the first one-time link leads here."""
    return welcome_page(request, WelcomeForm.showing(request, **stored(request)))


@view_config(
    context=AdminBranch,
    name="welcome",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=FORM,
)
def begin(_context: AdminBranch, request: Request) -> Any:
    """Take what the owner decided, and lead to the gallery, or to what comes next."""
    before = stored(request)
    form = WelcomeForm.sent(request, **before)
    if form.is_accepted:
        try:
            if form.visibility.data != before["visibility"]:
                top = top_album(request.dbsession, gallery_of(request))
                set_visibility(request.dbsession, top, Visibility(form.visibility.data))
            headers = change_password(request, form.password.data or "")
        except Problem as problem:
            form.refuse(request, problem)
        else:
            answer = done(request, next_url(request), "saved")
            answer.headerlist.extend(headers)
            return answer
    return welcome_page(request, form)


def next_url(request: Request) -> str:
    """Return where the button leads that was pressed; all of them save."""
    urls = {
        "invite": request.urls.at_home("admin", "invite"),
        "passkey": request.urls.at_home("account") + "#passkeys",
    }
    return urls.get(request.POST.get("then", ""), request.urls.home)


def change_password(request: Request, password: str) -> list[tuple[str, str]]:
    """Give the owner a first password, if there is one; return headers that keep this browser
    signed in.

    All other sessions end.
    """
    if not password:
        return []
    owner = owner_of(request)
    if owner.password_hash is not None:  # Another one is for who knows it: see `views.account`.
        raise Problem("password_present_wrong")
    set_password(request.dbsession, owner, password)
    headers: list[tuple[str, str]] = remember(request, start_session(request, owner.id))
    return headers


def owner_of(request: Request) -> User:
    """Return the row of the owner."""
    owner: User = request.dbsession.get_one(User, request.gallery.owner_id)
    return owner


def gallery_of(request: Request) -> Gallery:
    """Return the row of the gallery."""
    gallery: Gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    return gallery


def stored(request: Request) -> dict[str, Any]:
    """Return what the form shows."""
    return {"visibility": top_album(request.dbsession, gallery_of(request)).visibility}


def welcome_page(request: Request, form: WelcomeForm) -> dict[str, Any]:
    """Return the variables of the page."""
    request.response.status_int = form.status()
    return {
        **admin_page(request),
        "form": form,
        "has_password": owner_of(request).password_hash is not None,
        "audience": audience_of(request.root, request),
    }
