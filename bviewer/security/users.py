"""Creating users, signing them in and out. Everything takes effect with the commit."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bviewer.models import Gallery, Token, TokenPurpose, User, UserSession, now
from bviewer.security.passwords import MAXIMUM_BYTES, hash_password, needs_rehash, verify_password
from bviewer.security.tokens import digest, new_token

SESSION_LIFETIME = timedelta(days=14)
LINK_LIFETIME = timedelta(hours=24)


class UserError(ValueError):
    """Something about a user that the operator can correct; the message says what."""


def add_user(
    session: Session, name: str, password: str | None = None, mail: str | None = None
) -> User:
    """A new user; without a password only a one-time link lets them in."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise UserError("a user name has 1 to 100 printable characters")
    if session.scalar(select(User.id).where(User.name == name)):
        raise UserError(f"there is a user {name} already")
    password_hash = None if password is None else hash_password(password)
    user = User(name=name, password_hash=password_hash, mail=mail)
    session.add(user)
    session.flush()
    return user


def find_user(session: Session, name: str) -> User:
    """The user of that name; raises UserError if there is none."""
    user = session.scalar(select(User).where(User.name == name))
    if user is None:
        raise UserError(f"there is no user {name}")
    return user


def set_password(session: Session, user: User, password: str) -> None:
    """A new password; everybody signed in as this user is signed out."""
    user.password_hash = hash_password(password)
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    session.execute(delete(Token).where(Token.user_id == user.id))


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody knew the password of a user. `renewed` is a hash of it to store instead."""

    user_id: int
    password_hash: str
    renewed: str


def check_password(session: Session, name: str, password: str) -> Proof | None:
    """The proof of an active user's password. Costs the same for any wrong answer.

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
    """The id of the user, unless the password was changed since, or the user disabled."""
    return session.scalar(
        update(User)
        .where(User.id == proof.user_id, User.active, User.password_hash == proof.password_hash)
        .values(password_hash=proof.renewed)
        .returning(User.id)
    )


def is_plausible_password(password: str) -> bool:
    """Whether a password is short enough to be hashed at all."""
    return len(password.encode("utf-8", "surrogatepass")) <= MAXIMUM_BYTES


def open_session(session: Session, user_id: int, gallery_id: int) -> str:
    """Sign a person in at one gallery; returns the cookie's secret."""
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


def make_sign_in_link(session: Session, user: User, gallery: Gallery) -> str:
    """The secret of a link that signs this user in, once."""
    token = new_token()
    session.execute(delete(Token).where(Token.expires_at < now()))
    session.add(
        Token(
            token_hash=digest(token),
            purpose=TokenPurpose.SIGN_IN,
            user_id=user.id,
            gallery_id=gallery.id,
            expires_at=now() + LINK_LIFETIME,
        )
    )
    return token


def use_sign_in_link(session: Session, token: str, gallery_id: int) -> int | None:
    """The id of the user whom an unused link signs in; the link is used up. None if it is not."""
    return session.scalar(
        delete(Token)
        .where(
            Token.token_hash == digest(token),
            Token.purpose == TokenPurpose.SIGN_IN,
            Token.gallery_id == gallery_id,
            Token.expires_at > now(),
            Token.user_id.in_(select(User.id).where(User.active)),
        )
        .returning(Token.user_id)
    )


def list_users(session: Session) -> list[tuple[User, int]]:
    """All users with the number of galleries each owns."""
    rows = session.execute(
        select(User, func.count(Gallery.id))
        .outerjoin(Gallery)
        .group_by(User.id)
        .order_by(User.name)
    )
    return [(user, count) for user, count in rows]
