"""Checking passwords at the door, in steps that keep no database waiting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from bviewer.accounts.passwords import (
    MAXIMUM_BYTES,
    hash_password,
    hashing_slot,
    needs_rehash,
    verify_password,
)
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import User
from bviewer.problems import Problem
from bviewer.security.limits import count_wrong_password, limits_of, seconds_to_wait

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Proof:
    """Proof that somebody knew a password. `renewed` is a hash of it to store instead."""

    user_id: int
    password_hash: str
    renewed: str


def try_password(
    engine: Engine, name: str, password: str, address: str, device: str | None
) -> Proof | None:
    """Return the proof of a password, within the limits of tries; None if it is wrong.

    `device` is what the browser is known by, if this account has signed in there before. Only what
    was wrong is written down. As many as are compared at the same time may pass a limit together.
    """
    limits = limits_of(name, address, device)
    return try_within_limits(
        engine,
        limits,
        lambda session: check_password(session, name, password),
        is_known=device is not None,
    )


def try_within_limits(
    engine: Engine,
    limits: Mapping[str, int],
    check: Callable[[Session], Result],
    *,
    is_known: bool,
) -> Result:
    """Return what a check of a password returns, within the limits of tries; what is false counts
    as a wrong password."""
    refuse_beyond(engine, limits)
    with hashing_slot(is_known=is_known):
        # Again, as others may have been wrong since; nobody else is counted without a slot.
        refuse_beyond(engine, limits)
        with reading_session(engine) as session:
            result = check(session)
        if not result:
            with work_session(engine) as session:
                count_wrong_password(session, limits)
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
