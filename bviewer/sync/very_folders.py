"""The very folders of closed albums: where they are, whatever is in them, by their inodes.

Nobody knows where inodes are others for the same files, as on some shares after each mount. And on
two disks below one library two folders may have the same: roots of mounts often do.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bviewer.library.paths import ancestors
from bviewer.library.reading import storable_inode
from bviewer.models import Visibility
from bviewer.sync.appearing import is_recent
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
    found: Scan, gone: Iterable[KnownAlbum], folders: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the ids of closed albums by where their very folders are, if they did not follow."""
    renamed: dict[str, list[str]] = defaultdict(list)
    if found.renumbered:
        return renamed
    inodes = {inode: at for at, inode in new_inodes(found)}
    seen = (found.inodes.keys() | found.lost.keys()) & found.albums.keys()
    there = [album for folder in seen if not (album := found.albums[folder]).missing]
    for album in (*gone, *there):  # What is missing for long may have had any inode.
        folder = album.folder
        now = inodes.get(album.folder_inode or 0, folder)
        is_here = found.is_very_folder(folder, folder) or now in {folder, folders.get(folder)}
        if not is_here and is_closed(found.albums, folder):
            renamed[now].append(album.id)
    return renamed


def closed_inodes(found: Scan) -> set[int]:
    """Return the inodes of the folders of closed albums, but for those missing for long."""
    return (
        set()
        if found.renumbered
        else {
            album.folder_inode
            for folder, album in found.albums.items()
            if album.folder_inode is not None and is_closed(found.albums, folder)
            if not album.missing or is_recent(album.gone_at)
        }
    )


def closed_elsewhere(found: Scan) -> set[str]:
    """Return the places of closed albums where another folder is, if nobody knows of theirs.

    It may be where nothing was looked at, and be found there by the next sync.
    """
    if found.renumbered or found.is_whole:
        return set()
    inodes = {inode for _at, inode in new_inodes(found)}
    return {
        folder
        for folder in found.inodes.keys() & found.albums.keys()
        if not found.is_same_folder(folder) and is_closed(found.albums, folder)
        if found.albums[folder].folder_inode not in inodes
    }


def new_inodes(found: Scan) -> Iterator[tuple[str, int]]:
    """Return the folders that were found where they are not known to be, and their inodes."""
    for folder, inode in found.inodes.items():
        album = found.albums.get(folder)
        if inode is not None and (album is None or album.folder_inode != storable_inode(inode)):
            yield folder, storable_inode(inode)
