"""Inviting somebody by mail."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from wtforms import StringField
from wtforms.validators import DataRequired

from bviewer.access.groups import groups_of
from bviewer.access.invitations import cancel_invitation, find_own_invitation, invite
from bviewer.access.offers import closed_albums, find_offer
from bviewer.accounts.addresses import LONGEST_MAIL
from bviewer.config.languages import NAMES
from bviewer.models import Gallery
from bviewer.presenters.languages import mark
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.views.mail import can_send
from bviewer.views.owner.buttons import Action, own_gallery, sent_id
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.owner.frame import admin_page
from bviewer.views.owner.mail import send_invitation, shown_link

PAGE = "bviewer:templates/owner/invite.html"

NOTHING = {"mail": "", "what": "", "language": ""}  # Is filled in yet.


class InvitationForm(OwnerForm):
    """Whom to invite. There are lists of what there is; services look at what comes back."""

    mail = StringField(mark("Mail address"), [DataRequired()])
    what = StringField(mark("What they may see"), [DataRequired()])
    language = StringField(mark("Language of the mail"))


@view_config(
    context=AdminBranch,
    name="invite",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=PAGE,
)
def ask_whom(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show the form; a link to it may choose what to give."""
    form = InvitationForm.showing(request, **NOTHING)
    form.what.data = request.GET.get("what", "")
    form.language.data = request.language.code
    return invitation_page(request, form)


@view_config(
    context=AdminBranch,
    name="invite",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=PAGE,
)
def send_one(_context: AdminBranch, request: Request) -> Any:
    """Invite somebody: the grant takes effect when the link is used."""
    form = InvitationForm.sent(request, **NOTHING)
    if not form.is_accepted:
        return invitation_page(request, form)
    try:
        mail, what, language = form.values().values()
        offer = find_offer(request.dbsession, own_gallery(request), what)
        invitation = invite(request.dbsession, own_gallery(request), mail, offer, language)
    except Problem as problem:
        form.refuse(request, problem)
        return invitation_page(request, form)
    outcome = send_invitation(request, invitation)
    if isinstance(outcome, str):
        return done(request, request.urls.at_home("admin", "people"), outcome)
    return {**invitation_page(request, form), **outcome}


def invitation_page(request: Request, form: InvitationForm) -> dict[str, Any]:
    """Return the variables of the form's template."""
    request.response.status_int = form.status()
    return {
        **admin_page(request),
        **offers(request, str(form.what.data)),
        "form": form,
        "can_send": can_send(request),
        "longest": LONGEST_MAIL,
        "languages": NAMES,
    }


def offers(request: Request, chosen: str = "") -> dict[str, Any]:
    """Return what there is to give, with what was chosen by a link."""
    gallery = own_gallery(request)
    return {
        "groups": groups_of(request.dbsession, gallery),
        "albums": closed_albums(request.dbsession, gallery, chosen),
    }


def cancel(request: Request, gallery: Gallery) -> str:
    """Take an invitation back."""
    cancel_invitation(request.dbsession, gallery, sent_id(request, "invitation"))
    return "invitation-cancelled"


def show_link(request: Request, gallery: Gallery) -> dict[str, Any]:
    """Make a link of an invitation, to pass on by other means."""
    number = sent_id(request, "invitation")
    return shown_link(request, find_own_invitation(request.dbsession, gallery, number))


def send_again(request: Request, gallery: Gallery) -> str | dict[str, Any]:
    """Send an invitation once more."""
    number = sent_id(request, "invitation")
    return send_invitation(request, find_own_invitation(request.dbsession, gallery, number))


ACTIONS: dict[str, Action] = {"cancel": cancel, "link": show_link, "again": send_again}
