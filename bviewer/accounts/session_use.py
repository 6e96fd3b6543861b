"""What workers do about sessions and tokens: note that they are used, and forget sessions that are
over."""

from sqlalchemy import delete, not_, update

from bviewer.db.sessions import work_session
from bviewer.models import ApiToken, UserSession, now
from bviewer.queue.runtime import Runtime
from bviewer.security.session_lifetime import IS_OPEN, at_present


def note_use(runtime: Runtime, session_id: int) -> None:
    """Note that a session is used, unless it was ended meanwhile."""
    used = update(UserSession).where(UserSession.id == session_id).values(used_at=now())
    with work_session(runtime.engine) as session:
        session.execute(used)


def note_token_use(runtime: Runtime, token_id: str) -> None:
    """Note that a program's token is used, unless it was revoked meanwhile."""
    used = update(ApiToken).where(ApiToken.id == token_id).values(used_at=now())
    with work_session(runtime.engine) as session:
        session.execute(used)


def forget_sessions(runtime: Runtime) -> None:
    """Remove the rows of sessions that have expired or were out of use for too long."""
    with work_session(runtime.engine) as session:
        session.execute(
            delete(UserSession).where(not_(IS_OPEN)), at_present(runtime.settings.session_idle)
        )
