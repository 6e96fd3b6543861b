"""Everybody who has an account: finding, adding, letting in no more, removing."""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from bviewer.accounts.addresses import LONGEST_MAIL, checked_mail
from bviewer.accounts.directory import (
    PAGE,
    find_user_by_id,
    hosts_of,
    known_of,
    search_users,
)
from bviewer.accounts.users import (
    LONGEST_NAME,
    add_user,
    disable_user,
    enable_user,
    remove_user,
)
from bviewer.models import Gallery, User
from bviewer.presenters.languages import mark
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.branches import SiteBranch
from bviewer.views.owner.buttons import ID, Action, press
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.site.frame import site_page

USERS = "bviewer:templates/site/users.html"
USER = "bviewer:templates/site/user.html"
NEW = "bviewer:templates/site/new_user.html"


class UserForm(OwnerForm):
    """Who somebody is. They choose a password themselves, once a link has let them in."""

    name = StringField(mark("Name"), [DataRequired(), Length(max=LONGEST_NAME)])
    mail = StringField(mark("Mail address"), [Length(max=LONGEST_MAIL)])


@view_config(
    context=SiteBranch,
    name="users",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    renderer=USERS,
)
def show_users(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show a page of people, all of them or those with a text in their name or address."""
    text = request.GET.get("q", "").strip()
    found = search_users(request.dbsession, text, request.GET.get("after", ""))
    shown = found[:PAGE]
    more = shown[-1].name if len(found) > PAGE else None
    return {
        **site_page(request),
        "text": text,
        "users": shown,
        "hosts": hosts_of(request.dbsession, [user.id for user in shown]),
        "more": more and request.urls.at_home("site", "users", q=text or None, after=more),
    }


@view_config(
    context=SiteBranch,
    name="new-user",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    renderer=NEW,
)
def ask_who(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show a form for somebody who is to have a gallery."""
    return new_user_page(request, UserForm.showing(request, name="", mail=""))


@view_config(
    context=SiteBranch,
    name="new-user",
    request_method="POST",
    permission=Permission.OPERATE,
    page=True,
    renderer=NEW,
)
def add(_context: SiteBranch, request: Request) -> Any:
    """Add somebody, and go on to their gallery."""
    form = UserForm.sent(request, name="", mail="")
    if form.is_accepted:
        name, mail = str(form.name.data).strip(), str(form.mail.data or "")
        try:
            add_user(request.dbsession, name, mail=checked_mail(mail) if mail else None)
        except Problem as problem:
            form.refuse(request, problem)
        else:
            url = request.urls.at_home("site", "new-gallery", owner=name)
            return done(request, url, "user-added")
    return new_user_page(request, form)


def new_user_page(request: Request, form: UserForm) -> dict[str, Any]:
    """Return the variables of the form's template."""
    request.response.status_int = form.status()
    return {**site_page(request), "form": form}


@view_config(
    context=SiteBranch,
    name="user",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    subpath=1,
    renderer=USER,
)
def show_user(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show what is known of an account, and what becomes of it."""
    user = requested_user(request)
    return {
        **site_page(request),
        "user": user,
        "hosts": hosts_of(request.dbsession, [user.id])[user.id],
        "known": known_of(request.dbsession, user),
        "is_self": user.id == request.visitor.user_id,
    }


@view_config(
    context=SiteBranch,
    name="user",
    request_method="POST",
    permission=Permission.OPERATE,
    page=True,
    subpath=1,
    renderer=USER,
)
def change_user(context: SiteBranch, request: Request) -> Any:
    """Let somebody in no more, or again; or remove them."""
    user = requested_user(request)
    actions: dict[str, Action] = {
        "disable": partial(disable, user),
        "enable": partial(enable, user),
        "remove": partial(remove, user),
    }
    url = request.urls.at_home("site", "user", str(user.id))
    return press(request, actions, url, lambda: show_user(context, request))


def requested_user(request: Request) -> User:
    """Return the user whom the address names; 404 if there is none."""
    (number,) = request.subpath
    try:
        return find_user_by_id(request.dbsession, int(number) if ID.fullmatch(number) else 0)
    except Problem as problem:
        raise HTTPNotFound from problem


def disable(user: User, request: Request, _gallery: Gallery) -> str:
    """Let them in no more."""
    require_other(request, user)
    disable_user(request.dbsession, user)
    return "user-disabled"


def enable(user: User, request: Request, _gallery: Gallery) -> str:
    """Let them in again."""
    enable_user(request.dbsession, user)
    return "user-enabled"


def remove(user: User, request: Request, _gallery: Gallery) -> tuple[str, str]:
    """Remove the account, if somebody has said that they are sure."""
    require_other(request, user)
    if request.POST.get("sure") != "yes":
        raise Problem("not_confirmed", "sure")
    remove_user(request.dbsession, user)
    return "user-removed", request.urls.at_home("site", "users")


def require_other(request: Request, user: User) -> None:
    """Refuse what would shut out whoever runs the site."""
    if user.id == request.visitor.user_id:
        raise Problem("user_is_self", "user")
