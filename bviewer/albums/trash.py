"""Deleting albums: their rows leave the gallery, and stay for a while. Files are never touched."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from bviewer.albums.closed_folders import albums_following
from bviewer.albums.editing import set_visibility
from bviewer.albums.former_contents import keep_contents, keep_images
from bviewer.albums.originals import steps_aside
from bviewer.albums.subtrees import (
    flags_of,
    height_of,
    ids_in,
    opening_there,
    openness_of,
    require_room,
    subtree,
)
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.db.sessions import work_session
from bviewer.library.paths import ancestors
from bviewer.models import (
    Access,
    Album,
    AlbumSummary,
    Audience,
    DeletedFolder,
    Deletion,
    Image,
    Visibility,
    now,
)
from bviewer.problems import Problem
from bviewer.security.audit import Event, record

KEPT_FOR = timedelta(days=30)


def delete_album(session: Session, album: Album) -> None:
    """Take an album and all below it out of its gallery, in the same number of statements however
    much it is. A sync makes no new albums of their folders."""
    if album.parent_id is None:
        raise Problem("home_undeletable", None)
    gallery_id, parent_id = album.gallery_id, album.parent_id
    record(session, Event.ALBUM_DELETED, gallery_id, album=album.id, title=album.title)
    session.add(
        Deletion(
            album_id=album.id,
            gallery_id=gallery_id,
            parent_id=parent_id,
            visibility=openness_of(session, album),
        )
    )
    session.flush()
    below = ids_in(album.id)
    folders = select(
        literal(gallery_id), Album.folder, Album.id, literal(album.id), Album.folder_inode
    ).where(Album.id.in_(below), Album.folder.is_not(None))
    names = ["gallery_id", "folder", "album_id", "deletion_id", "folder_inode"]
    session.execute(insert(DeletedFolder).from_select(names, folders))
    put_into(session, album, None, None)
    refresh_summaries(session, {parent_id})


def put_into(session: Session, album: Album, gallery_id: int | None, parent_id: str | None) -> None:
    """Let an album and all below it belong to a gallery, or to none."""
    session.flush()
    place = case((Album.id == album.id, parent_id), else_=Album.parent_id)
    change = update(Album).where(Album.id.in_(ids_in(album.id)))
    session.execute(
        change.values(gallery_id=gallery_id, parent_id=place),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()


def find_deletion(session: Session, gallery_id: int, album_id: str) -> Deletion:
    """Return what was deleted from a gallery; refuse if there is no such album."""
    deletion = session.get(Deletion, album_id)
    if deletion is None or deletion.gallery_id != gallery_id:
        raise Problem("deletion_unknown", "album", album=album_id)
    return deletion


def restore_album(session: Session, deletion: Deletion) -> Album:
    """Put an album back to where it was, with all that was below it and everybody's access.

    If a folder went into that of a more closed album meanwhile, its album is as closed as that.
    """
    album = session.get_one(Album, deletion.album_id)
    parent = session.get(Album, deletion.parent_id)
    if parent is None or parent.gallery_id is None:
        raise Problem("parent_deleted", "album")
    require_room(session, parent, height_of(session, album.id))
    require_free_folders(session, deletion)
    gallery_id = deletion.gallery_id
    folders = delete(DeletedFolder).where(*has_its_folder(deletion))
    session.execute(folders, execution_options={"synchronize_session": False})
    session.delete(deletion)
    put_into(session, album, gallery_id, parent.id)
    record(session, Event.ALBUM_RESTORED, gallery_id, album=album.id, title=album.title)
    refresh_summaries(session, {album.id})
    close_like_folders(session, gallery_id, album.id)
    return album


def close_like_folders(session: Session, gallery_id: int, album_id: str) -> None:
    """Close what would be more open, of an album and all below it, than the album in whose folder
    its own is: a sync would have put it there. What a person put elsewhere is meant to be there."""
    below = subtree(album_id)
    rows = session.execute(
        select(Album.id, Album.parent_id, Album.folder)
        .join(below, below.c.id == Album.id)
        .where(Album.folder.is_not(None), Album.is_placed.is_(False))
        .order_by(below.c.depth)
    ).all()
    above = {row.id: list(ancestors(row.folder or "")) for row in rows}
    having = albums_following(session, gallery_id, set().union(*above.values()))
    for row in rows:
        around = next((having[path] for path in above[row.id] if path in having), row.parent_id)
        if around != row.parent_id:
            album = session.get_one(Album, row.id)
            there = flags_of(session, session.get_one(Album, around))
            own = (album.id, album.visibility)
            found = opening_there(session, [*there, own], flags_of(session, album))
            if found is not None:
                set_visibility(session, album, found.before)


def has_its_folder(deletion: Deletion) -> list[ColumnElement[bool]]:
    """Return the conditions of folders that albums had when they were deleted. What one had let go
    of before, it goes on to do without."""
    album = aliased(Album)
    is_its = (album.id == DeletedFolder.album_id) & (album.folder == DeletedFolder.folder)
    return [DeletedFolder.deletion_id == deletion.album_id, exists().where(is_its)]


def require_free_folders(session: Session, deletion: Deletion) -> None:
    """Refuse to put back albums whose folders have other albums by now."""
    other = aliased(Album)
    taken = session.scalars(
        select(other.title)
        .join(DeletedFolder, DeletedFolder.folder == other.folder)
        .where(*has_its_folder(deletion), other.gallery_id == deletion.gallery_id)
        .limit(1)
    ).first()
    if taken is not None:
        raise Problem("folder_taken", "album", title=taken)


def deletions_of(session: Session, gallery_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what was deleted from a gallery, the last first: id, title, when and how much."""
    return session.execute(deletions(gallery_id)).all()


