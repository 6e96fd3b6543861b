"""One-time links: they sign a person in, prove a mail address, or let a new password be chosen.

A link that is mailed is made when its mail is sent, so that no secret is stored; `expect_link` is
for what it will be good for.
"""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from bviewer.models import (
    Access,
    Gallery,
    Membership,
    Passkey,
    Token,
    TokenPurpose,
    User,
    UserSession,
    now,
)
from bviewer.security.tokens import digest, new_token

LIFETIMES = {
    TokenPurpose.SIGN_IN: timedelta(hours=24),
    TokenPurpose.MAIL: timedelta(hours=24),
    TokenPurpose.PASSWORD: timedelta(hours=1),
}


class Proved(NamedTuple):
    """What a link proves: who has it, and for which mail address it is, if for one."""

    user_id: int
    mail: str | None


def make_sign_in_link(session: Session, user: User, gallery: Gallery) -> str:
    """Make a one-time link and return its secret, which signs this user in."""
    return make_secret(expect_link(session, TokenPurpose.SIGN_IN, user, gallery))


def make_first_link(session: Session, gallery: Gallery) -> str | None:
    """Make a one-time link for an owner who has never been here; None for anybody else.

    Whoever runs the site may have that one: it opens nothing yet, neither here nor elsewhere.
    """
    owner = session.get_one(User, gallery.owner_id)
    return make_sign_in_link(session, owner, gallery) if is_new(session, owner) else None


def is_new(session: Session, user: User) -> bool:
    """Return whether nobody can have signed in as a user yet, and nothing was given to them."""
    traces = [
        select(Gallery.id).where(Gallery.owner_id == user.id, Gallery.introduced),
        select(UserSession.id).where(UserSession.user_id == user.id),
        select(Access.id).where(Access.user_id == user.id),
        select(Membership.group_id).where(Membership.user_id == user.id),
        select(Passkey.id).where(Passkey.user_id == user.id),
    ]
    is_known = any(session.scalar(trace.limit(1)) is not None for trace in traces)
    return user.active and user.password_hash is None and not is_known


def use_sign_in_link(session: Session, token: str, gallery_id: int) -> int | None:
    """Use up a link and return the id of the user whom it signs in; None if it is good no more.

    Their other links go with it: whoever made several, to hand one over, has kept none.
    """
    proved = use_link(session, TokenPurpose.SIGN_IN, token, gallery_id)
    if proved is None:
        return None
    others = Token.user_id == proved.user_id, Token.purpose == TokenPurpose.SIGN_IN
    session.execute(delete(Token).where(*others))
    return proved.user_id


def expect_link(
    session: Session, purpose: TokenPurpose, user: User, gallery: Gallery, mail: str | None = None
) -> Token:
    """Note what a link will be good for; nobody has its secret yet."""
    session.execute(delete(Token).where(Token.expires_at < now()))
    link = Token(purpose=purpose, user_id=user.id, gallery_id=gallery.id, mail=mail)
    make_secret(link)
    session.add(link)
    session.flush()
    return link


def make_secret(link: Token) -> str:
    """Return a new secret of a link; a former one is worth nothing."""
    token = new_token()
    link.token_hash = digest(token)
    link.expires_at = now() + LIFETIMES[TokenPurpose(link.purpose)]
    return token


def is_good(purpose: TokenPurpose, token: str, gallery_id: int) -> list[ColumnElement[bool]]:
    """Return the conditions of the link that has this secret, while it is good."""
    return [
        Token.token_hash == digest(token),
        Token.purpose == purpose,
        Token.gallery_id == gallery_id,
        Token.expires_at > now(),
        Token.user_id.in_(select(User.id).where(User.active)),
    ]


def find_link(
    session: Session, purpose: TokenPurpose, token: str, gallery_id: int
) -> Proved | None:
    """Return what a link proves, without using it up; None if it is good no more."""
    query = select(Token.user_id, Token.mail).where(*is_good(purpose, token, gallery_id))
    row = session.execute(query).one_or_none()
    return None if row is None else Proved(*row)


def use_link(session: Session, purpose: TokenPurpose, token: str, gallery_id: int) -> Proved | None:
    """Use a link up and return what it proves; None if it is good no more."""
    used = delete(Token).where(*is_good(purpose, token, gallery_id))
    row = session.execute(used.returning(Token.user_id, Token.mail)).one_or_none()
    return None if row is None else Proved(*row)
