"""The folders that albums had lately, until others were at their places: they may be found later,
where nothing was looked at before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from bviewer.albums.lately import APPEARS_FOR
from bviewer.albums.summaries import chunks
from bviewer.library.reading import storable_inode
from bviewer.library.tree import Library
from bviewer.models import Album, FormerFolder, now
from bviewer.sync.keeping import has_its_folder


def load_former(session: Session) -> dict[int, list[str]]:
    """Return the ids of the albums, of all galleries, by the inodes of the folders they had lately:
    there are few, also of albums that were deleted since."""
    query = select(FormerFolder.inode, FormerFolder.album_id).where(
        FormerFolder.left_at > now() - APPEARS_FOR
    )
    former: dict[int, list[str]] = defaultdict(list)
    for inode, album_id in session.execute(query):
        former[inode].append(album_id)
    return former


def remember_folders(session: Session, left: Mapping[str, int]) -> None:
    """Note the inodes of folders that albums have no more, by the ids of these; forget old ones."""
    session.execute(delete(FormerFolder).where(FormerFolder.left_at < now() - APPEARS_FOR))
    key = tuple_(FormerFolder.album_id, FormerFolder.inode)
    for chunk in chunks(sorted(left)):
        rows = [(album_id, left[album_id]) for album_id in chunk]
        session.execute(delete(FormerFolder).where(key.in_(rows)))
        session.add_all(
            FormerFolder(album_id=album_id, inode=inode, left_at=now()) for album_id, inode in rows
        )


def note_inodes(
    session: Session, library: Library, gallery_id: int, found: Iterable[tuple[Album, int]]
) -> None:
    """Note the inodes of the folders of albums. Others that had one of these have it no more, but
    for those that have it still, on another disk: nobody takes for theirs what comes back with it.
    """
    news: dict[int, str] = {}
    for album, inode in found:
        if album.folder_inode != storable_inode(inode):
            album.folder_inode = storable_inode(inode)
            news[storable_inode(inode)] = album.id
    for chunk in chunks(sorted(news)):
        had = select(Album).where(Album.gallery_id == gallery_id, Album.folder_inode.in_(chunk))
        for album in session.scalars(had.where(Album.id.not_in(news.values()))):
            if not has_its_folder(library, album):
                album.folder_inode = None
