"""Putting files of folders into albums by hand, and binding albums to folders."""

import os
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import note_change
from bviewer.albums.closed_folders import is_closing
from bviewer.albums.editing import set_visibility
from bviewer.albums.excluding import include
from bviewer.albums.originals import followed
from bviewer.albums.selections import COPIED
from bviewer.albums.summaries import chunks
from bviewer.albums.transfers import copied
from bviewer.library.listing import FolderNames
from bviewer.library.paths import folder_of, join
from bviewer.models import Album, DeletedFolder, Image, ImageState, Visibility
from bviewer.models.base import ByteIndex
from bviewer.problems import Problem

UNSEEN = 0  # The inode of a folder that no sync has seen yet: no folder has it.
LOOKED_AT = 100  # Images of an album whose folders are counted.

KNOWN = [
    getattr(Image, name)
    for name in (
        *("id", "path", "album_id", "width", "height", "size", "mtime_ns", "quick_hash"),
        *("placeholder", "state"),
    )
]


# Ids are random: the first ones are a fair sample, and always the same.
SOME_PATHS = select(Image.path).where(Image.album_id == bindparam("album_id")).order_by(Image.id)
# Made once: a page of a folder waits for it.
ROWS = select(*KNOWN).where(
    Image.album_id.in_(bindparam("album_ids", expanding=True)),
    Image.path.in_(bindparam("paths", expanding=True)),
)


class Picked(NamedTuple):
    """How many files came into an album, and the paths of those that nobody has read yet."""

    number: int
    unread: list[str]


def usual_folder(session: Session, album: Album) -> str:
    """Return the folder that most images of an album come from; without any, its own or the top."""
    paths = session.scalars(SOME_PATHS.limit(LOOKED_AT), {"album_id": album.id})
    folders = Counter(folder_of(path) for path in paths if path[0] != "\0")
    return folders.most_common(1)[0][0] if folders else followed(album.folder) or ""


def paths_in(session: Session, album: Album, folder: str) -> set[str]:
    """Return the paths of files in a folder that an album shows."""
    query = select(Image.path).where(*within(album, folder))
    return {path for path in session.scalars(query) if folder_of(path) == folder}


def count_in(session: Session, album: Album, folder: str) -> int:
    """Return how many files of a folder an album shows that are there."""
    start = os.fsencode(f"{folder}/" if folder else "")
    rest = func.substr(type_coerce(Image.path, LargeBinary), len(start) + 1)
    is_there = [ByteIndex(rest, b"/") == 0, Image.state != ImageState.MISSING]
    query = select(func.count()).where(*within(album, folder), *is_there)
    return session.scalar(query) or 0


def within(album: Album, folder: str) -> list[ColumnElement[bool]]:
    """Return the conditions of images of an album whose files are in a folder or below it."""
    return [Image.album_id == album.id, *below(folder)]


def below(folder: str) -> list[ColumnElement[bool]]:
    """Return the conditions of images whose files are in a folder or below it."""
    # After the slash comes the 0.
    return [Image.path > f"{folder}/", Image.path < f"{folder}0"] if folder else []


def find_folder_album(session: Session, gallery_id: int, folder: str) -> Album | None:
    """Return the album that follows a folder."""
    query = select(Album).where(Album.gallery_id == gallery_id, Album.folder == folder)
    return session.scalar(query)


def rows_of(
    session: Session, albums: Sequence[Album | None], paths: Collection[str]
) -> list[Row[Any]]:
    """Return what some albums know of files."""
    ids = {album.id for album in albums if album}
    return [
        row
        for chunk in chunks(sorted(paths))
        for row in session.execute(ROWS, {"album_ids": list(ids), "paths": list(chunk)})
    ]


def known_of(rows: Sequence[Row[Any]], album: Album | None) -> dict[str, Row[Any]]:
    """Return, by path, what the album of their folder knows of files that are there."""
    rows = [row for row in rows if album and row.album_id == album.id]
    return {row.path: row for row in rows if row.state != ImageState.MISSING}


def names_of(listing: FolderNames, wanted: Collection[str]) -> list[str]:
    """Return names of files in their order; refuse them all if one is not in the folder."""
    if not wanted:
        raise Problem("nothing_chosen")
    if not set(wanted).issubset(listing.files):
        raise Problem("file_gone")
    return [name for name in listing.files if name in wanted]


def pick_files(session: Session, album: Album, folder: str, names: Sequence[str]) -> Picked:
    """Put files of a folder into an album, but for those that it has already.

    What the album of the folder knows of them is known at once; the others have to be read.
    """
    here = paths_in(session, album, folder)
    paths = [path for name in names if (path := join(folder, name)) not in here]
    followed_by = find_folder_album(session, album.gallery_id, folder)
    known = known_of(rows_of(session, [followed_by], paths), followed_by)
    ids = [known[path].id for path in paths if path in known]
    rows = [
        copied(row._mapping, album)
        for chunk in chunks(ids)
        for row in session.execute(select(*COPIED).where(Image.id.in_(chunk)))
    ]
    if rows:
        session.execute(insert(Image), rows)
        note_change(session, album)
    include(session, album, paths)
    return Picked(len(rows), [path for path in paths if path not in known])


def bind(session: Session, album: Album, folder: str, *, may_close: bool = False) -> None:
    """Let an album follow a folder from the next sync on; what was picked for it stays.

    A deleted album that had this folder goes on to be known by it: if that is more closed, this one
    becomes private, so it has to be said that it `may_close`. It does at once: what was edited
    there since the last sync is known to nobody.
    """
    other = find_folder_album(session, album.gallery_id, folder)
    if other is not None:
        raise Problem("folder_has_album", "folder", title=other.title)
    if is_closing(session, album, folder):
        if not may_close:
            raise Problem("folder_was_closed", "folder")
        set_visibility(session, album, Visibility.PRIVATE)
    album.folder, album.is_placed, album.missing = folder, True, False
    album.folder_inode = UNSEEN
    gone = delete(DeletedFolder).where(
        DeletedFolder.album_id == album.id, DeletedFolder.folder == folder
    )
    session.execute(gone, execution_options={"synchronize_session": False})
    for path in paths_in(session, album, folder):
        session.execute(
            update(Image)
            .where(Image.album_id == album.id, Image.path == path)
            .values(is_picked=False)
        )
    note_change(session, album)


def unbind(session: Session, album: Album) -> None:
    """Let an album hold what somebody picks from now on; no sync makes another one of its folder.

    What it shows stays.
    """
    if album.folder is None:
        return
    if album.parent_id is None:
        raise Problem("home_immovable", "folder")
    session.add(
        DeletedFolder(
            gallery_id=album.gallery_id,
            folder=album.folder,
            album_id=album.id,
            deletion_id=album.id,
            folder_inode=album.folder_inode,
        )
    )
    album.folder, album.missing = None, False
    picked = update(Image).where(Image.album_id == album.id).values(is_picked=True)
    session.execute(picked, execution_options={"synchronize_session": False})
    note_change(session, album)
