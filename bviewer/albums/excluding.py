"""Files of an album's folder that the album does not show, because a person took them out.

A sync passes over them. What was picked by hand is no file of the folder, and needs none of it.
"""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import CTE, Select, delete, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from bviewer.albums.chosen_items import Chosen
from bviewer.albums.summaries import chunks
from bviewer.library.paths import file_name, folder_of, join
from bviewer.models import (
    Album,
    Deletion,
    ExcludedFile,
    Gallery,
    Image,
    ImageState,
    NewerVersion,
)

MARKS = ("quick_hash", "size", "mtime_ns", "ctime_ns", "inode")
"""What tells a file from others, whatever it is called."""


def exclude(session: Session, album: Album, chosen: Chosen) -> None:
    """Have a sync pass over the files of items that leave an album."""
    if album.folder is None:
        return
    columns = [getattr(Image, mark) for mark in MARKS]
    rows = [
        {
            "album_id": album.id,
            "name": file_name(row.path),
            **{mark: row._mapping[mark] for mark in MARKS},
            # A file that was missing already does not go now.
            "ctime_ns": None if row.state == ImageState.MISSING else row.ctime_ns,
        }
        for row in chosen.rows(session, Image.path, Image.is_picked, Image.state, *columns)
        if not row.is_picked and folder_of(row.path) == album.folder
    ]
    if rows:
        session.execute(insert(ExcludedFile), rows)


def include(session: Session, album: Album, paths: Collection[str]) -> None:
    """Let files be shown again in the album of their folder."""
    names = [file_name(path) for path in paths if folder_of(path) == album.folder]
    for chunk in chunks(names):
        session.execute(
            delete(ExcludedFile).where(
                ExcludedFile.album_id == album.id, ExcludedFile.name.in_(chunk)
            )
        )


def include_items(
    session: Session, album: Album, items: Iterable[tuple[str, bytes | None]]
) -> None:
    """Let the files of items, by path and content, be shown again in the album of their folder.

    Others may have got their names since: these stay out if they lie elsewhere.
    """
    own = {file_name(path): content for path, content in items if folder_of(path) == album.folder}
    alone, contents = set(session.scalars(excluded(album.id))), set(own.values())
    query = select(ExcludedFile).where(ExcludedFile.album_id == album.id)
    for row in session.scalars(query).all() if own else ():
        if row.quick_hash in contents or (row.name in own and row.id in alone):
            session.delete(row)
    session.flush()


def excluded_files(session: Session, gallery_id: int) -> frozenset[tuple[str, bytes]]:
    """Return path and content of the files that a sync of a gallery passes over."""
    rows = session.execute(
        select(Album.folder, ExcludedFile.name, ExcludedFile.quick_hash)
        .join(Album, Album.id == ExcludedFile.album_id)
        .where(Album.gallery_id == gallery_id, Album.folder.is_not(None), ExcludedFile.name != "")
    )
    return frozenset((join(row.folder or "", row.name), row.quick_hash) for row in rows)


def excluded_paths(session: Session, gallery_id: int) -> frozenset[str]:
    """Return the paths that a sync of a gallery passes over."""
    return frozenset(path for path, _content in excluded_files(session, gallery_id))


def number_excluded(session: Session, album_id: str) -> int:
    """Return how many files of its folder an album leaves out, and no other album or trash has."""
    query = select(func.count()).select_from(excluded(album_id).subquery())
    return session.scalars(query).one()


def include_all(session: Session, album: Album) -> None:
    """Let the next sync show all files of an album's folder, but for those that lie elsewhere."""
    ids = session.scalars(excluded(album.id)).all()
    for chunk in chunks([str(each) for each in ids]):
        session.execute(delete(ExcludedFile).where(ExcludedFile.id.in_(list(map(int, chunk)))))


def excluded(album_id: str) -> Select[int]:
    """Select what an album leaves out for good: it lies nowhere else.

    What was moved into another album stays there alone, also if that was deleted, or shows an older
    version of it.
    """
    album, other, known = aliased(Album), aliased(Album), with_older_versions(album_id)
    gallery_id = select(album.gallery_id).where(album.id == album_id).scalar_subquery()
    elsewhere = (
        select(Image.id)
        .join(other, other.id == Image.album_id)
        .outerjoin(Deletion, Deletion.album_id == Image.album_id)
        .join(known, known.c.content == Image.quick_hash)
        .where(
            known.c.newest == ExcludedFile.quick_hash,
            or_(Image.is_picked, Deletion.source_id == album_id),
            or_(other.gallery_id.is_(None), other.gallery_id == gallery_id),
        )
    )
    return select(ExcludedFile.id).where(ExcludedFile.album_id == album_id, ~elsewhere.exists())


def with_older_versions(album_id: str) -> CTE:
    """Return the content that an album leaves out, with all that became it."""
    gallery = select(Album.gallery_id).where(Album.id == album_id).scalar_subquery()
    owner = select(Gallery.owner_id).where(Gallery.id == gallery).scalar_subquery()
    out = aliased(ExcludedFile)
    known = (
        select(out.quick_hash.label("newest"), out.quick_hash.label("content"))
        .where(out.album_id == album_id)
        .cte("known", recursive=True)
    )
    return known.union(
        select(known.c.newest, NewerVersion.quick_hash)
        .join(NewerVersion, NewerVersion.newer_hash == known.c.content)
        .where(NewerVersion.owner_id == owner)
    )


def own_files(album: Album, paths: Collection[str]) -> Iterator[str]:
    """Return the paths that are in the folder of an album."""
    return (path for path in paths if album.folder is not None and folder_of(path) == album.folder)
