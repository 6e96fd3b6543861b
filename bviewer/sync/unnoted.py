"""What is new, or was touched, in folders of closed albums that were deleted, or let go of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bviewer.albums.closed_folders import ClosedFolder
from bviewer.library.listing import FileEntry, FolderListing
from bviewer.library.paths import join
from bviewer.models import Image, NotedFile
from bviewer.sync.known import is_described

MARKS = ("size", "mtime_ns", "ctime_ns", "inode")


class Unnoted(NamedTuple):
    """A file whose content nobody knows as that of the closed album; its name from the folder."""

    folder: ClosedFolder
    name: str
    path: str
    entry: FileEntry


def find_unnoted(
    session: Session, folders: Iterable[ClosedFolder], at: str, listing: FolderListing
) -> Iterator[Unnoted]:
    """Return the files of a listing that are new, or were touched, in or below folders of closed
    albums, which are `at` a path now."""
    for folder in folders:
        known = known_in(session, folder)
        for file in listing.files:
            path = join(listing.path, file.name)
            name = path.removeprefix(f"{at}/")
            if not any(is_described(row, file) for row in known.get(name, ())):
                yield Unnoted(folder, name, path, file)


def known_in(session: Session, folder: ClosedFolder) -> dict[str, list[Row[Any]]]:
    """Return what is known of the files that a closed album had or were noted for it, by name."""
    images = [getattr(Image, mark) for mark in MARKS]
    noted = [getattr(NotedFile, mark) for mark in MARKS]
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(select(Image.path, *images).filter_by(album_id=folder.album_id)):
        found[row.path.removeprefix(f"{folder.folder}/")].append(row)
    for row in session.execute(select(NotedFile.name, *noted).filter_by(folder_id=folder.id)):
        found[row.name].append(row)
    return found
