"""Asking the owner for access."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config
from sqlalchemy.orm import Session

from bviewer.access.requests import LONGEST_TEXT, ask
from bviewer.models import AccessRequest, Gallery, User
from bviewer.presenters.languages import language_for
from bviewer.presenters.letters import REQUEST, letter
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.tree.resources import HomeResource
from bviewer.views.mail import can_send, mailed_urls, send
from bviewer.views.refusals import note_status
from bviewer.views.visitor.sign_in import form_page, note_refusal

PAGE = "bviewer:templates/visitor/register.html"


@view_config(
    context=HomeResource,
    name="register",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    renderer=PAGE,
    page=True,
)
def show_register(_context: HomeResource, request: Request) -> dict[str, Any]:
    """Show the form; after it was sent, a thank-you that is the same for everybody."""
    return register_page(request)


@view_config(
    context=HomeResource,
    name="register",
    request_method="POST",
    permission=NO_PERMISSION_REQUIRED,
    renderer=PAGE,
    page=True,
)
def register(_context: HomeResource, request: Request) -> Any:
    """Take a wish, and let the owner know."""
    session = request.dbsession
    gallery = session.get_one(Gallery, request.gallery.id)
    try:
        wish = ask(session, gallery, sent_wish(request), request.remote_addr or "")
    except Problem as problem:
        request.tm.doom()
        note_refusal(request, request.POST.get("name", ""), problem.code)
        note_status(request, problem)
        return {**register_page(request), "message": explained(request.language, problem)}
    if wish is not None:
        tell_owner(request, session, gallery, wish)
    return HTTPSeeOther(request.urls.at_home("register", sent="1"))


def sent_wish(request: Request) -> AccessRequest:
    """Return what was filled in; an account says by itself who asks."""
    name, mail = request.POST.get("name", ""), request.POST.get("mail", "")
    user_id = None
    if request.identity is not None:
        user = request.dbsession.get_one(User, request.identity.user_id)
        user_id, name, mail = user.id, user.name, user.mail or ""
    text = request.POST.get("text", "").strip()
    language = request.language.code
    return AccessRequest(
        user_id=user_id, name=name.strip(), mail=mail, text=text, language=language
    )


def tell_owner(request: Request, session: Session, gallery: Gallery, wish: AccessRequest) -> None:
    """Send the owner a mail, where there is a server and an address."""
    owner = session.get_one(User, gallery.owner_id)
    if not (can_send(request) and owner.mail and owner.active):
        return
    url = mailed_urls(request).at_home("admin", "requests")
    names, said = {"gallery": gallery.host, "name": wish.name}, [wish.text] if wish.text else []
    send(request, owner.mail, letter(REQUEST, language_for(owner), url, said, **names))


def register_page(request: Request) -> dict[str, Any]:
    """Return the variables of the form's template."""
    return {
        **form_page(request),
        "is_sent": request.method == "GET" and "sent" in request.GET,
        "sent": {name: request.POST.get(name, "") for name in ("name", "mail", "text")}
        if request.method == "POST"
        else {},
        "longest": LONGEST_TEXT,
        "message": "",
    }
