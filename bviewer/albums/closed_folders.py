"""Folders that closed albums had, which were deleted or let go of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.former_contents import flags_of_gone
from bviewer.albums.subtrees import ancestry, flags_of, opening_there, openness_now
from bviewer.albums.summaries import chunks
from bviewer.library.paths import ancestors
from bviewer.models import Album, DeletedFolder, Deletion, Visibility
from bviewer.security.visibility import effective_visibility


class ClosedFolder(NamedTuple):
    """The folder that a closed album had; `visibility` is what the album was when it went for good.

    As long as there is one, the album itself can tell.
    """

    id: int
    folder: str
    album_id: str
    visibility: str | None


def closed_folders(session: Session, gallery_id: int) -> dict[str, list[ClosedFolder]]:
    """Return the folders of closed albums that were deleted, or let go of them, by path."""
    names = ("id", "folder", "album_id", "visibility")
    columns = [getattr(DeletedFolder, name) for name in names]
    rows = session.execute(select(*columns).where(DeletedFolder.gallery_id == gallery_id)).all()
    there = visibilities_of(session, sorted({row.album_id for row in rows}))
    found: dict[str, list[ClosedFolder]] = defaultdict(list)
    for id_, folder, album_id, gone in rows:
        if there.get(album_id, gone) not in {None, Visibility.VISIBLE}:
            visibility = None if album_id in there else gone
            found[folder].append(ClosedFolder(id_, folder, album_id, visibility))
    return found


def visibilities_of(session: Session, ids: Sequence[str]) -> dict[str, Visibility]:
    """Return what albums amount to; deleted ones as where they were."""
    query = select(Album)
    albums = [
        album
        for chunk in chunks(ids)
        for album in session.scalars(query.where(Album.id.in_(chunk)))
    ]
    above: dict[str, Visibility] = {}  # Much may have been deleted at once.
    found = {}
    for album in albums:
        *_, top = chain = list(ancestry(session, album))
        if top.id not in above:
            deletion = session.get(Deletion, top.id)
            above[top.id] = openness_now(session, deletion) if deletion else Visibility.VISIBLE
        found[album.id] = effective_visibility(
            [above[top.id], *(each.visibility for each in chain)]
        )
    return found


def is_closing(session: Session, album: Album, folder: str) -> bool:
    """Tell whether an album that follows a folder will be closed, because an album that is more
    closed had that folder, or the nearest above it that has, or had, any; one that is deleted is
    shown to nobody."""
    rows = nearest(session, album.gallery_id, folder)
    ids = {row.album_id for row in rows} - {album.id}
    others = session.scalars(select(Album).where(Album.id.in_(ids))).all()
    there = {each.id for each in others}
    gone = [(row.album_id, row.visibility or "") for row in rows if row.album_id in ids - there]
    here = flags_of(session, album)
    before = [
        *(flags_of(session, each) for each in others),
        *(flags_of_gone(*each) for each in gone),
    ]
    return any(opening_there(session, flags, here) for flags in before)


def nearest(session: Session, gallery_id: int, folder: str) -> Sequence[DeletedFolder]:
    """Return what is known of the albums that had a folder, or the nearest above it that had any,
    as long as no album has one in between."""
    around = (folder, *ancestors(folder))
    here = {"gallery_id": gallery_id}
    known = select(Album.folder).filter_by(**here).where(Album.folder.in_(around))
    had = select(DeletedFolder).filter_by(**here).where(DeletedFolder.folder.in_(around))
    there, rows = set(session.scalars(known)), session.scalars(had).all()
    for path in around:
        found = [row for row in rows if row.folder == path]
        if found or path in there:
            return found
    return []
