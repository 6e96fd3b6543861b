"""Sessions: opened when somebody signs in, closed for good when they sign out."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bviewer.models import UserSession, now
from bviewer.security.cookies import SESSION_LIFETIME
from bviewer.security.tokens import digest, new_token


def open_session(session: Session, user_id: int, gallery_id: int) -> str:
    """Sign a person in at one gallery and return the cookie's secret."""
    token = new_token()
    session.execute(delete(UserSession).where(UserSession.expires_at < now()))
    session.add(
        UserSession(
            token_hash=digest(token),
            user_id=user_id,
            gallery_id=gallery_id,
            expires_at=now() + SESSION_LIFETIME,
        )
    )
    session.flush()
    return token


def close_session(session: Session, token: str) -> None:
    """Sign a browser out: its cookie is worth nothing from now on."""
    session.execute(delete(UserSession).where(UserSession.token_hash == digest(token)))
