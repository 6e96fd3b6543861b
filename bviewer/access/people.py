"""The people whom the owner of a gallery knows: all who have something there, or had.

Nobody else is told to the owner: there may be other galleries, and their people are their own.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from bviewer.access.grants import Holder, find_grant
from bviewer.db.public_ids import ALL, Part
from bviewer.models import Access, Album, Gallery, Group, Membership, User, UserSession
from bviewer.problems import Problem

# What a form says of somebody who may hold a grant; the most digits that a row's id has.
WHO = re.compile(r"(user|group):([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Held:
    """A grant that is good; without an album it is for the whole gallery."""

    id: int
    album_id: str | None
    title: str | None
    holder: str
    user_id: int | None
    group_id: int | None
    public_id: str
    holder_id: str  # The public one.

    @property
    def who(self) -> str:
        """Return who holds it, as forms name them."""
        return f"user:{self.user_id}" if self.group_id is None else f"group:{self.group_id}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the owner knows, with what was given to them and the groups they are in."""

    id: int
    public_id: str
    name: str
    mail: str | None
    active: bool
    last_sign_in: datetime | None
    grants: list[Held] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


def is_known(gallery_id: int) -> ColumnElement[bool]:
    """Return whether a user is somebody whom the owner of the gallery knows."""
    in_groups = (
        select(Membership.user_id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.gallery_id == gallery_id)
    )
    had_access = select(Access.user_id).where(
        Access.gallery_id == gallery_id, Access.user_id.is_not(None)
    )
    return or_(User.id.in_(had_access), User.id.in_(in_groups))


def known_users(session: Session, gallery: Gallery, part: Part = ALL) -> Sequence[User]:
    """Return the people whom the owner of a gallery knows."""
    query = select(User).where(is_known(gallery.id), User.id != gallery.owner_id)
    return session.scalars(part.of(query.order_by(User.name), User)).all()


def find_known_user(session: Session, gallery: Gallery, user_id: int) -> User:
    """Return somebody whom the owner knows; anybody else is as if there was nobody."""
    user = session.scalar(select(User).where(User.id == user_id, is_known(gallery.id)))
    if user is None:
        raise Problem("person_unknown")
    return user


def find_own_group(session: Session, gallery: Gallery, group_id: int) -> Group:
    """Return a group of a gallery; one of another gallery is as if there was none."""
    group = session.get(Group, group_id)
    if group is None or group.gallery_id != gallery.id:
        raise Problem("group_gone")
    return group


def find_holder(session: Session, gallery: Gallery, who: str) -> Holder:
    """Return the person or group that a form names, as `user:3` or `group:2`."""
    match = WHO.fullmatch(who)
    if match is None:
        raise Problem("person_unknown")
    find = find_known_user if match[1] == "user" else find_own_group
    return find(session, gallery, int(match[2]))


def keep_known(session: Session, user: User, gallery: Gallery) -> None:
    """Let the owner give something again to somebody who will have nothing any more."""
    if find_grant(session, user, gallery, None) is None:
        session.add(Access(user_id=user.id, gallery_id=gallery.id, active=False))


def all_people(session: Session, gallery: Gallery, part: Part = ALL) -> list[Person]:
    """Return everybody whom the owner knows, in a number of statements that does not grow."""
    users = known_users(session, gallery, part)
    seen = last_sign_ins(session, gallery)
    people = {
        user.id: Person(
            user.id, user.public_id, user.name, user.mail, user.active, seen.get(user.id)
        )
        for user in users
    }
    for user_id, held in held_by(session, gallery, "user_id").items():
        if user_id in people:
            people[user_id].grants.extend(held)
    for user, group in memberships(session, gallery.id):
        if user.id in people:
            people[user.id].groups.append(group)
    return list(people.values())


def memberships(session: Session, gallery_id: int) -> Sequence[Row[User, Group]]:
    """Return who is in which group of a gallery."""
    query = (
        select(User, Group)
        .join(Membership, Membership.user_id == User.id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.gallery_id == gallery_id)
        .order_by(Group.name, User.name)
    )
    return session.execute(query).all()


def last_sign_ins(session: Session, gallery: Gallery) -> dict[int, datetime]:
    """Return when people signed in last, as far as their sessions are still known."""
    last = func.max(UserSession.created_at)
    query = select(UserSession.user_id, last).where(UserSession.gallery_id == gallery.id)
    rows = session.execute(query.group_by(UserSession.user_id))
    return {user_id: moment for user_id, moment in rows if moment is not None}


def held_by(session: Session, gallery: Gallery, key: str) -> dict[int, list[Held]]:
    """Return the grants of people (`user_id`) or groups (`group_id`), by their ids."""
    held: dict[int, list[Held]] = defaultdict(list)
    rows = session.execute(grants_of(gallery.id).where(getattr(Access, key).is_not(None)))
    for row in rows:
        held[getattr(row, key)].append(held_from(row))
    return held


def held_at(session: Session, gallery_id: int, ancestry_ids: Sequence[str]) -> list[Held]:
    """Return the grants that reach an album: its own, those above, and the whole gallery's."""
    return list_grants(session, gallery_id, ALL, ancestry_ids)


def list_grants(
    session: Session,
    gallery_id: int,
    part: Part,
    ancestry_ids: Sequence[str] | None = None,
    holder_id: str | None = None,
) -> list[Held]:
    """Return grants of a gallery: all, those that reach the album at the end of an ancestry, or
    those of a person or a group, by their public ids."""
    query = grants_of(gallery_id)
    if ancestry_ids is not None:
        query = query.where(or_(Access.album_id.is_(None), Access.album_id.in_(ancestry_ids)))
    if holder_id is not None:
        query = query.where(or_(User.public_id == holder_id, Group.public_id == holder_id))
    return [held_from(row) for row in session.execute(part.of(query, Access))]


def grants_of(gallery_id: int) -> Select[*tuple[Any, ...]]:
    """Return the query for the grants of a gallery that are good, for no album that is deleted."""
    return (
        select(
            Access.id,
            Access.album_id,
            Album.title,
            func.coalesce(User.name, Group.name).label("holder"),
            Access.user_id,
            Access.group_id,
            Access.public_id,
            func.coalesce(User.public_id, Group.public_id).label("holder_id"),
        )
        .outerjoin(Album, Album.id == Access.album_id)
        .outerjoin(User, User.id == Access.user_id)
        .outerjoin(Group, Group.id == Access.group_id)
        .where(
            Access.gallery_id == gallery_id,
            Access.active,
            or_(Access.album_id.is_(None), Album.gallery_id.is_not(None)),
        )
        .order_by(Access.group_id.is_(None).desc(), "holder", Album.sort_key)
    )


def held_from(row: Row[Any]) -> Held:
    """Return a grant of a row of that query."""
    return Held(
        row.id,
        row.album_id,
        row.title,
        row.holder,
        row.user_id,
        row.group_id,
        row.public_id,
        row.holder_id,
    )
