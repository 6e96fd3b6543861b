"""All people of a site, as whoever runs it looks for one of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.accounts.users import has_text
from bviewer.models import Access, Gallery, User, UserSession
from bviewer.problems import Problem

PAGE = 50


class Known(NamedTuple):
    """What is known of an account: in how many galleries it was given something, in how many
    browsers it is signed in, and when that was last used."""

    galleries: int
    sessions: int
    used_at: datetime | None


def search_users(session: Session, text: str, after: str = "", limit: int = PAGE) -> Sequence[User]:
    """Return users with a text in their name or mail address, by name, from the one behind `after`
    on. One more than `limit` says that there is another page."""
    query = select(User).where(User.name > after).order_by(User.name).limit(limit + 1)
    if text:
        query = query.where(has_text(text))
    return session.scalars(query).all()


def find_user_by_id(session: Session, user_id: int) -> User:
    """Return the user of an id; refuse if there is none."""
    user = session.get(User, user_id)
    if user is None:
        raise Problem("user_gone", "user")
    return user


def find_user_named(session: Session, public_id: str) -> User | None:
    """Return the user of a public id, if there is one."""
    return session.scalar(select(User).where(User.public_id == public_id))


def hosts_of(session: Session, user_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the hosts of the galleries that belong to users, by the ids of these."""
    hosts: dict[int, list[str]] = defaultdict(list)
    query = select(Gallery.owner_id, Gallery.host).where(Gallery.owner_id.in_(user_ids))
    for owner_id, host in session.execute(query.order_by(Gallery.host)):
        hosts[owner_id].append(host)
    return hosts


def known_of(session: Session, user: User) -> Known:
    """Return what is known of an account."""
    given = select(func.count(Access.gallery_id.distinct()))
    given = given.where(Access.user_id == user.id, Access.active)
    used = select(func.count(), func.max(UserSession.used_at)).where(UserSession.user_id == user.id)
    sessions, used_at = session.execute(used).one()
    return Known(session.scalars(given).one(), sessions, used_at)
