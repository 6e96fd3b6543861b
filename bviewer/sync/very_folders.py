"""The very folders of closed albums: where they are, whatever is in them, by their inodes.

Nobody knows on devices where inodes are others for the same files, as some shares are after each
mount. And on two disks below one library two folders may have the same: roots of mounts often do.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, null, select
from sqlalchemy.orm import Session, aliased

from bviewer.albums.closed_folders import visibilities_of
from bviewer.albums.lately import is_recent
from bviewer.albums.summaries import chunks
from bviewer.library.paths import ancestors
from bviewer.library.reading import storable_inode
from bviewer.library.tree import Library
from bviewer.models import Album, DeletedFolder, FormerFolder, Gallery, Visibility
from bviewer.sync.former_folders import was_had_lately
from bviewer.sync.keeping import is_very_folder
from bviewer.sync.known import KnownAlbum, is_same_inode
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
    for album, places in left_behind(found, gone, folders):
        if album.id in keepers or is_closed(found.albums, album.folder):
            for place in places:
                renamed[place].append(album.id)
    new = new_places(found)
    deleted = ((album, album.folder_inode) for album in found.deleted.values())
    for album, inode in (*deleted, *formerly_closed(found)):
        for place in new.get(inode or 0, ()):
            renamed[place].append(album.id)
    return renamed


def formerly_closed(found: Scan) -> Iterator[tuple[KnownAlbum, int]]:
    """Return the closed albums with the inodes of folders that they had lately."""
    known = chain(found.albums.values(), found.deleted.values())
    albums = {album.id: album for album in known}
    for inode, album_ids in found.former.inodes.items():
        for album in (albums[album_id] for album_id in album_ids if album_id in albums):
            if album.folder in found.deleted or is_closed(found.albums, album.folder):
                yield album, inode


def left_behind(
    found: Scan, gone: Iterable[KnownAlbum], folders: Mapping[str, str]
) -> Iterator[tuple[KnownAlbum, list[str]]]:
    """Return the albums that did not follow their very folders, and where these are, or may be."""
    new = new_places(found)
    unread = {folder for folder in found.albums if found.is_unknown(folder)}
    seen = (found.inodes.keys() | found.lost.keys() | unread) & found.albums.keys()
    known = [found.albums[folder] for folder in seen if found.has_inode(folder)]
    # What is missing for long may have had any inode.
    there = [album for album in known if not album.missing or is_recent(album.gone_at)]
    for album in dict.fromkeys((*gone, *there)):
        folder = album.folder
        places = new.get(album.folder_inode or 0, [folder])
        follows = not {folder, folders.get(folder)}.isdisjoint(places)
        if not follows and not found.is_very_folder(folder, folder):
            yield album, places


def renamed_of_others(
    session: Session, library: Library, gallery_id: int, found: Scan
) -> Iterator[tuple[str, str]]:
    """Return where the very folders of closed albums of the owner's other galleries are now, with
    the ids of these, if they are not where they were. Some were deleted, or let go of their
    folders."""
    new = new_places(found)
    this, other = aliased(Gallery), aliased(Gallery)
    is_of_owner = (this.owner_id == other.owner_id) & (this.id != other.id)
    others = select(other.id, other.home).join(this, is_of_owner).where(this.id == gallery_id)
    for other_id, home in session.execute(others).all() if new else ():
        there = Library(library.root, home=home)
        for chunk in chunks(sorted(new)):
            gone = [
                row
                for row in folders_had(session, other_id, chunk)
                if not is_very_folder(there, row.folder, row.folder_inode)
            ]
            amounts = visibilities_of(session, {row.album_id for row in gone})
            for row in gone:
                amount = amounts.get(row.album_id, row.visibility or Visibility.VISIBLE)
                if amount != Visibility.VISIBLE:
                    yield from ((place, row.album_id) for place in new[row.folder_inode])


def folders_had(session: Session, gallery_id: int, inodes: Sequence[int]) -> list[Row[Any]]:
    """Return the folders with these inodes that albums of a gallery have, or had lately, but for
    those missing for long, and that others had whom no album follows now; with what these amounted
    to if they are gone for good."""
    columns_of = attrgetter("folder", "folder_inode")
    albums = session.execute(
        select(Album.id.label("album_id"), *columns_of(Album), null().label("visibility"))
        .add_columns(Album.missing, Album.gone_at)
        .where(Album.gallery_id == gallery_id, Album.folder.is_not(None))
        .where(Album.folder_inode.in_(inodes))
    ).all()
    taken = {row.folder_inode for row in albums if not row.missing}
    left = session.execute(
        select(DeletedFolder.album_id, *columns_of(DeletedFolder), DeletedFolder.visibility)
        .where(DeletedFolder.gallery_id == gallery_id)
        .where(DeletedFolder.folder_inode.in_(set(inodes) - taken))
    )
    former = session.execute(
        select(FormerFolder.album_id, FormerFolder.folder, FormerFolder.inode.label("folder_inode"))
        .add_columns(null().label("visibility"))
        .where(FormerFolder.gallery_id == gallery_id, was_had_lately())
        .where(FormerFolder.inode.in_(set(inodes) - taken))
    )
    return [*(row for row in albums if not row.missing or is_recent(row.gone_at)), *left, *former]


def closed_inodes(found: Scan) -> set[int]:
    """Return the inodes of the folders of closed albums, also of those that they had lately, but
    for those missing for long."""
    return {inode for _album, inode in formerly_closed(found)} | {
        album.folder_inode
        for folder, album in found.albums.items()
        if album.folder_inode is not None and is_closed(found.albums, folder)
        if found.has_inode(folder) and (not album.missing or is_recent(album.gone_at))
    }


def find_displaced(found: Scan, folders: Mapping[str, str]) -> list[KnownAlbum]:
    """Return the albums at the places of whose folders others are: theirs may be where nothing was
    looked at, or was passed over, and be found by a later sync.

    `folders` has the new folder of albums that moved. What is missing for long may have had any,
    and what was there with nothing in it for long is none to be found if a disk is back.
    """
    emptied = found.had_files - found.intact
    return [
        album
        for folder, album in found.albums.items()
        if album.folder_inode and (not album.missing or is_recent(album.gone_at))
        if folder in found.filled or is_recent(album.gone_at) or folder in emptied
        if found.has_inode(place := folders.get(folder, folder))
        if not is_same_inode(album.folder_inode, found.inodes.get(place))
    ]


def moved_very_folders(found: Scan) -> dict[str, str]:
    """Return where the very folders of albums are by now, by where they were."""
    new = new_places(found)
    places = {album.folder: new.get(album.folder_inode or 0) for album in found.albums.values()}
    return {folder: some[0] for folder, some in places.items() if some}


def new_places(found: Scan) -> dict[int, list[str]]:
    """Return the folders that were found where they are not known to be, by their inodes.

    What is back may be the folder of another album, on another disk, whose inode is the same: it is
    known by a file that is back as it was, or back at all if no other album has that inode.
    """
    had = defaultdict(set)
    for known in found.albums.values():
        if known.folder_inode is not None and (not known.missing or is_recent(known.gone_at)):
            had[known.folder_inode].add(known.folder)
    new: dict[int, list[str]] = defaultdict(list)
    for folder, inode in found.inodes.items():
        album = found.albums.get(folder)
        if inode is None or not found.has_inode(folder):
            continue
        number = storable_inode(inode)
        if album is not None and album.folder_inode == number:
            others = had[number] - {folder}
            is_back = folder in found.intact or (folder in found.returned and not others)
            if is_back or not album.missing:
                continue
        new[number].append(folder)
    return new
