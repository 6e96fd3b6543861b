"""Making and removing passkeys, on one's own page."""

from pyramid.request import Request

from bviewer.accounts.passkeys import add_passkey, remove_passkey
from bviewer.models import Passkey, User
from bviewer.presenters.languages import language_for
from bviewer.presenters.letters import NEW_PASSKEY, letter
from bviewer.problems import Problem
from bviewer.views.account.changes import Outcome, profile_of, prove, saved
from bviewer.views.account.forms import PasskeyForm
from bviewer.views.account.frame import new_passkey, own_user
from bviewer.views.mail import can_send, mailed_urls, send
from bviewer.views.owner.buttons import sent_id
from bviewer.views.visitor.sign_in import passkey_place


def add(request: Request) -> Outcome:
    """Keep the passkey that a script had the device make."""
    profile = profile_of(request)
    form = PasskeyForm.sent(request, **new_passkey(request))
    if not form.is_accepted:
        return form
    place = passkey_place(request, request.POST.get("csrf_token", ""))
    try:
        prove(request, profile, form.passkey_present.data or "", "passkey_present")
        name, answer = str(form.passkey_name.data), str(form.answer.data)
        user = own_user(request)
        passkey = add_passkey(request.dbsession, user, place, answer, name)
    except Problem as problem:
        form.refuse(request, problem)
        return form
    tell_of_passkey(request, user, passkey)
    return saved(request, "passkey-added")


def tell_of_passkey(request: Request, user: User, passkey: Passkey) -> None:
    """Tell somebody by mail that they have another passkey, which outlasts all passwords."""
    if can_send(request) and user.mail:
        url = mailed_urls(request).at_home("account")
        names = {"gallery": request.gallery.host, "name": user.name, "passkey": passkey.name}
        send(request, user.mail, letter(NEW_PASSKEY, language_for(user), url, **names))


def remove(request: Request) -> Outcome:
    """Remove a passkey of one's own."""
    remove_passkey(request.dbsession, own_user(request), sent_id(request, "passkey"))
    return saved(request, "passkey-removed")
