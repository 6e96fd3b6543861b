"""Sessions: opened when somebody signs in, closed for good when they sign out, and seen and ended
by whom they belong to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bviewer.accounts.users import note_account
from bviewer.db.public_ids import ALL, Part
from bviewer.models import Gallery, User, UserSession
from bviewer.models.user_session import LONGEST_DESCRIPTION
from bviewer.problems import Problem
from bviewer.security.audit import Event
from bviewer.security.session_lifetime import IS_OPEN, at_present, end_of_session
from bviewer.security.tokens import digest, new_token


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What people are told of a session of theirs; `is_this` marks the one that asks."""

    id: int
    public_id: str
    host: str
    browser: str
    address: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    is_this: bool


def open_session(
    session: Session, user_id: int, gallery_id: int, browser: str = "", address: str = ""
) -> str:
    """Sign a person in at one gallery and return the cookie's secret.

    `browser` and `address` are what the person will know the session by.
    """
    token = new_token()
    session.add(
        UserSession(
            token_hash=digest(token),
            user_id=user_id,
            gallery_id=gallery_id,
            browser=described(browser),
            address=described(address),
            expires_at=end_of_session(),
        )
    )
    session.flush()
    return token


def described(text: str) -> str:
    """Return what a browser says of itself, as it can be stored and shown."""
    return "".join(filter(str.isprintable, text))[:LONGEST_DESCRIPTION]


def close_session(session: Session, token: str) -> None:
    """Sign a browser out: its cookie is worth nothing from now on."""
    session.execute(delete(UserSession).where(UserSession.token_hash == digest(token)))


def sessions_of(
    session: Session, user_id: int, token: str | None, idle: timedelta, part: Part = ALL
) -> list[OpenSession]:
    """Return the open sessions of a person at all galleries, the one used last first.

    `token` is the secret of the session that asks, `idle` how long one may be out of use.
    """
    query = (
        select(UserSession, Gallery.host)
        .join(Gallery, Gallery.id == UserSession.gallery_id)
        .where(UserSession.user_id == user_id, IS_OPEN)
        .order_by(UserSession.used_at.desc(), UserSession.id.desc())
    )
    rows = session.execute(part.of(query, UserSession), at_present(idle))
    this = None if token is None else digest(token)
    return [
        OpenSession(
            id=row.id,
            public_id=row.public_id,
            host=host,
            browser=row.browser,
            address=row.address,
            created_at=row.created_at,
            used_at=row.used_at,
            expires_at=row.expires_at,
            is_this=row.token_hash == this,
        )
        for row, host in rows
    ]


def end_session(session: Session, user_id: int, session_id: int) -> None:
    """End a session of a person; refuse if there is none, or if it is somebody else's."""
    own = session.scalars(select(UserSession.id).where(UserSession.user_id == user_id)).all()
    if session_id not in own:
        raise Problem("session_unknown", "session")
    session.execute(delete(UserSession).where(UserSession.id == session_id))
    note_ended(session, user_id, 1)


def end_other_sessions(session: Session, user_id: int, token: str) -> int:
    """End all sessions of a person but the one of this secret; return how many there were."""
    others = UserSession.user_id == user_id, UserSession.token_hash != digest(token)
    ended = session.scalars(delete(UserSession).where(*others).returning(UserSession.id)).all()
    note_ended(session, user_id, len(ended))
    return len(ended)


def note_ended(session: Session, user_id: int, number: int) -> None:
    """Note that a person ended sessions of their own."""
    user = session.get_one(User, user_id)
    note_account(session, Event.SESSION_ENDED, user, number=str(number))
