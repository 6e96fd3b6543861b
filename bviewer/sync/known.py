"""What is known of images and albums, as far as a sync needs it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bviewer.library.listing import FileEntry
from bviewer.library.reading import FileIdentity, storable, storable_inode
from bviewer.library.sidecars import mark_of
from bviewer.models import (
    Album,
    DeletedFolder,
    Deletion,
    Image,
    ImageState,
    ItemKind,
    Visibility,
)
from bviewer.models.image import BESIDE
from bviewer.security.visibility import effective_visibilities


class KnownImage(NamedTuple):
    """A row as far as a sync needs it."""

    id: str
    album_id: str
    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int | None
    quick_hash: bytes
    state: str
    sidecars: bytes | None = None
    kind: str = ItemKind.IMAGE

    @property
    def identity(self) -> FileIdentity:
        """Return what is known of the file."""
        return FileIdentity(self.size, self.mtime_ns, self.ctime_ns, self.inode, self.quick_hash)

    def is_described_by(self, entry: FileEntry) -> bool:
        """Tell whether nothing suggests that the file was touched."""
        described = (entry.size, storable(entry.mtime_ns), storable(entry.ctime_ns))
        return described == (self.size, self.mtime_ns, self.ctime_ns)

    def is_file(self, inode: int | None) -> bool:
        """Tell whether this may be the inode of the file, and not of a copy equal in all times."""
        return is_same_inode(self.inode, inode)

    def is_very_file(self, inode: int | None) -> bool:
        """Tell whether this is known to be the inode of the file."""
        return None not in {self.inode, inode} and self.is_file(inode)


def is_same_inode(known: int | None, inode: int | None) -> bool:
    """Tell whether an inode may be that which is known; it may be if either is not known."""
    return known is None or inode is None or known == storable_inode(inode)


def is_described(row: Any, entry: FileEntry | None) -> bool:
    """Tell whether nothing suggests that a file was touched: `row` has what is known of it."""
    if entry is None:
        return False
    marks = entry.size, storable(entry.mtime_ns), storable(entry.ctime_ns)
    known = row.size, row.mtime_ns, row.ctime_ns
    return marks == known and is_same_inode(row.inode, entry.inode)


class KnownAlbum(NamedTuple):
    """An album bound to a folder, as far as a sync needs it; `visibility` is what it amounts to."""

    id: str
    folder: str
    missing: bool
    visibility: str
    arrived_at: datetime | None = None
    gone_at: datetime | None = None
    folder_inode: int | None = None


# Of the table, not of the class: a row for each file of a library needs no more than a tuple.
KNOWN_IMAGE = [Image.__table__.c[name] for name in KnownImage._fields]
KNOWN_ALBUM = [getattr(Album, name) for name in KnownAlbum._fields]


IMAGES = select(*KNOWN_IMAGE).where(
    Image.__table__.c.album_id == bindparam("album_id"),
    Image.__table__.c.is_picked.is_(False),
)


def load_albums(session: Session, gallery_id: int) -> dict[str, KnownAlbum]:
    """Return all folder albums of a gallery by folder, each as visible as it is below all above it.

    That may be another one than that of the folder above.
    """
    columns = (*KNOWN_ALBUM, Album.parent_id)
    rows = session.execute(select(*columns).where(Album.gallery_id == gallery_id)).all()
    flags = {row.id: (row.parent_id, row.visibility) for row in rows}
    visibilities = effective_visibilities(flags)
    known = [KnownAlbum._make(row[: len(KNOWN_ALBUM)]) for row in rows]
    return {
        album.folder: album._replace(visibility=visibilities[album.id])
        for album in known
        if album.folder is not None
    }


def load_images(session: Session, album_id: str) -> dict[str, KnownImage]:
    """Return all images of an album by path, but for those that a person picked for it."""
    rows = session.execute(IMAGES, {"album_id": album_id}).all()
    return {image.path: image for image in map(KnownImage._make, rows)}


def load_deleted(session: Session, gallery_id: int) -> dict[str, KnownAlbum]:
    """Return the albums that somebody deleted, or that let go of their folders, by folder.

    What was visible and is gone for good is not known by its inode.
    """
    former = Deletion.visibility, DeletedFolder.visibility
    visibility = func.coalesce(*former, Visibility.VISIBLE)
    columns = DeletedFolder.album_id, DeletedFolder.folder, visibility, DeletedFolder.folder_inode
    query = (
        select(*columns)
        .outerjoin(Deletion, Deletion.album_id == DeletedFolder.deletion_id)
        .where(DeletedFolder.gallery_id == gallery_id)
    )
    return {
        folder: KnownAlbum(id_, folder, missing=True, visibility=visibility, folder_inode=inode)
        for id_, folder, visibility, inode in session.execute(query)
    }


def is_told_anew(image: KnownImage, entry: FileEntry) -> bool:
    """Tell whether what is beside a file is not what was read, though the file may be as it was."""
    if image.sidecars is None and not entry.sidecars:  # As nearly always.
        return False
    return image.sidecars != mark_of(entry.sidecars)


def needs_reading(image: KnownImage | None, entry: FileEntry) -> bool:
    """Tell whether a file is new, changed, or back."""
    return image is None or image.state == ImageState.MISSING or not image.is_described_by(entry)


def is_shown(image: KnownImage) -> bool:
    """Tell whether anybody can see an image by itself: it is neither missing nor broken, and
    belongs to no photograph."""
    return image.state not in {ImageState.MISSING, ImageState.BROKEN} and image.kind not in BESIDE


def was_seen(image: KnownImage) -> bool:
    """Tell whether it is known that an image can be shown by itself."""
    return image.state == ImageState.READY and is_shown(image)


def present(images: Mapping[str, KnownImage]) -> Iterator[KnownImage]:
    """Return those not known to be missing already."""
    return (image for image in images.values() if image.state != ImageState.MISSING)
