"""Tokens of programs: made by whom a program asks for, at one gallery, and seen and revoked there.

A new password ends them, and so does being let in no more. To end sessions does not: whoever has a
password is asked for it before a token is made, so that a session alone brings none about.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bviewer.accounts.users import note_account
from bviewer.models import Album, ApiToken, Gallery, Scope, User, now
from bviewer.problems import Problem
from bviewer.security.audit import Event
from bviewer.security.tokens import digest, new_api_token

LONGEST_LABEL = 100
LONGEST_LIFE = 3650  # Days.
MOST_TOKENS = 50  # Of one person at one gallery.
# One that is over is still told of, for whoever looks why a program was refused.
REMEMBERED = timedelta(days=90)


class NewToken(NamedTuple):
    """A token, and its secret, which nobody can read again."""

    row: ApiToken
    secret: str


def make_token(
    session: Session,
    user: User,
    gallery: Gallery,
    *,
    label: str,
    scope: Scope,
    album_id: str | None = None,
    days: int | None = None,
) -> NewToken:
    """Let a program ask in the name of a person, for `days` or until it is revoked.

    `album_id` is the album that it is good for, with all below it: one that the person may see.
    """
    label = label.strip()
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise Problem("token_label_invalid", "label", maximum=LONGEST_LABEL)
    if days is not None and not 1 <= days <= LONGEST_LIFE:
        raise Problem("token_days_range", "days", minimum=1, maximum=LONGEST_LIFE)
    if album_id is not None and not is_album_of(session, gallery, album_id):
        raise Problem("token_album_unknown", "album")
    forget_old_tokens(session, user.id)
    if len(tokens_of(session, user.id, gallery.id)) >= MOST_TOKENS:
        raise Problem("tokens_many", maximum=MOST_TOKENS)
    secret = new_api_token()
    row = ApiToken(
        token_hash=digest(secret),
        user_id=user.id,
        gallery_id=gallery.id,
        album_id=album_id,
        label=label,
        scope=scope,
        expires_at=None if days is None else now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    note_account(session, Event.TOKEN_MADE, user, token=label, scope=scope)
    return NewToken(row, secret)


def is_album_of(session: Session, gallery: Gallery, album_id: str) -> bool:
    """Return whether a gallery has an album."""
    here = select(Album.id).where(Album.id == album_id, Album.gallery_id == gallery.id)
    return session.scalar(here) is not None


def forget_old_tokens(session: Session, user_id: int) -> None:
    """Remove tokens of a person that were over long ago."""
    is_old = ApiToken.expires_at < now() - REMEMBERED
    session.execute(delete(ApiToken).where(ApiToken.user_id == user_id, is_old))


def tokens_of(session: Session, user_id: int, gallery_id: int) -> Sequence[ApiToken]:
    """Return the tokens of a person at a gallery, the newest first."""
    query = select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.gallery_id == gallery_id)
    return session.scalars(query.order_by(ApiToken.created_at.desc(), ApiToken.id)).all()


def find_token(session: Session, secret: str) -> ApiToken | None:
    """Return the token of a secret, if there is one."""
    return session.scalar(select(ApiToken).where(ApiToken.token_hash == digest(secret)))


def revoke_token(session: Session, user: User, gallery_id: int, token_id: str) -> None:
    """Let a program in no more, with effect on its next request; refuse a token that is not this
    person's."""
    token = session.get(ApiToken, token_id)
    if token is None or (token.user_id, token.gallery_id) != (user.id, gallery_id):
        raise Problem("token_unknown", "token")
    session.delete(token)
    session.flush()
    note_account(session, Event.TOKEN_REVOKED, user, token=token.label)
