"""Grants: who may see hidden and private albums, of a whole gallery or from one album down.

A person holds them, or a group, and with it everybody in it.
"""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.models import Access, Album, Gallery, Group, User
from bviewer.problems import Problem
from bviewer.security.audit import Event, record

Holder = User | Group

GRANTED: Mapping[type, Event] = {User: Event.GRANTED, Group: Event.GROUP_GRANTED}
REVOKED: Mapping[type, Event] = {User: Event.REVOKED, Group: Event.GROUP_REVOKED}


def grant(session: Session, holder: Holder, gallery: Gallery, album_id: str | None) -> None:
    """Let a person or a group see a whole gallery, or one album and all below it."""
    access = find_grant(session, holder, gallery, album_id) or add_grant(
        session, holder, gallery, album_id
    )
    access.active = True
    session.flush()
    note(session, GRANTED, holder, gallery, album_id)


def add_grant(session: Session, holder: Holder, gallery: Gallery, album_id: str | None) -> Access:
    """Add a grant, or return the same one that somebody else has added meanwhile."""
    access = Access(**{holder_key(holder): holder.id}, gallery_id=gallery.id, album_id=album_id)
    try:
        with session.begin_nested():
            session.add(access)
    except IntegrityError:
        found = find_grant(session, holder, gallery, album_id)
        if found is None:
            raise
        return found
    return access


def revoke(session: Session, holder: Holder, gallery: Gallery, album_id: str | None) -> bool:
    """Take a grant back, with effect on the next request; False if there was none."""
    access = find_grant(session, holder, gallery, album_id)
    if access is None or not access.active:
        return False
    take_back(session, access, holder, gallery)
    return True


def revoke_by_id(session: Session, gallery: Gallery, access_id: int) -> None:
    """Take back the grant of that id; refuse if the gallery has none that is good."""
    access = session.get(Access, access_id)
    if access is None or access.gallery_id != gallery.id or not access.active:
        raise Problem("grant_unknown")
    holder = session.get(User, access.user_id) if access.user_id else None
    take_back(session, access, holder or session.get_one(Group, access.group_id), gallery)


def take_back(session: Session, access: Access, holder: Holder, gallery: Gallery) -> None:
    """Take a grant back. Its row stays, so that its owner can give it again."""
    access.active = False
    note(session, REVOKED, holder, gallery, access.album_id)


def note(
    session: Session,
    events: Mapping[type, Event],
    holder: Holder,
    gallery: Gallery,
    album_id: str | None,
) -> None:
    """Note what a person or a group may see from now on, or may not."""
    record(
        session,
        events[type(holder)],
        gallery.id,
        user=holder.name,
        what=described(album_id),
        title=None if album_id is None else session.get_one(Album, album_id).title,
        host=gallery.host,
    )


def described(album_id: str | None) -> str:
    """Return what a grant is for, as the log has it."""
    return "everything" if album_id is None else f"album {album_id}"


def holder_key(holder: Holder) -> str:
    """Return the column of grants that has the id of somebody who holds one."""
    return "user_id" if isinstance(holder, User) else "group_id"


def find_grant(
    session: Session, holder: Holder, gallery: Gallery, album_id: str | None
) -> Access | None:
    """Return the grant of a person or a group for exactly this album, or for the gallery."""
    if isinstance(holder, Group) and holder.gallery_id != gallery.id:
        raise Problem("group_unknown", "group", name=holder.name)
    if album_id is not None:
        require_album(session, gallery, album_id)
    is_theirs: ColumnElement[bool] = getattr(Access, holder_key(holder)) == holder.id
    matches = Access.album_id.is_(None) if album_id is None else Access.album_id == album_id
    return session.scalar(select(Access).where(is_theirs, Access.gallery_id == gallery.id, matches))


def require_album(session: Session, gallery: Gallery, album_id: str) -> None:
    """Refuse an album that is not in the gallery."""
    album = session.get(Album, album_id)
    if album is None or album.gallery_id is None:
        raise Problem("album_unknown", "album", album=album_id)
    if album.gallery_id != gallery.id:
        raise Problem("album_elsewhere", "album", album=album_id, gallery=gallery.host)


def all_grants(session: Session) -> dict[int, list[tuple[str, str | None, str | None]]]:
    """Return all grants by the id of the person: host, and an album with its title."""
    rows = session.execute(
        select(User.id, Gallery.host, Access.album_id, Album.title)
        .join(Access, Access.user_id == User.id)
        .join(Gallery, Gallery.id == Access.gallery_id)
        .outerjoin(Album, Album.id == Access.album_id)
        .where(Access.active, or_(Access.album_id.is_(None), Album.gallery_id.is_not(None)))
        .order_by(Gallery.host, Album.sort_key)
    )
    granted: dict[int, list[tuple[str, str | None, str | None]]] = defaultdict(list)
    for user_id, host, album_id, title in rows:
        granted[user_id].append((host, album_id, title))
    return granted
