"""Who asks for work that takes long, and when they may ask again.

Somebody signed in counts for themselves, all others by their address.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.models import now
from bviewer.security.limits import network
from bviewer.security.visitor import Visitor

HOUR = timedelta(hours=1)
PERSON = "user:"  # How the name of somebody begins who is signed in.


def asker_of(visitor: Visitor, address: str | None) -> str:
    """Return who asks: somebody signed in, or all at an address."""
    if visitor.user_id is not None:
        return f"{PERSON}{visitor.user_id}"
    return f"address:{network(address or '')}"


def is_person(asker: str) -> bool:
    """Return whether somebody asks who is signed in."""
    return asker.startswith(PERSON)


def seconds_to_wait(session: Session, table: Any, asker: str, most: int) -> int:
    """Return when somebody may ask again who has asked for the `most` in an hour; 0 if now.

    Each row of the `table` was asked for, by its `asker` and at the time that it was `created_at`.
    """
    since = now() - HOUR
    count, first = session.execute(
        select(func.count(), func.min(table.created_at)).where(
            table.asker == asker, table.created_at > since
        )
    ).one()
    return 0 if count < most else max(1, int((first - since).total_seconds()))
