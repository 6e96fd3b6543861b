"""Files at places where no row expects them, and the rows that may be theirs."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.library.identity import quick_hash
from bviewer.library.listing import by_name
from bviewer.library.paths import file_name, folder_of, join
from bviewer.library.reading import entry_of, inode_of, is_untouched, storable
from bviewer.library.tree import Library, UnsafePath
from bviewer.models import Album, Image, ImageState
from bviewer.sync.known import KNOWN_IMAGE, KnownImage, load_images, needs_reading
from bviewer.sync.scan import Scan

SIZES_AT_ONCE = 10_000  # Sizes per statement, each of which reads the whole table.


class FoundFile(NamedTuple):
    """A file at a place where no row expects it (or not with this content)."""

    path: str
    size: int
    quick_hash: bytes
    inode: int | None = None
    links: int = 1
    ctime_ns: int = 0


class Unmatched(NamedTuple):
    """Rows whose own file is not where it was, and files that may be theirs.

    `held` are the sizes and quick hashes that other rows have, whose files are where they were.
    """

    rows: list[KnownImage]
    files: list[FoundFile]
    held: set[tuple[int, bytes]]


def find_unmatched(session: Session, library: Library, gallery_id: int, found: Scan) -> Unmatched:
    """Return rows whose own file is not where it was, and files that may be theirs.

    Only files of a size that some row knows are read.
    """
    rows = rows_of_sizes(session, gallery_id, found.sizes)
    sizes = {row.size for row in rows}
    files = list(hash_new_files(session, library, found, sizes)) if sizes else []
    contents = {(file.size, file.quick_hash) for file in files}
    moved, held = [], set()
    for row in rows:
        if (content := (row.size, row.quick_hash)) in contents:
            if has_moved(library, found, row):
                moved.append(row)
            else:
                held.add(content)
    return Unmatched(moved, files, held)


def rows_of_sizes(session: Session, gallery_id: int, sizes: set[int]) -> list[KnownImage]:
    """Return all rows of folder albums with one of these sizes, but for those picked by hand."""
    query = (
        select(*KNOWN_IMAGE)
        .join(Album, Album.id == Image.album_id)
        .where(
            Album.gallery_id == gallery_id,
            Album.folder.is_not(None),
            Image.is_picked.is_(False),
        )
    )
    if not sizes or session.execute(query.limit(1)).first() is None:
        return []
    rows: list[KnownImage] = []
    pending = iter(sorted(sizes))
    while chunk := list(islice(pending, SIZES_AT_ONCE)):
        found = session.execute(query.where(Image.size.in_(chunk)).order_by(Image.path))
        rows += map(KnownImage._make, found)
    return rows


def hash_new_files(
    session: Session, library: Library, found: Scan, sizes: set[int]
) -> Iterator[FoundFile]:
    """Return the identities of files that are new at their place and have one of these sizes."""
    for folder in found.different:
        album = found.albums.get(folder)
        known = load_images(session, album.id) if album is not None else {}
        listing = next(library.walk(folder))
        if folder in found.anchored and listing.inode != found.inodes[folder]:
            continue  # It was moved while the scan walked: the next sync sees where to.
        for entry in sorted(listing.files, key=by_name):
            path = join(folder, entry.name)
            if entry.size in sizes and needs_reading(known.get(path), entry):
                yield from hash_file(library, path)


def hash_file(library: Library, path: str) -> Iterator[FoundFile]:
    """Return the identity of a file; none if it cannot be read, which is said when it is added."""
    try:
        with library.open(path) as file:
            status = os.fstat(file.fileno())
            content = quick_hash(file, status.st_size)
            yield FoundFile(
                path,
                status.st_size,
                content,
                inode_of(file),
                status.st_nlink,
                storable(status.st_ctime_ns),
            )
    except OSError:
        return


def has_moved(library: Library, found: Scan, row: KnownImage) -> bool:
    """Tell whether the file of a row is not at its place any more.

    Asked again of files that the scan saw, or did not come to see: a folder that is moved while
    the scan walks is seen at both places, and one that comes from outside the scanned folder
    was never looked at: another file may have its place. Taken for a copy, a private album would
    become a new and visible one.
    """
    if row.id in found.vanished or row.id in found.changed or row.state == ImageState.MISSING:
        return True
    try:
        with library.open(row.path) as file:
            return not (is_untouched(file, row.identity) or holds(file, row))
    except FileNotFoundError:
        return True
    except OSError:
        return False


def holds(file: BinaryIO, row: KnownImage) -> bool:
    """Tell whether an open file has the content of a row."""
    size = entry_of(file, row.path).size
    return size == row.size and quick_hash(file, size) == row.quick_hash


def folder_is_gone(library: Library, folder: str) -> bool:
    """Tell whether there is no such folder, as far as the folders above can be read."""
    parent = folder_of(folder)
    try:
        listing = next(library.walk(parent))
    except UnsafePath:  # An album that stepped aside is bound to a name that no folder has.
        return True
    if listing.readable:
        return file_name(folder) not in listing.folders
    return bool(parent) and folder_is_gone(library, parent)
