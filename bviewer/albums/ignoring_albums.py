"""Passing over the folder of an album from now on, and what goes with it."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.access.shares import count_good_shares
from bviewer.albums.editing import find_album
from bviewer.albums.ignoring import ignore
from bviewer.albums.originals import followed
from bviewer.albums.subtrees import ids_in
from bviewer.models import Access, Album, Gallery, Image, Membership
from bviewer.problems import Problem

SPECIAL = re.compile(r"[*?[]")


@dataclass(frozen=True, slots=True)
class Going:
    """What is not shown any more: albums, images in them, people with access to one of them, of
    their own or by a group, and links that open one."""

    albums: int
    images: int
    people: int
    links: int


def ignore_album(session: Session, gallery: Gallery, album_id: str) -> None:
    """Pass over an album's folder, with effect on the next sync; nothing of it is lost."""
    album = own_album(session, gallery, album_id)
    ignore(gallery, [pattern_for(album.folder or "")])


def own_album(session: Session, gallery: Gallery, album_id: str) -> Album:
    """Return an album of a gallery that follows a folder below the gallery's; refuse others."""
    album = find_album(session, album_id)
    if album.gallery_id != gallery.id:
        raise Problem("album_elsewhere", "album", album=album_id, gallery=gallery.host)
    if not followed(album.folder):
        raise Problem("album_without_folder", "album", album=album_id)
    return album


def pattern_for(folder: str) -> str:
    """Return the pattern that means a folder alone, however it is called."""
    return f"/{SPECIAL.sub(lambda match: f'[{match[0]}]', folder)}/"


def going_with(session: Session, album: Album) -> Going:
    """Return what goes with an album that is passed over."""
    ids = session.scalars(ids_in(album.id)).all()
    person = func.coalesce(Access.user_id, Membership.user_id)
    people = (
        select(func.count(person.distinct()))
        .select_from(Access)
        .outerjoin(Membership, Membership.group_id == Access.group_id)
        .where(Access.album_id.in_(ids_in(album.id)), Access.active)
    )
    images = select(func.count(Image.id)).where(Image.album_id.in_(ids_in(album.id)))
    return Going(
        len(ids),
        session.scalars(images).one(),
        session.scalars(people).one(),
        count_good_shares(session, album.gallery_id, ids),
    )
