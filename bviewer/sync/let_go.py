"""Folders that no album is made of, because theirs was deleted or let go of them, when renamed.

A folder is known by its inode, and by one of its files: numbers are given anew.
"""

from collections.abc import Container, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.originals import move_to
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.listing import FolderListing
from bviewer.library.paths import file_name, folder_of, followed, join
from bviewer.library.reading import storable_inode
from bviewer.library.tree import Library
from bviewer.models import Album, DeletedFolder, Image, NotedFile
from bviewer.sync.keeping import Kept
from bviewer.sync.known import KnownAlbum, is_same_inode
from bviewer.sync.picked import follow_files


def find_renamed(
    session: Session,
    library: Library,
    albums: Container[str],
    deleted: Mapping[str, KnownAlbum],
    listing: FolderListing,
) -> KnownAlbum | None:
    """Return the deleted album whose folder this is, by another name.

    It is none of those that an album follows: the folders of `albums`.
    """
    if listing.inode is None:
        return None
    inode = storable_inode(listing.inode)
    return next(
        (
            album
            for album in deleted.values()
            if album.folder_inode == inode and album.folder not in albums
            if not Kept(inode, images=()).is_there(library, album.folder)
            if holds_some(session, album, listing)
        ),
        None,
    )


def holds_some(session: Session, album: KnownAlbum, listing: FolderListing) -> bool:
    """Tell whether a folder holds a file of an album, or of one that is gone for good."""
    query = select(Image.path, Image.inode).where(
        Image.album_id == album.id, Image.inode.is_not(None)
    )
    noted = (
        select(NotedFile.name, NotedFile.inode)
        .join(DeletedFolder, DeletedFolder.id == NotedFile.folder_id)
        .where(DeletedFolder.album_id == album.id, NotedFile.inode.is_not(None))
    )
    inodes = {join(album.folder, name): inode for name, inode in session.execute(noted)}
    inodes.update((row.path, row.inode) for row in session.execute(query))
    known = ((inodes.get(join(album.folder, file.name)), file.inode) for file in listing.files)
    return any(None not in pair and is_same_inode(*pair) for pair in known)


def follow_folders(session: Session, gallery_id: int, folders: Mapping[str, str]) -> None:
    """Let what is known of folders follow them; `folders` has the new ones by the former."""
    for row in session.scalars(select(DeletedFolder).filter_by(gallery_id=gallery_id)).all():
        folder = folders.get(row.folder) or followed(folders, row.folder)
        if folder is not None:
            album = session.get(Album, row.album_id)
            if album is not None and not album.gallery_id and album.folder == row.folder:
                follow(session, album, folder)
            row.folder = folder
    paths = dict(picked_paths(session, gallery_id, folders))
    refresh_summaries(session, follow_files(session, gallery_id, paths))


def follow(session: Session, album: Album, folder: str) -> None:
    """Let a deleted album be where its folder is now: it may be restored."""
    for image in session.scalars(select(Image).where(Image.album_id == album.id)).all():
        if not image.is_picked and folder_of(image.path) == album.folder:
            move_to(image, album.id, join(folder, file_name(image.path)))
    album.folder = folder


def picked_paths(
    session: Session, gallery_id: int, folders: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Return the former and the new paths of picked images in these folders."""
    if not folders:
        return
    query = (
        select(Image.path)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery_id, Image.is_picked)
        .distinct()
    )
    for path in session.scalars(query):
        if (now := followed(folders, path)) is not None:
            yield path, now
