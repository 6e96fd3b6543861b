"""What is in folders of closed albums that were deleted, or let go of them, is as closed as these.

No album is made of these folders. But what is edited there, or put there, may be copied elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session

from bviewer.albums.closed_folders import ClosedFolder
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.identity import quick_hash
from bviewer.library.listing import FileEntry
from bviewer.library.reading import entry_of
from bviewer.library.tree import Library
from bviewer.models import (
    Album,
    DeletedFolder,
    Image,
    ImageState,
    NotedFile,
)
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.known import is_described
from bviewer.sync.late import Learned, close_late
from bviewer.sync.picked import keep_former
from bviewer.sync.unnoted import MARKS, Unnoted

BATCH = 200  # Files read, then written together.


def note_contents(
    engine: Engine, library: Library, arrivals: Arrivals, unnoted: Iterable[Unnoted]
) -> None:
    """Keep what files are by now as content of the closed albums that had their folder."""
    gallery_id, waiting = arrivals.gallery_id, iter(unnoted)
    while batch := list(islice(waiting, BATCH)):
        with reading_session(engine) as session:
            due = without_picked(session, gallery_id, batch)
        found = [(each, content_of(library, each.path)) for each in due]
        with work_session(engine) as session:
            rows = noted_of(session, due)
            ids = select(DeletedFolder.id).filter_by(gallery_id=gallery_id)
            there = set(session.scalars(ids))  # One may have got an album meanwhile.
            learned = []
            for each, content in found:
                if content and each.folder.id in there:
                    row = rows.get((each.folder.id, each.name)) or NotedFile(name=each.name)
                    note(session, gallery_id, each.folder, row, *content)
                    entry, quick_hash = content
                    learned += [
                        Learned(quick_hash, album_id, entry.ctime_ns)
                        for album_id in each.folder.owners
                    ]
            close_late(session, arrivals, learned)


def without_picked(session: Session, gallery_id: int, files: Sequence[Unnoted]) -> list[Unnoted]:
    """Return files without those that somebody picked for another album which does not know yet
    what they are: that has to follow them first, as long as they are known from nowhere else."""
    images = [getattr(Image, mark) for mark in ("path", "album_id", *MARKS)]
    query = (
        select(*images)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery_id, Image.is_picked, Image.state != ImageState.MISSING)
        .where(Image.path.in_([each.path for each in files]))
    )
    picked: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(query):
        picked[row.path].append(row)
    return [
        each
        for each in files
        if not any(
            row.album_id != each.folder.album_id and not is_described(row, each.entry)
            for row in picked[each.path]
        )
    ]


def content_of(library: Library, path: str) -> tuple[FileEntry, bytes] | None:
    """Return what a file is, and its quick hash; None if it cannot be read now."""
    try:
        with library.open(path) as file:
            entry = entry_of(file, path)
            return entry, quick_hash(file, entry.size)
    except OSError:
        return None


def noted_of(session: Session, files: Sequence[Unnoted]) -> dict[tuple[int, str], NotedFile]:
    """Return what is noted of files, by folder and name."""
    query = select(NotedFile).where(
        NotedFile.folder_id.in_({each.folder.id for each in files}),
        NotedFile.name.in_([each.name for each in files]),
    )
    return {(row.folder_id, row.name): row for row in session.scalars(query)}


def note(
    session: Session,
    gallery_id: int,
    folder: ClosedFolder,
    row: NotedFile,
    entry: FileEntry,
    content: bytes,
) -> None:
    """Keep what one file is by now."""
    for album_id, visibility in folder.owners.items():
        keep_former(session, content, album_id, gallery_id, visibility)
    session.add(row)
    row.folder_id = folder.id
    row.size, row.mtime_ns, row.ctime_ns = entry.size, entry.mtime_ns, entry.ctime_ns
    row.inode = entry.inode
