"""Looking at a gallery as somebody else sees it. It is kept in the session of its owner alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.orm import Session

from bviewer.access.shares import good_shares
from bviewer.models import (
    Access,
    Album,
    Gallery,
    Group,
    Membership,
    Share,
    User,
    UserSession,
    ViewsAs,
    now,
)
from bviewer.problems import Problem
from bviewer.security.audit import audit
from bviewer.security.tokens import digest

# Columns that say who is seen; at most one of them does.
SEEN = ("views_as_id", "views_as_group_id", "views_as_share_id")


def people_to_view_as(session: Session, gallery_id: int) -> Sequence[Row[int, str]]:
    """Return id and name of everybody with access to something of a gallery, of their own or by a
    group, but for its owner."""
    is_theirs = or_(Access.user_id == User.id, Access.group_id == Membership.group_id)
    return session.execute(
        select(User.id, User.name)
        .outerjoin(Membership, Membership.user_id == User.id)
        .join(Access, is_theirs)
        .join(Gallery, Gallery.id == Access.gallery_id)
        .where(Gallery.id == gallery_id, Access.active, User.active, User.id != Gallery.owner_id)
        .distinct()
        .order_by(User.name)
    ).all()


def groups_to_view_as(session: Session, gallery_id: int) -> Sequence[Row[int, str]]:
    """Return id and name of the groups of a gallery."""
    query = select(Group.id, Group.name).where(Group.gallery_id == gallery_id)
    return session.execute(query.order_by(Group.name)).all()


def view_as_everybody(session: Session, token: str, gallery_id: int) -> None:
    """Let an owner's session see what everybody sees."""
    write(session, token, views_as=ViewsAs.EVERYBODY)
    note(gallery_id, "everybody")


def view_as_person(session: Session, token: str, gallery_id: int, person_id: int) -> None:
    """Let an owner's session see what a person sees."""
    names = {row.id: row.name for row in people_to_view_as(session, gallery_id)}
    if person_id not in names:
        raise Problem("person_unknown", "person")
    write(session, token, views_as=ViewsAs.PERSON, views_as_id=person_id)
    note(gallery_id, repr(names[person_id]))


def view_as_group(session: Session, token: str, gallery_id: int, group_id: int) -> None:
    """Let an owner's session see what somebody sees who is in a group, and has nothing else."""
    names = {row.id: row.name for row in groups_to_view_as(session, gallery_id)}
    if group_id not in names:
        raise Problem("group_gone", "person")
    write(session, token, views_as=ViewsAs.GROUP, views_as_group_id=group_id)
    note(gallery_id, f"the group {names[group_id]!r}")


def shares_to_view_as(session: Session, gallery_id: int) -> Sequence[Row[int, str, str, str]]:
    """Return id, label, and id and title of the album of the links that open something."""
    query = good_shares(gallery_id, now()).with_only_columns(
        Share.id, Share.label, Share.album_id, Album.title
    )
    return session.execute(query.order_by(Share.id.desc())).all()


def view_as_share(session: Session, token: str, gallery_id: int, share_id: int) -> str:
    """Let an owner's session see what whoever has a link sees, and nothing else; returns the id of
    the album that it opens."""
    shares = {row.id: row for row in shares_to_view_as(session, gallery_id)}
    if share_id not in shares:
        raise Problem("share_gone", "person")
    write(session, token, views_as=ViewsAs.SHARE, views_as_share_id=share_id)
    note(gallery_id, f"whoever has the link {shares[share_id].label!r}")
    album_id: str = shares[share_id].album_id
    return album_id


def note(gallery_id: int, seen: str) -> None:
    """Note as whom an owner looks."""
    audit.info("the owner of gallery %d looks at it as %s", gallery_id, seen)


def stop_viewing(session: Session, token: str) -> None:
    """Let an owner be the owner again."""
    write(session, token, views_as=None)


def write(session: Session, token: str, **values: Any) -> None:
    """Change as whom the session of a cookie's secret looks."""
    change = update(UserSession).where(UserSession.token_hash == digest(token))
    values = {**dict.fromkeys(SEEN), **values}
    session.execute(change.values(values), execution_options={"synchronize_session": False})
