"""What people change of themselves: name, mail address, language."""

from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bviewer.accounts.addresses import checked_mail
from bviewer.accounts.links import expect_link, use_link
from bviewer.accounts.users import note_account, require_free_name
from bviewer.config.languages import LANGUAGES
from bviewer.models import Gallery, Token, TokenPurpose, User, now
from bviewer.problems import Problem
from bviewer.security.audit import Event
from bviewer.security.limits import count_try, seconds_to_wait

# Mails to new addresses, within the window of all limits.
PER_PERSON = 5


class Profile(NamedTuple):
    """What a person is told of themselves. `new_mail` waits for being confirmed."""

    id: int
    name: str
    mail: str | None
    language: str | None
    has_password: bool
    new_mail: str | None


class NewMail(NamedTuple):
    """A person whose mail address has changed, and the former one."""

    user: User
    former: str | None


def read_profile(session: Session, user_id: int) -> Profile:
    """Return what a person is told of themselves."""
    user = session.get_one(User, user_id)
    waiting = select(Token.mail).where(
        Token.user_id == user_id, Token.purpose == TokenPurpose.MAIL, Token.expires_at > now()
    )
    return Profile(
        user.id,
        user.name,
        user.mail,
        user.language,
        user.password_hash is not None,
        session.scalar(waiting),
    )


def rename_user(session: Session, user: User, name: str) -> None:
    """Change the name by which a person signs in; refuse one that somebody has."""
    if name == user.name:
        return
    require_free_name(session, name)
    former, user.name = user.name, name
    session.flush()
    note_account(session, Event.USER_RENAMED, user, former=former)


def choose_language(session: Session, user: User, language: str | None) -> None:
    """Set the language of pages and mails for a person; None: as their browser says."""
    user.language = checked_language(language)
    session.flush()


def checked_language(language: str | None) -> str | None:
    """Return one of our languages, or None; refuse all else."""
    if language is not None and language not in LANGUAGES:
        raise Problem("language_unknown", "language")
    return language


def note_browser_language(session: Session, user_id: int, tag: str) -> None:
    """Note what the browser of a person asks for, for mails."""
    differs = User.browser_language.is_distinct_from(tag)
    session.execute(update(User).where(User.id == user_id, differs).values(browser_language=tag))


def ask_for_mail(session: Session, user: User, gallery: Gallery, mail: str) -> Token:
    """Return the link that will change a mail address, once it was followed from the new one.

    It takes the place of an earlier one. Nobody has mail sent to strangers without end.
    """
    mail, limits = checked_mail(mail), {f"confirm:{user.id}": PER_PERSON}
    if seconds := seconds_to_wait(session, limits):
        raise Problem("tries_exceeded", seconds=seconds)
    count_try(session, limits)
    session.execute(
        delete(Token).where(Token.user_id == user.id, Token.purpose == TokenPurpose.MAIL)
    )
    return expect_link(session, TokenPurpose.MAIL, user, gallery, mail)


def confirm_mail(session: Session, gallery: Gallery, token: str) -> NewMail:
    """Change a mail address, as somebody who reads its mail has followed the link."""
    proved = use_link(session, TokenPurpose.MAIL, token, gallery.id)
    if proved is None or proved.mail is None:
        raise Problem("link_gone")
    user = session.get_one(User, proved.user_id)
    return NewMail(user, set_mail(session, user, proved.mail))


def set_mail(session: Session, user: User, mail: str) -> str | None:
    """Change a mail address and return the former one.

    Links for a new password that went to the former one are worth nothing.
    """
    former, user.mail = user.mail, checked_mail(mail)
    session.execute(
        delete(Token).where(Token.user_id == user.id, Token.purpose == TokenPurpose.PASSWORD)
    )
    note_account(session, Event.MAIL_CHANGED, user, mail=user.mail)
    return former
