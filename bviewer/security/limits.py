"""Slowing down guesses: wrong passwords are counted, by account and address.

Nobody is kept out by what others do elsewhere; and a browser that signed in before has a count of
its own (see `devices`).
"""

import time
from collections.abc import Mapping
from ipaddress import ip_network

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bviewer.config.addresses import parse_address
from bviewer.models import Attempt

WINDOW = 300  # Seconds.
PER_ACCOUNT_AND_ADDRESS = 10
PER_DEVICE = 10
PER_SESSION_OWNER = 10  # Right ones too: who is signed in says a password seldom.
PER_ADDRESS = 100  # Many people may be behind one.
PER_ACCOUNT = 1000  # From however many addresses.

# Rows of the table. Each is a password that was compared, so few tries reach it within the window.
MOST_COUNTERS = 20_000


def limits_of(name: str, address: str, device: str | None) -> dict[str, int]:
    """Return what a wrong password counts for, with the most that each may have."""
    if device is not None:
        return {f"device:{device}": PER_DEVICE}
    account, place = name.casefold()[:100], network(address)
    return {
        f"both:{account}@{place}": PER_ACCOUNT_AND_ADDRESS,
        f"address:{place}": PER_ADDRESS,
        f"account:{account}": PER_ACCOUNT,
    }


def seconds_to_wait(session: Session, limits: Mapping[str, int]) -> int:
    """Return for how long tries are refused, also with the right password; 0 if one may go on.

    Only reads: who is refused leaves no trace.
    """
    moment = int(time.time())
    counters = session.execute(
        select(Attempt.key, Attempt.count, Attempt.started).where(
            Attempt.key.in_(limits), Attempt.started > moment - WINDOW
        )
    )
    return max(
        (since + WINDOW - moment for key, count, since in counters if count >= limits[key]),
        default=0,
    )


def count_try(session: Session, limits: Mapping[str, int]) -> None:
    """Count a try, mostly one that was wrong. Old counters go, and the oldest of too many."""
    started = int(time.time())
    session.execute(delete(Attempt).where(Attempt.started <= started - WINDOW))
    too_many = session.scalars(select(func.count()).select_from(Attempt)).one() - MOST_COUNTERS
    if too_many >= 0:
        oldest = select(Attempt.key).order_by(Attempt.started).limit(too_many + MOST_COUNTERS // 10)
        session.execute(delete(Attempt).where(Attempt.key.in_(oldest)))
    for key in limits:
        increment(session, key, started)


def increment(session: Session, key: str, started: int) -> int:
    """Add one atomically, so that parallel tries cannot share a number; returns the new count."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Attempt)
        .values(key=key, started=started, count=1)
        .on_conflict_do_update(index_elements=[Attempt.key], set_={"count": Attempt.count + 1})
        .returning(Attempt.count)
    )
    return session.execute(statement).scalar_one()


def network(address: str) -> str:
    """Return the address, or its /64 network: one household owns that many IPv6 addresses."""
    parsed = parse_address(address)
    if parsed is None:
        return "unknown"
    return str(parsed if parsed.version == 4 else ip_network((parsed, 64), strict=False))
