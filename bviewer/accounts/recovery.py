"""A new password for who has forgotten theirs: by a link to the mail address that is stored.

Where the owner of a gallery lets people in by such links, a password stays, or none is needed.

Nobody learns which addresses are known: what is counted, and how often somebody may ask, is the
same for all.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from bviewer.accounts.addresses import checked_mail
from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.accounts.links import expect_link, find_link, use_link
from bviewer.accounts.passwords import hash_password
from bviewer.accounts.profile import Profile, read_profile
from bviewer.accounts.users import store_password
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery, Token, TokenPurpose, User
from bviewer.problems import Problem
from bviewer.security.limits import (
    PER_ACCOUNT_AND_ADDRESS,
    count_try,
    network,
    seconds_to_wait,
)

# Mails to one address within the window of all limits, from wherever somebody asks.
PER_MAIL = 5
# Who share an address: each has a link of their own.
MOST_USERS = 10


class Recovery(NamedTuple):
    """A person, and the link that will let them choose a password."""

    user: User
    link: Token


def ask_for_password(
    session: Session, gallery: Gallery, mail: str, address: str
) -> Sequence[Recovery]:
    """Return who has a mail address; each question counts as a wrong password does.

    `address` is where it comes from. What is written down for a known mail address takes no time
    that would be noticed beside the rest.
    """
    mail = checked_mail(mail)
    limits = {
        f"forgotten:{mail.casefold()}"[:200]: PER_MAIL,
        f"forgotten:{network(address)}": PER_ACCOUNT_AND_ADDRESS,
    }
    if seconds := seconds_to_wait(session, limits):
        raise Problem("tries_exceeded", seconds=seconds)
    count_try(session, limits)
    known = select(User).where(func.lower(User.mail) == mail.lower(), User.active)
    users = session.scalars(known.order_by(User.id).limit(MOST_USERS)).all()
    purpose = TokenPurpose.PASSWORD
    return [Recovery(user, expect_link(session, purpose, user, gallery)) for user in users]


def who_recovers(session: Session, gallery_id: int, token: str) -> Profile | None:
    """Return who may choose a password by a link; None if it is good no more."""
    proved = find_link(session, TokenPurpose.PASSWORD, token, gallery_id)
    return None if proved is None else read_profile(session, proved.user_id)


def hash_for_link(engine: Engine, gallery_id: int, token: str, password: str) -> str:
    """Return the hash of a password that was chosen by a link, which is not used up by it."""
    with reading_session(engine) as session:
        person = who_recovers(session, gallery_id, token)
    if person is None:
        raise Problem("link_gone")
    with hashing_slot(Way.LINK, person.name):
        return hash_password(password, person.name, person.mail)


def enter(session: Session, gallery: Gallery, token: str) -> User:
    """Use a link up, and all others like it, to sign in without another password."""
    is_enough = gallery.mailed_links
    proved = use_link(session, TokenPurpose.PASSWORD, token, gallery.id) if is_enough else None
    if proved is None:
        raise Problem("link_gone")
    others = Token.user_id == proved.user_id, Token.purpose == TokenPurpose.PASSWORD
    session.execute(delete(Token).where(*others))
    return session.get_one(User, proved.user_id)


def recover(session: Session, gallery: Gallery, token: str, password_hash: str) -> User:
    """Use a link up and set the password; everybody signed in as this person is signed out."""
    proved = use_link(session, TokenPurpose.PASSWORD, token, gallery.id)
    if proved is None:
        raise Problem("link_gone")
    user = session.get_one(User, proved.user_id)
    store_password(session, user, password_hash)
    return user
