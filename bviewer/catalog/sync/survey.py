"""The first look: which folders differ from what is known, and what is not where it was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bviewer.library.listing import FileEntry, FolderListing, join
from bviewer.library.tree import Library
from bviewer.models import Album, Gallery, Image, ImageState


class KnownImage(NamedTuple):
    """A row as far as a sync needs it."""

    id: str
    album_id: str
    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    quick_hash: bytes
    state: str

    def is_described_by(self, entry: FileEntry) -> bool:
        """Whether nothing suggests that the file was touched."""
        described = (entry.size, entry.mtime_ns, entry.ctime_ns)
        return described == (self.size, self.mtime_ns, self.ctime_ns)


class KnownAlbum(NamedTuple):
    """An album bound to a folder, as far as a sync needs it."""

    id: str
    parent_id: str | None
    folder: str
    title: str
    missing: bool


KNOWN_IMAGE = [getattr(Image, name) for name in KnownImage._fields]
KNOWN_ALBUM = [getattr(Album, name) for name in KnownAlbum._fields]


@dataclass(slots=True)
class Survey:
    """What a walk over the folders found out. Only differences are kept, not the whole library."""

    known: int = 0
    unchanged: int = 0
    folders: set[str] = field(default_factory=set)
    different: list[str] = field(default_factory=list)
    vanished: dict[str, KnownImage] = field(default_factory=dict)
    changed: dict[str, KnownImage] = field(default_factory=dict)
    lost_albums: dict[str, KnownAlbum] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def load_albums(session: Session, gallery_id: int) -> dict[str, KnownAlbum]:
    """All folder albums of a gallery by folder."""
    rows = session.execute(
        select(*KNOWN_ALBUM).where(Album.gallery_id == gallery_id, Album.folder.is_not(None))
    )
    return {album.folder: album for album in map(KnownAlbum._make, rows)}


def load_images(session: Session, album_id: str) -> dict[str, KnownImage]:
    """All images of an album by path."""
    rows: list[Row] = list(session.execute(select(*KNOWN_IMAGE).where(Image.album_id == album_id)))
    return {image.path: image for image in map(KnownImage._make, rows)}


def survey(session: Session, library: Library, gallery: Gallery, start: str) -> Survey:
    """Walk `start` and everything below it, and compare with the rows. Changes nothing."""
    found, albums = Survey(), load_albums(session, gallery.id)
    unread: list[str] = []
    for listing in library.walk(start):
        found.problems += [f"{problem.path}: {problem.reason}" for problem in listing.problems]
        if listing.readable:
            compare_folder(session, found, albums.get(listing.path), listing)
        else:
            unread.append(listing.path)
    for folder, album in albums.items():
        if is_below(folder, start) and folder not in found.folders:
            lose_album(session, found, album, unread)
    return found


def compare_folder(
    session: Session, found: Survey, album: KnownAlbum | None, listing: FolderListing
) -> None:
    """Note how one folder differs from its album."""
    found.folders.add(listing.path)
    known = load_images(session, album.id) if album is not None else {}
    is_different = album is None or album.missing
    for entry in listing.files:
        image = known.pop(join(listing.path, entry.name), None)
        is_different |= not compare_file(found, image, entry)
    for image in present(known):
        found.known += 1
        found.vanished[image.id] = image
    if is_different:
        found.different.append(listing.path)


def compare_file(found: Survey, image: KnownImage | None, entry: FileEntry) -> bool:
    """Whether a file is as its row says; a changed one is noted, because another may sit there."""
    if image is None or image.state == ImageState.MISSING:
        return False
    found.known += 1
    if image.is_described_by(entry):
        found.unchanged += 1
        return True
    found.changed[image.id] = image
    return False


def lose_album(session: Session, found: Survey, album: KnownAlbum, unread: list[str]) -> None:
    """An album without its folder: lost, unless nothing is known of the place where it was."""
    images = present(load_images(session, album.id))
    for image in images:
        found.known += 1
        if not is_below_any(album.folder, unread):
            found.vanished[image.id] = image
    if not is_below_any(album.folder, unread) and not album.missing:
        found.lost_albums[album.folder] = album


def present(images: dict[str, KnownImage]) -> Iterator[KnownImage]:
    """Those not known to be missing already."""
    return (image for image in images.values() if image.state != ImageState.MISSING)


def is_below(folder: str, start: str) -> bool:
    """Whether a folder is `start` or lies in it."""
    return not start or folder == start or folder.startswith(f"{start}/")


def is_below_any(folder: str, starts: list[str]) -> bool:
    """Whether a folder is one of `starts` or lies in one of them."""
    return any(is_below(folder, start) for start in starts)
