"""Files that are picked, and strangers who would see more of them."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.closed_folders import is_closing
from bviewer.albums.summaries import chunks
from bviewer.albums.transfers import is_opening
from bviewer.library.paths import ancestors, join
from bviewer.models import Album, Image


def is_opening_pick(session: Session, album: Album, folder: str, names: Collection[str]) -> bool:
    """Return whether strangers would see more of a file in an album than in all that have it; or of
    one that none has, than in the album that has its folder, or the nearest above it, or had."""
    holders = holders_of(session, album, [join(folder, name) for name in names])
    ids = set().union(*holders.values())
    open_ids = {
        each.id
        for each in session.scalars(select(Album).where(Album.id.in_(ids)))
        if not is_opening(session, each, album)
    }
    if any(open_ids.isdisjoint(ids) for ids in holders.values()):
        return True
    return len(holders) < len(names) and is_opening_folder(session, album, folder)


def holders_of(session: Session, album: Album, paths: Collection[str]) -> dict[str, set[str]]:
    """Return the ids of the albums of the gallery of one that have files, by the paths of these."""
    found: dict[str, set[str]] = defaultdict(set)
    query = select(Image.path, Image.album_id).join(Album, Album.id == Image.album_id)
    query = query.where(Album.gallery_id == album.gallery_id)
    for chunk in chunks(sorted(paths)):
        for path, album_id in session.execute(query.where(Image.path.in_(chunk))):
            found[path].add(album_id)
    return found


def is_opening_folder(session: Session, album: Album, folder: str) -> bool:
    """Return whether strangers would see more of a folder in an album than in the one that has it,
    or the nearest above it; or that had it, and let go of it."""
    following = album_around(session, album, folder)
    return is_opening(session, following, album) or is_closing(session, album, folder)


def album_around(session: Session, album: Album, folder: str) -> Album:
    """Return the album, of the gallery of one, that has a folder or the nearest above it; this one
    if none has."""
    around = [folder, *ancestors(folder)]
    query = select(Album).where(Album.gallery_id == album.gallery_id, Album.folder.in_(around))
    return max(session.scalars(query), key=lambda each: len(each.folder or ""), default=album)


def sources_of(session: Session, album: Album, folder: str, names: Collection[str]) -> set[str]:
    """Return the ids of the albums that show files of a folder, or that would without an album into
    which they are picked."""
    holders = holders_of(session, album, [join(folder, name) for name in names])
    return set().union(*holders.values(), {album_around(session, album, folder).id})
