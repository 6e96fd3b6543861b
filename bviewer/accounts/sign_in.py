"""Checking passwords at the door, in steps that keep no database waiting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.accounts.passwords import MAXIMUM_BYTES, hash_password, needs_rehash, verify_password
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import User
from bviewer.problems import Problem
from bviewer.security.limits import (
    PER_SESSION_OWNER,
    count_try,
    limits_of,
    network,
    seconds_to_wait,
)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Proof:
    """Proof that somebody knew a password. `renewed` is a hash of it to store instead."""

    user_id: int
    password_hash: str
    renewed: str


def try_password(
    engine: Engine,
    name: str,
    password: str,
    address: str,
    device: str | None,
    way: Way = Way.NOTHING,
) -> Proof | None:
    """Return the proof of a password, within the limits of tries; None if it is wrong.

    `device` is what the browser is known by, if this account has signed in there before; to all
    others `way` applies. Only what was wrong is written down. As many as are compared at the same
    time may pass a limit together.
    """
    limits = limits_of(name, address, device)
    place = (way, network(address)) if device is None else (Way.KNOWN_BROWSER, name)
    check = partial(check_password, name=name, password=password)
    return try_within_limits(engine, limits, check, *place)


def try_again(
    engine: Engine, name: str, password: str, address: str, device: str | None
) -> Proof | None:
    """Return the proof of a password of whoever is signed in.

    Right ones count as well, as whoever repeats theirs takes a place from others.
    """
    limits = {f"again:{name.casefold()[:100]}": PER_SESSION_OWNER}
    refuse_beyond(engine, limits)
    proof = try_password(engine, name, password, address, device)
    with work_session(engine) as session:
        count_try(session, limits)
    return proof


def try_within_limits(
    engine: Engine,
    limits: Mapping[str, int],
    check: Callable[[Session], Result],
    way: Way,
    who: str,
) -> Result:
    """Return what a check of a password returns, within the limits of tries; what is false counts
    as a wrong password."""
    refuse_beyond(engine, limits)
    with hashing_slot(way, who):
        # Again, as others may have been wrong since; nobody else is counted without a slot.
        refuse_beyond(engine, limits)
        with reading_session(engine) as session:
            result = check(session)
        if not result:
            with work_session(engine) as session:
                count_try(session, limits)
    return result


def refuse_beyond(engine: Engine, limits: Mapping[str, int]) -> None:
    """Refuse a try beyond the limits."""
    with reading_session(engine) as session:
        seconds = seconds_to_wait(session, limits)
    if seconds:
        raise Problem("tries_exceeded", seconds=seconds)


def check_password(session: Session, name: str, password: str) -> Proof | None:
    """Return the proof of an active user's password. Costs the same for any wrong answer.

    Only reads: nobody may have to wait for the database while passwords are compared.
    """
    row = session.execute(
        select(User.id, User.password_hash).where(User.name == name, User.active)
    ).one_or_none()
    stored = row.password_hash if row is not None else None
    if not verify_password(stored, password) or row is None or stored is None:
        return None
    renewed = hash_password(password) if needs_rehash(stored) else stored
    return Proof(row.id, stored, renewed)


def accept_proof(session: Session, proof: Proof) -> int | None:
    """Return the id of the user, unless the password was changed since, or the user disabled."""
    return session.scalar(
        update(User)
        .where(User.id == proof.user_id, User.active, User.password_hash == proof.password_hash)
        .values(password_hash=proof.renewed)
        .returning(User.id)
    )


def is_plausible_password(password: str) -> bool:
    """Tell whether a password is short enough to be hashed at all."""
    return len(password.encode("utf-8", "surrogatepass")) <= MAXIMUM_BYTES
