"""Adding users and changing their passwords. Everything takes effect with the commit."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bviewer.accounts.passwords import hash_password
from bviewer.models import Gallery, Token, User, UserSession
from bviewer.problems import Problem

LONGEST_NAME = 100


def add_user(
    session: Session, name: str, password: str | None = None, mail: str | None = None
) -> User:
    """Add a user; without a password only a one-time link lets them in."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise Problem("user_name_invalid", "name", maximum=LONGEST_NAME)
    if session.scalar(select(User.id).where(User.name == name)):
        raise Problem("user_exists", "name", name=name)
    password_hash = None if password is None else hash_password(password)
    user = User(name=name, password_hash=password_hash, mail=mail)
    session.add(user)
    session.flush()
    return user


def find_user(session: Session, name: str) -> User:
    """Return the user of that name; refuse if there is none."""
    user = session.scalar(select(User).where(User.name == name))
    if user is None:
        raise Problem("user_unknown", "name", name=name)
    return user


def user_name(session: Session, user_id: int) -> str:
    """Return the name of a user who is there."""
    return session.scalars(select(User.name).where(User.id == user_id)).one()


def set_password(session: Session, user: User, password: str) -> None:
    """Change a password; everybody signed in as this user is signed out."""
    user.password_hash = hash_password(password)
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    session.execute(delete(Token).where(Token.user_id == user.id))


def list_users(session: Session) -> list[tuple[User, int]]:
    """Return all users with the number of galleries each owns."""
    rows = session.execute(
        select(User, func.count(Gallery.id))
        .outerjoin(Gallery)
        .group_by(User.id)
        .order_by(User.name)
    )
    return [(user, count) for user, count in rows]
