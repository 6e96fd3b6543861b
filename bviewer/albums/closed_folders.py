"""Folders that closed albums had, which were deleted or let go of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.former_contents import flags_of_gone
from bviewer.albums.subtrees import ancestry, flags_of, opening_there, openness_now
from bviewer.albums.summaries import chunks
from bviewer.library.paths import ancestors
from bviewer.models import Album, DeletedFolder, Deletion, Visibility
from bviewer.security.visibility import effective_visibility

Owners = Mapping[str, str | None]


class ClosedFolder(NamedTuple):
    """The folder that a closed album had.

    What is there is as closed as its `owners`: that album, and the one in whose folder it is now.
    They are given with what they were when they went for good; as long as there is one, the album
    itself can tell.
    """

    id: int
    folder: str
    album_id: str
    owners: Owners


def closed_folders(
    session: Session, gallery_id: int, *, was_shown: bool = False
) -> dict[str, list[ClosedFolder]]:
    """Return the folders of closed albums that were deleted, or let go of them, by path.

    So are those of others that are in the folder of a closed album now. What is deleted is shown to
    nobody, unless it is asked what `was_shown`.
    """
    names = ("id", "folder", "album_id", "visibility")
    columns = [getattr(DeletedFolder, name) for name in names]
    rows = session.execute(select(*columns).where(DeletedFolder.gallery_id == gallery_id)).all()
    there = visibilities_of(session, {row.album_id for row in rows}, was_shown=was_shown)
    own: dict[int, Owners] = {
        row.id: {row.album_id: None if row.album_id in there else row.visibility} for row in rows
    }
    closed = {
        row.id
        for row in rows
        if there.get(row.album_id, row.visibility) not in {None, Visibility.VISIBLE}
    }
    having = owners_above(session, gallery_id, {row.folder for row in rows})
    having |= {row.folder: own[row.id] for row in rows if row.id in closed}
    found: dict[str, list[ClosedFolder]] = defaultdict(list)
    for id_, folder, album_id, _gone in rows:
        around = next((having[path] for path in ancestors(folder) if path in having), {})
        if around or id_ in closed:
            found[folder].append(ClosedFolder(id_, folder, album_id, {**around, **own[id_]}))
    return found


def owners_above(session: Session, gallery_id: int, folders: Iterable[str]) -> dict[str, Owners]:
    """Return the albums that have the folders above some, by these; none for those that everybody
    sees."""
    above = {path for folder in folders for path in ancestors(folder)}
    ids = albums_following(session, gallery_id, above)
    there = visibilities_of(session, ids.values())
    return {
        folder: {} if there[album_id] == Visibility.VISIBLE else {album_id: None}
        for folder, album_id in ids.items()
    }


def albums_following(session: Session, gallery_id: int, folders: Collection[str]) -> dict[str, str]:
    """Return the ids of the albums that follow some folders, by these."""
    return {
        folder or "": album_id
        for chunk in chunks(sorted(folders))
        for folder, album_id in session.execute(
            select(Album.folder, Album.id).where(
                Album.gallery_id == gallery_id, Album.folder.in_(chunk)
            )
        )
    }


def visibilities_of(
    session: Session, ids: Iterable[str], *, was_shown: bool = False
) -> dict[str, Visibility]:
    """Return what albums amount to; deleted ones, if it is asked what `was_shown`, as where they
    were."""
    query = select(Album)
    albums = [
        album
        for chunk in chunks(sorted(ids))
        for album in session.scalars(query.where(Album.id.in_(chunk)))
    ]
    above: dict[str, Visibility] = {}  # Much may have been deleted at once.
    found = {}
    for album in albums:
        *_, top = chain = list(ancestry(session, album))
        if top.id not in above:
            deletion = session.get(Deletion, top.id)
            above[top.id] = Visibility.VISIBLE if deletion is None else Visibility.PRIVATE
            if deletion is not None and was_shown:
                above[top.id] = openness_now(session, deletion)
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
