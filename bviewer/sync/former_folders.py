"""The folders that albums had lately, until others were at their places: they may be found later,
where nothing was looked at before. An inode is that of the album which had it last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from bviewer.albums.lately import APPEARS_FOR
from bviewer.albums.picking import UNSEEN
from bviewer.albums.summaries import chunks
from bviewer.library.paths import followed
from bviewer.library.reading import storable_inode
from bviewer.library.tree import Library
from bviewer.models import Album, FormerFolder, now
from bviewer.sync.keeping import is_very_folder
from bviewer.sync.known import KnownAlbum


def was_had_lately() -> ColumnElement[bool]:
    """Return the condition that a folder may still be found: not everything was looked at since it
    was left, or that is not long ago."""
    left_at = FormerFolder.left_at
    return or_(left_at.is_(None), left_at > now() - APPEARS_FOR)


class Former(NamedTuple):
    """The ids of albums by the `inodes` and by the `places` of folders that they had lately, and
    whether some of these were left since everything was looked at last."""

    inodes: Mapping[int, Sequence[str]] = MappingProxyType({})
    places: Mapping[str, Sequence[str]] = MappingProxyType({})
    is_news: bool = False


def load_former(session: Session, gallery_id: int) -> Former:
    """Return the folders that the albums of a gallery had lately."""
    query = select(FormerFolder).where(FormerFolder.gallery_id == gallery_id, was_had_lately())
    inodes: dict[int, list[str]] = defaultdict(list)
    places: dict[str, list[str]] = defaultdict(list)
    is_news = False
    for row in session.scalars(query):
        inodes[row.inode].append(row.album_id)
        places[row.folder].append(row.album_id)
        is_news |= row.left_at is None
    return Former(inodes, places, is_news)


def remember_folders(
    session: Session, gallery_id: int, albums: Sequence[KnownAlbum], *, is_whole: bool
) -> None:
    """Note the folders that albums of a gallery had until now; forget those of long ago.

    Time passes since a sync that looked at everything, as this one if it `is_whole`.
    """
    session.execute(delete(FormerFolder).where(FormerFolder.left_at < now() - APPEARS_FOR))
    key = tuple_(FormerFolder.album_id, FormerFolder.inode)
    left = {album.id: album for album in albums}
    for chunk in chunks(sorted(left)):
        rows = [(album_id, left[album_id].folder_inode) for album_id in chunk]
        session.execute(delete(FormerFolder).where(key.in_(rows)))
        session.add_all(
            FormerFolder(
                album_id=album_id,
                inode=inode,
                gallery_id=gallery_id,
                folder=left[album_id].folder,
            )
            for album_id, inode in rows
        )
    if is_whole:
        session.flush()
        waiting = update(FormerFolder).where(FormerFolder.gallery_id == gallery_id)
        session.execute(waiting.where(FormerFolder.left_at.is_(None)).values(left_at=now()))


def follow_former(session: Session, gallery_id: int, folders: Mapping[str, str]) -> None:
    """Let the places where albums had their folders go along with the folders around these, which
    have new names by the former ones."""
    if folders:
        for row in session.scalars(select(FormerFolder).filter_by(gallery_id=gallery_id)).all():
            row.folder = followed(folders, row.folder) or row.folder


def note_inodes(
    session: Session, library: Library, gallery_id: int, found: Iterable[tuple[Album, int]]
) -> None:
    """Note the inodes of the folders of albums. Others of the same disk that had one of these have
    it no more: nobody takes for theirs what comes back with it."""
    news: dict[int, Album] = {}
    for album, inode in found:
        if album.folder_inode != storable_inode(inode):
            album.folder_inode = storable_inode(inode)
            news[storable_inode(inode)] = album
    ids = [album.id for album in news.values()]
    for chunk in chunks(sorted(news)):
        had = select(Album).where(Album.gallery_id == gallery_id, Album.folder_inode.in_(chunk))
        for album in session.scalars(had.where(Album.id.not_in(ids))).all():
            if is_taken(library, album.folder, album.folder_inode, news):
                album.folder_inode = UNSEEN  # Not unknown: any folder might be its own then.
        former = select(FormerFolder).where(FormerFolder.gallery_id == gallery_id)
        for row in session.scalars(former.where(FormerFolder.inode.in_(chunk))).all():
            is_back = row.album_id == news[row.inode].id
            if is_back or is_taken(library, row.folder, row.inode, news):
                session.delete(row)


def is_taken(
    library: Library, folder: str | None, inode: int | None, news: Mapping[int, Album]
) -> bool:
    """Tell whether the inode of a folder is that of an album which has it new: not of one on
    another disk, which may be away."""
    place = folder or ""
    device = library.device(news[inode or 0].folder or "")
    return library.device(place) == device and not is_very_folder(library, place, inode)
