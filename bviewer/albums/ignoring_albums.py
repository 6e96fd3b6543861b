"""Passing over the folder of an album from now on, and what goes with it."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.editing import find_album
from bviewer.albums.ignoring import ignore
from bviewer.models import Access, Album, Gallery, Image
from bviewer.problems import Problem

SPECIAL = re.compile(r"[*?[]")


@dataclass(frozen=True, slots=True)
class Going:
    """What is not shown any more: albums, images in them, and people with access to one of them."""

    albums: int
    images: int
    people: int


def ignore_album(session: Session, gallery: Gallery, album_id: str) -> None:
    """Pass over an album's folder, with effect on the next sync; nothing of it is lost."""
    album = own_album(session, gallery, album_id)
    ignore(gallery, [pattern_for(album.folder or "")])


def own_album(session: Session, gallery: Gallery, album_id: str) -> Album:
    """Return an album of a gallery that follows a folder below the gallery's; refuse others."""
    album = find_album(session, album_id)
    if album.gallery_id != gallery.id:
        raise Problem("album_elsewhere", "album", album=album_id, gallery=gallery.host)
    if not album.folder:
        raise Problem("album_without_folder", "album", album=album_id)
    return album


def pattern_for(folder: str) -> str:
    """Return the pattern that means a folder alone, however it is called."""
    return f"/{SPECIAL.sub(lambda match: f'[{match[0]}]', folder)}/"


def going_with(session: Session, album: Album) -> Going:
    """Return what goes with an album that is passed over."""
    below = select(Album.id).where(Album.id == album.id).cte("below", recursive=True)
    below = below.union_all(select(Album.id).join(below, Album.parent_id == below.c.id))
    ids = select(below.c.id)
    people = func.count(Access.user_id.distinct())
    return Going(
        session.scalars(select(func.count()).select_from(below)).one(),
        session.scalars(select(func.count(Image.id)).where(Image.album_id.in_(ids))).one(),
        session.scalars(select(people).where(Access.album_id.in_(ids), Access.active)).one(),
    )
