"""How long a session lasts: as long as it is used now and then, and not for ever.

It is over 30 days after signing in (`SESSION_LIFETIME`, which the cookie has as well), and before
that once it was out of use for as long as the setting `bviewer.session_idle_hours` says.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam

from bviewer.config.parsers import SESSION_LIFETIME
from bviewer.models import UserSession, now

# Each note is a write.
NOTED_EVERY = timedelta(hours=1)

IS_OPEN = and_(
    UserSession.expires_at > bindparam("now"),
    UserSession.used_at > bindparam("used_after"),
)


def at_present(idle: timedelta) -> dict[str, datetime]:
    """Return the values that `IS_OPEN` takes; `idle` is how long a session may be out of use."""
    moment = now()
    return {"now": moment, "used_after": moment - idle}


def end_of_session() -> datetime:
    """Return when a session that begins now is over, however much it is used."""
    return now() + SESSION_LIFETIME


def is_to_be_noted(used_at: datetime, idle: timedelta) -> bool:
    """Tell whether the last note of a session's use is so old that another one is due."""
    return now() - used_at >= min(NOTED_EVERY, idle / 10)
