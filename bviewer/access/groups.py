"""Groups of people: a grant to one reaches everybody in it, as long as they are in it."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bviewer.access.people import keep_known
from bviewer.db.public_ids import ALL, Part
from bviewer.models import Gallery, Group, Membership, User
from bviewer.problems import Problem
from bviewer.security.audit import Event, record

LONGEST_NAME = 100


def add_group(session: Session, gallery: Gallery, name: str) -> Group:
    """Add a group to a gallery."""
    group = Group(gallery_id=gallery.id, name=free_name(session, gallery, name))
    session.add(group)
    session.flush()
    record(session, Event.GROUP_ADDED, gallery.id, group=group.name, host=gallery.host)
    return group


def rename_group(session: Session, gallery: Gallery, group: Group, name: str) -> None:
    """Call a group by another name."""
    if name.strip() != group.name:
        group.name = free_name(session, gallery, name)


def free_name(session: Session, gallery: Gallery, name: str) -> str:
    """Return a name for a group; refuse one that is none, or taken."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Problem("group_name_invalid", "name", maximum=LONGEST_NAME)
    if session.scalar(select(exists().where(Group.gallery_id == gallery.id, Group.name == name))):
        raise Problem("group_exists", "name", name=name)
    return name


def find_group(session: Session, gallery: Gallery, name: str) -> Group:
    """Return a gallery's group of that name; refuse if there is none."""
    group = session.scalar(select(Group).where(Group.gallery_id == gallery.id, Group.name == name))
    if group is None:
        raise Problem("group_unknown", "group", name=name)
    return group


def delete_group(session: Session, gallery: Gallery, group: Group) -> None:
    """Delete a group with all that it was given; the people in it stay, with what is theirs."""
    for user in members(session, group):
        keep_known(session, user, gallery)
    session.delete(group)
    session.flush()
    record(session, Event.GROUP_DELETED, gallery.id, group=group.name, host=gallery.host)


def groups_of(session: Session, gallery: Gallery, part: Part = ALL) -> Sequence[Group]:
    """Return the groups of a gallery, by their names."""
    query = select(Group).where(Group.gallery_id == gallery.id).order_by(Group.name)
    return session.scalars(part.of(query, Group)).all()


def members(session: Session, group: Group) -> list[User]:
    """Return the people in a group, by their names."""
    in_it = select(Membership.user_id).where(Membership.group_id == group.id)
    return list(session.scalars(select(User).where(User.id.in_(in_it)).order_by(User.name)))


def add_member(session: Session, gallery: Gallery, group: Group, user: User) -> None:
    """Put a person into a group, who may see from now on what the group may see."""
    if session.get(Membership, (user.id, group.id)) is None:
        session.add(Membership(user_id=user.id, group_id=group.id))
        session.flush()
    note_member(session, Event.MEMBER_ADDED, gallery, group, user)


def remove_member(session: Session, gallery: Gallery, group: Group, user: User) -> None:
    """Take a person out of a group, with effect on the next request; refuse who is not in it."""
    gone = session.execute(
        delete(Membership).where(Membership.user_id == user.id, Membership.group_id == group.id)
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise Problem("member_unknown", name=user.name)
    keep_known(session, user, gallery)
    note_member(session, Event.MEMBER_REMOVED, gallery, group, user)


def note_member(session: Session, event: Event, gallery: Gallery, group: Group, user: User) -> None:
    """Note who is in a group from now on, or is not."""
    record(session, event, gallery.id, user=user.name, group=group.name, host=gallery.host)
