"""The very folders of closed albums: where they are, whatever is in them, by their inodes.

Nobody knows on devices where inodes are others for the same files, as some shares are after each
mount. And on two disks below one library two folders may have the same: roots of mounts often do.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, null, select, union_all
from sqlalchemy.orm import Session, aliased

from bviewer.albums.lately import is_recent
from bviewer.albums.summaries import chunks
from bviewer.library.paths import ancestors
from bviewer.library.reading import storable_inode
from bviewer.library.tree import Library
from bviewer.models import Album, DeletedFolder, Gallery, Visibility
from bviewer.sync.closing import openness
from bviewer.sync.keeping import Kept
from bviewer.sync.known import KnownAlbum
from bviewer.sync.scan import Scan


def is_closed(albums: Mapping[str, KnownAlbum], folder: str) -> bool:
    """Return whether a folder has an album that is hidden or private, or is in one."""
    return any(
        albums[above].visibility != Visibility.VISIBLE
        for above in (folder, *ancestors(folder))
        if above in albums
    )


def renamed_closed(
    found: Scan,
    gone: Iterable[KnownAlbum],
    folders: Mapping[str, str],
    keepers: Container[str] = (),
) -> dict[str, list[str]]:
    """Return the ids of closed albums by where their very folders are, if they did not follow.

    Deleted ones are as closed as can be, and `keepers` count as closed.
    """
    renamed: dict[str, list[str]] = defaultdict(list)
    inodes = {inode: at for at, inode in new_inodes(found)}
    for album, now in left_behind(found, gone, folders):
        if album.id in keepers or is_closed(found.albums, album.folder):
            renamed[now].append(album.id)
    for album in found.deleted.values():
        if album.folder_inode in inodes:
            renamed[inodes[album.folder_inode]].append(album.id)
    return renamed


def left_behind(
    found: Scan, gone: Iterable[KnownAlbum], folders: Mapping[str, str]
) -> Iterator[tuple[KnownAlbum, str]]:
    """Return the albums that did not follow their very folders, and where these are."""
    inodes = {inode: at for at, inode in new_inodes(found)}
    unread = {folder for folder in found.albums if found.is_unknown(folder)}
    seen = (found.inodes.keys() | found.lost.keys() | unread) & found.albums.keys()
    known = [found.albums[folder] for folder in seen if found.has_inode(folder)]
    there = [album for album in known if not album.missing]
    for album in (*gone, *there):  # What is missing for long may have had any inode.
        folder = album.folder
        now = inodes.get(album.folder_inode or 0, folder)
        is_here = found.is_very_folder(folder, folder) or now in {folder, folders.get(folder)}
        if not is_here:
            yield album, now


def renamed_of_others(
    session: Session, library: Library, gallery_id: int, found: Scan
) -> Iterator[tuple[str, str]]:
    """Return where the very folders of closed albums of the owner's other galleries are now, with
    the ids of these, if they are not where they were. Some were deleted, or let go of their
    folders."""
    inodes = {inode: at for at, inode in new_inodes(found)}
    for chunk in chunks(sorted(inodes)):
        for row in session.execute(folders_of_others(gallery_id, chunk)):
            kept = Kept(row.folder_inode, images=())
            is_gone = not kept.is_there(Library(library.root, home=row.home), row.folder)
            if is_gone and was_closed(session, row):
                yield inodes[row.folder_inode], row.album_id


def folders_of_others(gallery_id: int, inodes: Sequence[int]) -> Select[tuple[Any, ...]]:
    """Select the folders with these inodes that albums of the owner's other galleries have, or had,
    and what these amounted to if they are gone for good."""
    this, other = aliased(Gallery), aliased(Gallery)
    columns = attrgetter("gallery_id", "folder", "folder_inode")
    had = union_all(
        select(Album.id.label("album_id"), *columns(Album), null().label("visibility")),
        select(DeletedFolder.album_id, *columns(DeletedFolder), DeletedFolder.visibility),
    ).subquery()
    return (
        select(had, other.home)
        .join(other, other.id == had.c.gallery_id)
        .join(this, (this.owner_id == other.owner_id) & (this.id != other.id))
        .where(this.id == gallery_id, had.c.folder.is_not(None), had.c.folder_inode.in_(inodes))
    )


def was_closed(session: Session, row: Row[tuple[Any, ...]]) -> bool:
    """Tell whether an album is closed, or was until it was gone for good. What is missing for long
    may have had any folder."""
    album = session.get(Album, row.album_id)
    if album is None:
        return row.visibility is not None
    is_known = not album.missing or is_recent(album.gone_at)
    return is_known and openness(session, album) != Visibility.VISIBLE


def closed_inodes(found: Scan) -> set[int]:
    """Return the inodes of the folders of closed albums, but for those missing for long."""
    return {
        album.folder_inode
        for folder, album in found.albums.items()
        if album.folder_inode is not None and is_closed(found.albums, folder)
        if found.has_inode(folder) and (not album.missing or is_recent(album.gone_at))
    }


def closed_elsewhere(found: Scan) -> set[str]:
    """Return the places of closed albums where another folder is, if nobody knows of theirs.

    It may be where nothing was looked at, and be found there by the next sync.
    """
    if found.is_whole:
        return set()
    inodes = {inode for _at, inode in new_inodes(found)}
    return {
        folder
        for folder in found.inodes.keys() & found.albums.keys()
        if not found.is_same_folder(folder) and is_closed(found.albums, folder)
        if found.has_inode(folder) and found.albums[folder].folder_inode not in inodes
    }


def new_inodes(found: Scan) -> Iterator[tuple[str, int]]:
    """Return the folders that were found where they are not known to be, and their inodes.

    What is back may be the folder of another album that has taken the inode of the missing one: it
    is known by what is in it, unless that album had it until now. Of two with the same, what is
    back comes first.
    """
    held = {album.folder_inode for album in found.albums.values() if not album.missing}
    known, back = [], []
    for folder, inode in found.inodes.items():
        album = found.albums.get(folder)
        if inode is None or not found.has_inode(folder):
            continue
        at = folder, storable_inode(inode)
        if album is None or album.folder_inode != at[1]:
            known.append(at)
        elif album.missing and (at[1] in held or folder not in found.anchored):
            back.append(at)
    yield from (*back, *known)
