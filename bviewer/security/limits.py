"""Slowing down guesses: counters per account, per address and for everybody together."""

import ipaddress
import time

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bviewer.models import Attempt

WINDOW = 300  # Seconds.
PER_ACCOUNT = 10
PER_ADDRESS = 10
FOR_EVERYBODY = 1000


def count_sign_in(session: Session, name: str, address: str) -> int:
    """Count one try before the password is looked at.

    Returns for how many seconds tries are refused, also with the right password; 0 if this one
    may go on. To be committed whatever comes of the try.
    """
    limits = {
        f"account:{name.casefold()[:100]}": PER_ACCOUNT,
        f"address:{network(address)}": PER_ADDRESS,
        "everybody": FOR_EVERYBODY,
    }
    started = int(time.time())
    session.execute(delete(Attempt).where(Attempt.started <= started - WINDOW))
    for key, limit in limits.items():
        count, since = increment(session, key, started)
        if count > limit:
            return since + WINDOW - started
    return 0


def increment(session: Session, key: str, started: int) -> tuple[int, int]:
    """Add one atomically, so that parallel tries cannot share a number.

    Returns the new count and the second at which counting began.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Attempt)
        .values(key=key, started=started, count=1)
        .on_conflict_do_update(index_elements=[Attempt.key], set_={"count": Attempt.count + 1})
        .returning(Attempt.count, Attempt.started)
    )
    count, since = session.execute(statement).one()
    return count, since


def network(address: str) -> str:
    """Return the address, or its /64 network: one household owns that many IPv6 addresses.

    A socket for both versions shows an IPv4 address inside an IPv6 one.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
