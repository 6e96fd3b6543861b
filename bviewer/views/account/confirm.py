"""The link that was mailed to a new address."""

from typing import Any

from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.accounts.links import find_link
from bviewer.accounts.profile import confirm_mail
from bviewer.models import Gallery, TokenPurpose
from bviewer.presenters.languages import language_for
from bviewer.presenters.letters import NEW_MAIL, letter
from bviewer.problems import Problem
from bviewer.tree.resources import HomeResource
from bviewer.views.mail import can_send, mailed_urls, send
from bviewer.views.owner.done import done
from bviewer.views.visitor.sign_in import form_page, note_refusal

PAGE = "bviewer:templates/account/confirm.html"


@view_config(
    context=HomeResource,
    name="confirm",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    subpath=1,
    renderer=PAGE,
)
def show_confirm(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show a button: whoever only looks at the link, as mail programs do, does not use it."""
    (token,) = request.subpath
    proved = find_link(request.dbsession, TokenPurpose.MAIL, token, request.gallery.id)
    return link_page(request, None if proved is None else proved.mail)


@view_config(
    context=HomeResource,
    name="confirm",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    subpath=1,
    renderer=PAGE,
)
def confirm(_context: HomeResource, request: Request) -> Any:
    """Change the address, and tell the former one."""
    (token,) = request.subpath
    gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    try:
        user, former = confirm_mail(request.dbsession, gallery, token)
    except Problem as problem:
        note_refusal(request, "", problem.code)
        return link_page(request, None)
    url = mailed_urls(request).at_home("account")
    if can_send(request) and former and former != user.mail:
        names = {"gallery": gallery.host, "name": user.name, "mail": user.mail or ""}
        send(request, former, letter(NEW_MAIL, language_for(user), url, **names))
    return done(request, url, "confirmed")


def link_page(request: Request, what: object) -> dict[str, Any]:
    """Return the variables of the page behind a link; nothing is shown of one that is gone."""
    # What the page loads must not tell logs which link it was.
    request.response.headers["Referrer-Policy"] = "strict-origin"
    if what is None:
        request.response.status_int = 404
    return {**form_page(request), "what": what}