def deletions_before(
    session: Session, gallery_id: int, place: tuple[datetime, str] | None, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return some of what was deleted from a gallery, in the same order: from behind what was
    deleted at a time and has an id, if there is a `place`."""
    query = deletions(gallery_id)
    if place is not None:
        time, album_id = place
        is_later = and_(Deletion.deleted_at == time, Album.id > album_id)
        query = query.where(or_(Deletion.deleted_at < time, is_later))
    return session.execute(query.limit(limit)).all()


def deletion_of(session: Session, gallery_id: int, album_id: str) -> Row[*tuple[Any, ...]] | None:
    """Return the same of one thing that was deleted from a gallery."""
    return session.execute(deletions(gallery_id).where(Album.id == album_id)).one_or_none()


def deletions(gallery_id: int) -> Select[*tuple[Any, ...]]:
    """Select what was deleted from a gallery."""
    return (
        select(
            Album.id,
            Album.title,
            Deletion.deleted_at,
            Deletion.source_id,
            func.coalesce(AlbumSummary.albums, 0).label("albums"),
            func.coalesce(AlbumSummary.images, 0).label("images"),
            func.coalesce(AlbumSummary.films, 0).label("films"),
        )
        .join(Album, Album.id == Deletion.album_id)
        .outerjoin(
            AlbumSummary,
            (AlbumSummary.album_id == Album.id) & (AlbumSummary.audience == Audience.TRUSTED),
        )
        .where(Deletion.gallery_id == gallery_id)
        .order_by(Deletion.deleted_at.desc(), Album.id)
    )


def folders_left(session: Session, gallery_id: int) -> Sequence[Row[str, str | None]]:
    """Return the folders which no album is made of: those whose albums are gone for good, and, with
    their titles, those whose albums let go of them."""
    taken = select(Album.folder).where(Album.gallery_id == gallery_id, Album.folder.is_not(None))
    left = session.execute(
        select(DeletedFolder.folder, Album.title)
        .outerjoin(Album, Album.id == DeletedFolder.album_id)
        .where(*is_left(gallery_id), DeletedFolder.folder.not_in(taken))
        .order_by(DeletedFolder.folder)
    )
    return [row for row in left if not steps_aside(row.folder)]


def is_left(gallery_id: int) -> list[ColumnElement[bool]]:
    """Return the conditions of folders without albums: those of deleted ones are still theirs."""
    deleted = select(Album.id).where(Album.gallery_id.is_(None))
    return [DeletedFolder.gallery_id == gallery_id, DeletedFolder.album_id.not_in(deleted)]


def let_folders_return(session: Session, gallery_id: int) -> None:
    """Let the next sync make albums again of folders which no album is made of."""
    keep_let_go(session, gallery_id)
    session.execute(
        delete(DeletedFolder).where(*is_left(gallery_id)),
        execution_options={"synchronize_session": False},
    )


def keep_let_go(session: Session, gallery_id: int) -> None:
    """Keep what is in closed albums that let go of their folders: it is known by these alone."""
    left = select(DeletedFolder.album_id).where(*is_left(gallery_id))
    albums = session.scalars(select(Album).where(Album.id.in_(left))).all()
    closed = [each.id for each in albums if openness_of(session, each) != Visibility.VISIBLE]
    for chunk in chunks(closed):
        keep_images(session, chunk, gallery_id)


def purge(session: Session) -> int:
    """Delete for good what was deleted long ago; returns how many times that was."""
    due = (
        select(Deletion.album_id, Deletion.gallery_id, Deletion.source_id, Album.title)
        .join(Album, Album.id == Deletion.album_id)
        .where(Deletion.deleted_at <= now() - KEPT_FOR)
        .order_by(Deletion.deleted_at)  # What an album was in was deleted later.
    )
    deleted = session.execute(due).all()
    for album_id, gallery_id, source_id, title in deleted:
        keep_contents(session, session.get_one(Deletion, album_id), ids_in(album_id))
        delete_albums(session, ids_in(album_id))
        if source_id is None:  # Of what was taken out, the album is still there.
            record(session, Event.ALBUM_PURGED, gallery_id, album=album_id, title=title)
    return len(deleted)


def delete_albums(session: Session, ids: Select[str]) -> None:
    """Delete albums with all that is in them, however many there are."""
    for table, column in ((Image, Image.album_id), (Access, Access.album_id), (Album, Album.id)):
        session.execute(
            delete(table).where(column.in_(ids)),
            execution_options={"synchronize_session": False},
        )


def purge_deleted(runtime: Any) -> None:
    """Delete for good what is due, as upkeep does each night."""
    with work_session(runtime.engine) as session:
        purge(session)
