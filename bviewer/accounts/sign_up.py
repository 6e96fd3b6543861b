"""Checking what a new person chose, in steps that keep no database waiting."""

from sqlalchemy import Engine

from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.accounts.passwords import hash_password
from bviewer.accounts.sign_in import refuse_beyond
from bviewer.accounts.users import require_free_name
from bviewer.db.sessions import reading_session, work_session
from bviewer.problems import Problem
from bviewer.security.limits import count_try, network

# Names that were taken, from one address: nobody may find out the names of all people.
PER_ADDRESS = 20


def hash_for_new(
    engine: Engine, name: str, password: str, mail: str, address: str, *, is_needed: bool = True
) -> str | None:
    """Return the hash of a new person's password; refuse a name that is taken, or either.

    None without a password, if none is needed.
    """
    refuse_taken(engine, name, address)
    if not password and not is_needed:
        return None
    with hashing_slot(Way.LINK, network(address)):
        return hash_password(password, name, mail)


def refuse_taken(engine: Engine, name: str, address: str) -> None:
    """Refuse a name that is taken, so many times for one address."""
    refuse_more_names(engine, address)
    try:
        with reading_session(engine) as session:
            require_free_name(session, name)
    except Problem as problem:
        if problem.code == "user_exists":
            count_taken(engine, address)
        raise


def refuse_more_names(engine: Engine, address: str) -> None:
    """Refuse any name to an address that has tried too many that were taken."""
    refuse_beyond(engine, limits_of(address))


def count_taken(engine: Engine, address: str) -> None:
    """Count that a name was taken."""
    with work_session(engine) as session:
        count_try(session, limits_of(address))


def limits_of(address: str) -> dict[str, int]:
    """Return how many names an address may try."""
    return {f"names:{network(address)}": PER_ADDRESS}
