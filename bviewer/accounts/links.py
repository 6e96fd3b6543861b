"""One-time links, which sign a person in without a password."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bviewer.models import Gallery, Token, TokenPurpose, User, now
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
