"""Files at places where no row expects them, and the rows that may be theirs."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.catalog.originals import entry_of
from bviewer.catalog.sync.survey import (
    KNOWN_IMAGE,
    KnownImage,
    Survey,
    load_images,
    needs_reading,
)
from bviewer.library.identity import quick_hash
from bviewer.library.listing import join
from bviewer.library.tree import Library
from bviewer.models import Album, Image, ImageState

SIZES_AT_ONCE = 10_000  # Sizes per statement, each of which reads the whole table.


class FoundFile(NamedTuple):
    """A file at a place where no row expects it (or not with this content)."""

    path: str
    size: int
    quick_hash: bytes


class Strays(NamedTuple):
    """Rows whose own file is not where it was, and files that may be theirs.

    The survey knows nothing of the `unexplained` ones: they were seen before they moved, or lie
    outside of what was surveyed.
    """

    rows: list[KnownImage]
    files: list[FoundFile]
    unexplained: list[KnownImage]


def find_strays(session: Session, library: Library, gallery_id: int, found: Survey) -> Strays:
    """Compare files that are new at their place with all rows of the gallery.

    Only files of a size that some row knows are read.
    """
    rows = rows_of_sizes(session, gallery_id, found.sizes)
    sizes = {row.size for row in rows}
    files = list(hash_new_files(session, library, found, sizes)) if sizes else []
    contents = {(file.size, file.quick_hash) for file in files}
    strays = Strays([], files, [])
    for row in rows:
        if (row.size, row.quick_hash) in contents:
            sort_out(library, found, row, strays)
    return strays


def sort_out(library: Library, found: Survey, row: KnownImage, strays: Strays) -> None:
    """Note a row that may have a file elsewhere, unless it is a copy of its own."""
    is_missing = row.state == ImageState.MISSING
    if is_missing or row.id in found.vanished or row.id in found.changed:
        strays.rows.append(row)
    elif has_gone(library, row):
        strays.unexplained.append(row)


def has_gone(library: Library, row: KnownImage) -> bool:
    """Whether the file of a row that the survey did not miss is at its place no longer."""
    try:
        with library.open(row.path) as file:
            size = entry_of(file, row.path).size
            return (size, quick_hash(file, size)) != (row.size, row.quick_hash)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def rows_of_sizes(session: Session, gallery_id: int, sizes: set[int]) -> list[KnownImage]:
    """All rows of folder albums with one of these sizes."""
    query = (
        select(*KNOWN_IMAGE)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery_id, Album.folder.is_not(None))
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
    session: Session, library: Library, found: Survey, sizes: set[int]
) -> Iterator[FoundFile]:
    """The identities of files that are new at their place and have one of these sizes."""
    for folder in found.different:
        album = found.albums.get(folder)
        known = load_images(session, album.id) if album is not None else {}
        for entry in next(library.walk(folder)).files:
            path = join(folder, entry.name)
            if entry.size in sizes and needs_reading(known.get(path), entry):
                yield from hash_file(library, path, entry.size)


def hash_file(library: Library, path: str, size: int) -> Iterator[FoundFile]:
    """The identity of a file; nothing if it cannot be read, which is said when it is added."""
    try:
        with library.open(path) as file:
            yield FoundFile(path, size, quick_hash(file, size))
    except OSError:
        return
