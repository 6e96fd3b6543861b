"""What people change on their own page: a form for each, which says what was refused."""

from typing import TypeAlias

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import remember

from bviewer.access.letters import SECRET_PLACE
from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.accounts.passwords import hash_password
from bviewer.accounts.profile import (
    Profile,
    ask_for_mail,
    choose_language,
    read_profile,
    rename_user,
)
from bviewer.accounts.sessions import end_other_sessions, end_session
from bviewer.accounts.sign_in import Proof, accept_proof, is_plausible_password, try_again
from bviewer.accounts.sign_up import refuse_taken
from bviewer.accounts.users import store_password
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery, User
from bviewer.presenters.languages import language_for
from bviewer.presenters.letters import CONFIRM, NEW_PASSWORD, letter
from bviewer.problems import Problem
from bviewer.views.account.forms import LanguageForm, MailForm, NameForm, PasswordForm
from bviewer.views.account.frame import own_id, own_user
from bviewer.views.mail import can_send, mailed_urls, send
from bviewer.views.owner.buttons import sent_id
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.visitor.sign_in import device_of, note_refusal, remember_device, start_session

# A form that was refused, or the way to the page after.
Outcome: TypeAlias = OwnerForm | HTTPSeeOther


def saved(request: Request, word: str = "saved") -> HTTPSeeOther:
    """Return a redirect to the page, which says what was done."""
    return done(request, request.urls.at_home("account"), word)


def profile_of(request: Request) -> Profile:
    """Return what is stored, without keeping the database waiting for passwords."""
    with reading_session(request.runtime.engine) as session:
        return read_profile(session, own_id(request))


def change_name(request: Request) -> Outcome:
    """Change the name; this browser is known by the new one."""
    profile = profile_of(request)
    form = NameForm.sent(request, name=profile.name)
    if not form.is_accepted:
        return form
    name = str(form.name.data).strip()
    try:
        if name != profile.name:
            refuse_taken(request.runtime.engine, name, request.remote_addr or "")
        rename_user(request.dbsession, own_user(request), name)
    except Problem as problem:
        form.refuse(request, problem)
        return form
    answer = saved(request)
    answer.headerlist.extend(remember_device(request, name))
    return answer


def change_mail(request: Request) -> Outcome:
    """Mail a link to the new address, which is theirs when somebody follows it."""
    profile = profile_of(request)
    form = MailForm.sent(request, mail=profile.mail or "")
    if not form.is_accepted:
        return form
    try:
        prove(request, profile, form.mail_present.data or "", "mail_present")
        gallery = request.dbsession.get_one(Gallery, request.gallery.id)
        link = ask_for_mail(request.dbsession, own_user(request), gallery, str(form.mail.data))
    except Problem as problem:
        form.refuse(request, problem)
        return form
    url = mailed_urls(request).at_home("confirm", SECRET_PLACE)
    names = {"gallery": gallery.host, "name": profile.name}
    send(request, link.mail or "", letter(CONFIRM, request.language, url, **names), link)
    return saved(request, "mailed")


def change_language(request: Request) -> Outcome:
    """Change the language of pages and mails."""
    user = own_user(request)
    form = LanguageForm.sent(request, language=user.language or "")
    if not form.is_accepted:
        return form
    choose_language(request.dbsession, user, form.language.data or None)
    return saved(request)


def change_password(request: Request) -> Outcome:
    """Change the password; this browser stays signed in, and no other."""
    profile = profile_of(request)
    form = PasswordForm.sent(request)
    if not form.is_accepted:
        return form
    try:
        proof = proof_of(request, profile, form.present.data or "", "present")
        with hashing_slot(Way.KNOWN_BROWSER, profile.name):
            hashed = hash_password(str(form.password.data), profile.name, profile.mail)
        accept(request, proof, "present")
        user = own_user(request)
        store_password(request.dbsession, user, hashed)
    except Problem as problem:
        form.refuse(request, problem)
        return form
    tell_of_password(request, user)
    answer = saved(request, "new-password")
    answer.headerlist.extend(remember(request, start_session(request, user.id)))
    return answer


def prove(request: Request, profile: Profile, password: str, field: str) -> None:
    """Refuse who does not know the present password; who has none needs none."""
    accept(request, proof_of(request, profile, password, field), field)


def proof_of(request: Request, profile: Profile, password: str, field: str) -> Proof | None:
    """Return the proof of the present password, which keeps no database waiting; None if there is
    no password yet."""
    if not profile.has_password:
        return None
    proof = None
    if is_plausible_password(password):
        address, device = request.remote_addr or "", device_of(request, profile.name)
        engine = request.runtime.engine
        proof = try_again(engine, profile.name, password, address, device)
    if proof is None:
        note_refusal(request, profile.name, "wrong present password")
        raise Problem("password_present_wrong", field)
    return proof


def accept(request: Request, proof: Proof | None, field: str) -> None:
    """Refuse a proof if the password was changed meanwhile."""
    if proof is not None and accept_proof(request.dbsession, proof) is None:
        raise Problem("password_present_wrong", field)


def tell_of_password(request: Request, user: User) -> None:
    """Tell somebody by mail that they have another password."""
    if can_send(request) and user.mail:
        url = mailed_urls(request).at_home("forgotten")
        names = {"gallery": request.gallery.host, "name": user.name}
        send(request, user.mail, letter(NEW_PASSWORD, language_for(user), url, **names))


def end_one(request: Request) -> HTTPSeeOther:
    """End one session of one's own."""
    end_session(request.dbsession, own_id(request), sent_id(request, "session"))
    return saved(request, "session-ended")


def end_others(request: Request) -> HTTPSeeOther:
    """End all sessions but that of this browser."""
    end_other_sessions(request.dbsession, own_id(request), request.session_token or "")
    return saved(request, "session-ended")
