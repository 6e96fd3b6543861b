"""What owners do while a sync runs: it writes nothing of what is not as it was when it looked.

Each transaction asks again, for all that it writes; the next sync does the rest. Paths need not be
asked for: nobody but a sync changes those, and there is one at a time.
"""

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.paths import ancestors, folder_of, join
from bviewer.models import Album, DeletedFolder, ExcludedFile, Image, Visibility
from bviewer.security.visibility import effective_visibilities
from bviewer.sync.known import KnownImage
from bviewer.sync.plan import Plan
from bviewer.sync.scan import is_deleted

# Of tables, and made once: they are asked for each batch of files.
ALBUM, DELETED_FOLDER = Album.__table__.c, DeletedFolder.__table__.c
EXCLUDED_FILE = ExcludedFile.__table__.c
ALBUMS = select(ALBUM.folder, ALBUM.id).where(
    ALBUM.gallery_id == bindparam("gallery_id"),
    ALBUM.folder.in_(bindparam("folders", expanding=True)),
)
DELETED = select(DELETED_FOLDER.folder).where(
    DELETED_FOLDER.gallery_id == bindparam("gallery_id"),
    DELETED_FOLDER.folder.in_(bindparam("folders", expanding=True)),
)
EXCLUDED = select(EXCLUDED_FILE.album_id, EXCLUDED_FILE.name).where(
    EXCLUDED_FILE.album_id.in_(bindparam("ids", expanding=True))
)
FLAGS = select(ALBUM.id, ALBUM.parent_id, ALBUM.visibility).where(
    ALBUM.gallery_id == bindparam("gallery_id")
)


class Bindings(NamedTuple):
    """The ids of albums by the folders that they have now, and the folders that have none."""

    albums: dict[str, str]
    deleted: list[str]

    def has(self, folder: str, album_id: str | None) -> bool:
        """Tell whether a folder has this album still; without one, whether it may get any."""
        is_other = album_id is not None and self.albums.get(folder) != album_id
        return not (is_other or is_deleted(folder, self.albums, self.deleted))


def bindings_of(session: Session, gallery_id: int, folders: Iterable[str]) -> Bindings:
    """Return which albums have some folders of a gallery now, and those around them."""
    now = Bindings({}, [])
    around = {path for folder in folders for path in (folder, *ancestors(folder))}
    for chunk in chunks(sorted(around)):
        asked = {"gallery_id": gallery_id, "folders": chunk}
        now.albums.update((row.folder, row.id) for row in session.execute(ALBUMS, asked))
        now.deleted.extend(row.folder for row in session.execute(DELETED, asked))
    return now


def left_out_now(session: Session, albums: Mapping[str, str]) -> set[str]:
    """Return the paths of files that the `albums` of their folders leave out."""
    folders = {album_id: folder for folder, album_id in albums.items()}
    return {
        join(folders[row.album_id], row.name)
        for chunk in chunks(sorted(folders))
        for row in session.execute(EXCLUDED, {"ids": chunk})
    }


def rows_at(
    session: Session, albums: Mapping[str, str], paths: Collection[str]
) -> dict[str, Image]:
    """Return the rows, by path, which the `albums` of their folders have for some paths.

    These may have been picked, before the album had that folder or the file came there.
    """
    asked = sorted(path for path in paths if folder_of(path) in albums)
    query = select(Image).where(Image.album_id.in_(sorted(albums.values())))
    return {
        image.path: image
        for chunk in chunks(asked)
        for image in session.scalars(query.where(Image.path.in_(chunk)))
        if albums.get(folder_of(image.path)) == image.album_id
    }


def is_unchanged(row: Any, known: KnownImage) -> bool:
    """Tell whether an image still is in the album that is known, as a file of its folder."""
    return row is not None and row.album_id == known.album_id and not row.is_picked


def unchanged(session: Session, images: Mapping[str, KnownImage]) -> set[str]:
    """Return the ids of those images that still are in the albums that are known."""
    query = select(Image.id, Image.album_id, Image.is_picked)
    return {
        row.id
        for chunk in chunks(sorted(images))
        for row in session.execute(query.where(Image.id.in_(chunk)))
        if is_unchanged(row, images[row.id])
    }


def bound_by(plan: Plan) -> dict[str, str]:
    """Return the ids of albums by the folders that they have once these are followed."""
    albums = plan.scan.albums
    return {plan.folders.get(folder, folder): album.id for folder, album in albums.items()}


def are_closed(
    session: Session, gallery_id: int, album_ids: Collection[str], by_sync: Container[str]
) -> bool:
    """Tell whether any of these albums, which were visible, was closed or deleted by a person."""
    if not album_ids:
        return False
    now = effective_visibilities(
        {
            row.id: (row.parent_id, Visibility.VISIBLE if row.id in by_sync else row.visibility)
            for row in session.execute(FLAGS, {"gallery_id": gallery_id})
        }
    )
    return any(now.get(album_id) != Visibility.VISIBLE for album_id in album_ids)


def is_overtaken(session: Session, gallery_id: int, plan: Plan) -> bool:
    """Tell whether folders that albums would go to, or come from, have other ones by now."""
    folders = {*plan.folders, *plan.folders.values()}
    known = {folder: album.id for folder, album in plan.scan.albums.items() if folder in folders}
    now = bindings_of(session, gallery_id, folders)
    since = set(now.deleted).difference(plan.scan.deleted)
    return any(
        now.albums.get(folder) != known.get(folder) or is_deleted(folder, now.albums, since)
        for folder in folders
    )


def moves_due(session: Session, gallery_id: int, plan: Plan) -> dict[str, str]:
    """Return the new paths of those images that may follow their files still, by id."""
    known = {folder: album.id for folder, album in plan.scan.albums.items()}
    now = bindings_of(session, gallery_id, map(folder_of, plan.moves.values()))
    still = unchanged(session, plan.moved)
    return {
        image_id: path
        for image_id, path in plan.moves.items()
        if image_id in still and now.has(folder_of(path), known.get(folder_of(path)))
    }


def lost_still(session: Session, gallery_id: int, plan: Plan) -> list[str]:
    """Return the ids of lost albums that have their folders still."""
    folders = {album.id: plan.folders.get(album.folder, album.folder) for album in plan.lost}
    query = select(Album.id, Album.folder).where(Album.gallery_id == gallery_id)
    return [
        row.id
        for chunk in chunks(sorted(folders))
        for row in session.execute(query.where(Album.id.in_(chunk)))
        if row.folder == folders[row.id]
    ]
