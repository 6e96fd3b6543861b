"""Checking passwords at the door, in steps that keep no database waiting."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.accounts.passwords import MAXIMUM_BYTES, hash_password, needs_rehash, verify_password
from bviewer.models import User


@dataclass(frozen=True, slots=True)
class Proof:
    """Proof that somebody knew a password. `renewed` is a hash of it to store instead."""

    user_id: int
    password_hash: str
    renewed: str


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
