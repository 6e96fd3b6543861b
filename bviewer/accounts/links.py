"""One-time links, which sign a person in without a password."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bviewer.models import (
    Access,
    Gallery,
    Membership,
    Token,
    TokenPurpose,
    User,
    UserSession,
    now,
)
from bviewer.security.tokens import digest, new_token

LINK_LIFETIME = timedelta(hours=24)


def make_sign_in_link(session: Session, user: User, gallery: Gallery) -> str:
    """Make a one-time link and return its secret, which signs this user in."""
    token = new_token()
    session.execute(delete(Token).where(Token.expires_at < now()))
    session.add(
        Token(
            token_hash=digest(token),
            purpose=TokenPurpose.SIGN_IN,
            user_id=user.id,
            gallery_id=gallery.id,
            expires_at=now() + LINK_LIFETIME,
        )
    )
    return token


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
    ]
    is_known = any(session.scalar(trace.limit(1)) is not None for trace in traces)
    return user.active and user.password_hash is None and not is_known


def use_sign_in_link(session: Session, token: str, gallery_id: int) -> int | None:
    """Use up a link and return the id of the user whom it signs in; None if it is good no more."""
    return session.scalar(
        delete(Token)
        .where(
            Token.token_hash == digest(token),
            Token.purpose == TokenPurpose.SIGN_IN,
            Token.gallery_id == gallery_id,
            Token.expires_at > now(),
            Token.user_id.in_(select(User.id).where(User.active)),
        )
        .returning(Token.user_id)
    )
