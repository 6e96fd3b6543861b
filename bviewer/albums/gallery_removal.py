"""Removing a gallery: all its rows go, for good. Files are never touched.

Only fingerprints of what was closed in it are kept, so that copies of it stay closed elsewhere.

What the cache holds of it goes with the next upkeep: see `rendering.eviction`.
"""

from typing import NamedTuple

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from bviewer.albums.former_contents import keep_for_owner
from bviewer.albums.trash import delete_albums
from bviewer.config.hosts import normalize_host
from bviewer.models import (
    Access,
    Album,
    Audit,
    Deletion,
    Gallery,
    Group,
    Image,
    Share,
    SyncReport,
    User,
)
from bviewer.problems import Problem
from bviewer.security.audit import Event, record_for_site


class Holdings(NamedTuple):
    """How much goes with a gallery. Albums that wait in the trash count as well."""

    albums: int
    images: int
    shares: int
    grants: int
    groups: int


def holdings_of(session: Session, gallery: Gallery) -> Holdings:
    """Count what goes with a gallery, in a statement each."""
    ids = albums_of(gallery.id)
    return Holdings(
        *(
            session.scalars(select(func.count()).select_from(table).where(condition)).one()
            for table, condition in (
                (Album, Album.id.in_(ids)),
                (Image, Image.album_id.in_(ids)),
                (Share, Share.gallery_id == gallery.id),
                (Access, (Access.gallery_id == gallery.id) & Access.active),
                (Group, Group.gallery_id == gallery.id),
            )
        )
    )


def remove_gallery(session: Session, gallery: Gallery, typed: str) -> None:
    """Remove a gallery with all that was made in it; refuse if its host was not typed."""
    if normalize_host(typed.strip()) != gallery.host:
        raise Problem("host_not_typed", "typed", host=gallery.host)
    owner = session.get_one(User, gallery.owner_id)
    record_for_site(session, Event.GALLERY_REMOVED, host=gallery.host, user=owner.name)
    session.execute(delete(Access).where(Access.gallery_id == gallery.id))
    keep_for_owner(session, gallery)
    delete_albums(session, albums_of(gallery.id))
    for table in (Audit, SyncReport):
        session.execute(delete(table).where(table.gallery_id == gallery.id))
    session.delete(gallery)
    session.flush()


def albums_of(gallery_id: int) -> Select[str]:
    """Select the ids of all albums of a gallery, and of those that were deleted from it."""
    deleted = select(Deletion.album_id).where(Deletion.gallery_id == gallery_id)
    own = or_(Album.gallery_id == gallery_id, Album.id.in_(deleted))
    found = select(Album.id).where(own).cte("found", recursive=True)
    below = select(Album.id).join(found, Album.parent_id == found.c.id)
    return select(found.union(below).c.id)
