"""The writing half of a sync: albums for folders, rows for files.

Files are read outside of transactions, which stay short however slow the disk is.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.catalog.originals import (
    file_name,
    mark_missing,
    place,
)
from bviewer.catalog.sync.survey import KnownAlbum, KnownImage
from bviewer.library.listing import FileEntry
from bviewer.library.names import display_name, sort_key
from bviewer.models import Album, Image, ImageState


def ensure_album(session: Session, gallery_id: int, folder: str) -> Album:
    """The album bound to a folder, made together with its parents if it is new."""
    album = session.scalar(
        select(Album).where(Album.gallery_id == gallery_id, Album.folder == folder)
    )
    if album is None:
        parent = ensure_album(session, gallery_id, folder.rpartition("/")[0])
        album = Album(gallery_id=gallery_id)
        bind_album(album, parent.id, folder)
        session.add(album)
        session.flush()
    album.missing = False
    return album


def bind_album(album: Album, parent_id: str, folder: str) -> None:
    """Bind an album to a folder; its title follows, unless a person gave it another."""
    name = file_name(folder)
    if album.title is None or (
        album.folder is not None and album.title == display_name(file_name(album.folder))
    ):
        album.title, album.sort_key = display_name(name), sort_key(name)
    album.parent_id, album.folder = parent_id, folder


def rebind_albums(session: Session, gallery_id: int, folders: Mapping[str, str]) -> set[str]:
    """Let albums follow their renamed folders; returns the albums whose content changed."""
    touched = set()
    # Parents first, so that a child finds the album of its new parent.
    for album_id, folder in sorted(folders.items(), key=lambda pair: pair[1].count("/")):
        album = session.get_one(Album, album_id)
        touched.add(album.parent_id or album.id)
        parent = ensure_album(session, gallery_id, folder.rpartition("/")[0])
        bind_album(album, parent.id, folder)
        session.flush()
        touched.add(parent.id)
    return touched


def move_images(session: Session, gallery_id: int, moves: Mapping[str, str]) -> set[str]:
    """Let rows follow their files; returns the albums whose content changed."""
    images = [session.get_one(Image, image_id) for image_id in moves]
    touched = {image.album_id for image in images}
    # Two files may have changed places: nobody's new path may be somebody's old one meanwhile.
    for image in images:
        image.path = f"\0moving/{image.id}"
    session.flush()
    for image in images:
        path = moves[image.id]
        album = ensure_album(session, gallery_id, path.rpartition("/")[0])
        make_room(session, album.id, path)
        place(image, album.id, path)
        touched.add(album.id)
    session.flush()
    return touched


def make_room(session: Session, album_id: str, path: str) -> None:
    """A missing image may still hold the path that another file has taken: it steps aside."""
    session.execute(
        update(Image)
        .where(Image.album_id == album_id, Image.path == path, Image.state == ImageState.MISSING)
        .values(path=f"\0gone/{path}")
    )


def needs_reading(image: KnownImage | None, entry: FileEntry) -> bool:
    """Whether a file is new, changed, or back."""
    return image is None or image.state == ImageState.MISSING or not image.is_described_by(entry)


def mark_lost(
    session: Session, images: Iterable[KnownImage], albums: Iterable[KnownAlbum]
) -> set[str]:
    """Mark what is nowhere any more; returns the albums whose content changed."""
    touched = set()
    for image in images:
        mark_missing(session.get_one(Image, image.id))
        touched.add(image.album_id)
    for album in albums:
        session.get_one(Album, album.id).missing = True
        touched.add(album.parent_id or album.id)
    session.flush()
    return touched
