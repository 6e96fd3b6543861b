"""Folders that closed albums had, which were deleted or let go of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.former_contents import flags_of_gone
from bviewer.albums.subtrees import ancestry, flags_of, opening_there, openness_now
from bviewer.albums.summaries import chunks
from bviewer.models import Album, DeletedFolder, Deletion, FormerContent, Visibility
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
    columns = DeletedFolder.id, DeletedFolder.folder, DeletedFolder.album_id
    rows = session.execute(select(*columns).where(DeletedFolder.gallery_id == gallery_id)).all()
    ids = sorted({row.album_id for row in rows})
    there, gone = visibilities_of(session, ids), former_visibilities(session, ids)
    found: dict[str, list[ClosedFolder]] = defaultdict(list)
    for id_, folder, album_id in rows:
        if there.get(album_id, gone.get(album_id)) not in {None, Visibility.VISIBLE}:
            visibility = None if album_id in there else gone[album_id]
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


def former_visibilities(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Return what closed albums amounted to that are gone for good."""
    query = select(FormerContent.album_id, FormerContent.visibility).distinct()
    query = query.where(FormerContent.visibility.is_not(None))
    return {
        album_id: visibility or ""
        for chunk in chunks(ids)
        for album_id, visibility in session.execute(query.where(FormerContent.album_id.in_(chunk)))
    }


def is_closing(session: Session, album: Album, folder: str) -> bool:
    """Tell whether an album that follows a folder will be closed, because an album that is more
    closed had that folder; one that is deleted is shown to nobody."""
    query = select(DeletedFolder.album_id).filter_by(gallery_id=album.gallery_id, folder=folder)
    ids = session.scalars(query.where(DeletedFolder.album_id != album.id)).all()
    others = session.scalars(select(Album).where(Album.id.in_(ids))).all()
    here = flags_of(session, album)
    gone = former_visibilities(session, ids).items()
    before = [
        *(flags_of(session, each) for each in others),
        *(flags_of_gone(*each) for each in gone),
    ]
    return any(opening_there(session, flags, here) for flags in before)
