"""Grants: who may see hidden and private albums, of a whole gallery or from one album down."""

from collections import defaultdict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bviewer.models import Access, Album, Gallery, User
from bviewer.problems import Problem
from bviewer.security.audit import audit


def grant(session: Session, user: User, gallery: Gallery, album_id: str | None) -> None:
    """Let a person see a whole gallery, or one album and all below it."""
    access = find_grant(session, user, gallery, album_id)
    if access is None:
        access = Access(user_id=user.id, gallery_id=gallery.id, album_id=album_id)
        session.add(access)
    access.active = True
    audit.info("%r may see %s at %s", user.name, described(album_id), gallery.host)


def revoke(session: Session, user: User, gallery: Gallery, album_id: str | None) -> bool:
    """Take a grant back, with effect on the next request; False if there was none."""
    access = find_grant(session, user, gallery, album_id)
    if access is None or not access.active:
        return False
    access.active = False
    audit.info("%r may no longer see %s at %s", user.name, described(album_id), gallery.host)
    return True


def described(album_id: str | None) -> str:
    """Return what a grant is for, as the log has it."""
    return "everything" if album_id is None else f"album {album_id}"


def find_grant(
    session: Session, user: User, gallery: Gallery, album_id: str | None
) -> Access | None:
    """Return the grant of a person for exactly this album, or for the gallery."""
    if album_id is not None:
        require_album(session, gallery, album_id)
    matches = Access.album_id.is_(None) if album_id is None else Access.album_id == album_id
    return session.scalar(
        select(Access).where(Access.user_id == user.id, Access.gallery_id == gallery.id, matches)
    )


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
        select(Access.user_id, Gallery.host, Access.album_id, Album.title)
        .join(Gallery, Gallery.id == Access.gallery_id)
        .outerjoin(Album, Album.id == Access.album_id)
        .where(Access.active, or_(Access.album_id.is_(None), Album.gallery_id.is_not(None)))
        .order_by(Gallery.host, Album.sort_key)
    )
    granted: dict[int, list[tuple[str, str | None, str | None]]] = defaultdict(list)
    for user_id, host, album_id, title in rows:
        granted[user_id].append((host, album_id, title))
    return granted
