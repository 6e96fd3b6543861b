"""Moving an album to another parent, by hand: a sync leaves it there from then on."""

from sqlalchemy.orm import Session

from bviewer.albums.editing import set_visibility
from bviewer.albums.lately import note_moved
from bviewer.albums.subtrees import (
    ancestry_of,
    flags_of,
    height_of,
    opening_there,
    openness_of,
    require_room,
)
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Visibility
from bviewer.problems import Problem
from bviewer.security.audit import Event, record
from bviewer.security.visibility import Flags, Opening


def require_move(session: Session, album: Album, parent: Album) -> None:
    """Refuse to move an album into itself or below, to another gallery or too deep; or a home."""
    if album.parent_id is None:
        raise Problem("home_immovable", "parent")
    if parent.gallery_id != album.gallery_id:
        raise Problem("album_unknown", "parent", album=parent.id)
    if any(above.id == album.id for above in ancestry_of(session, parent)):
        raise Problem("move_into_itself", "parent")
    require_room(session, parent, height_of(session, album.id))


def flags_there(session: Session, album: Album, parent: Album) -> Flags:
    """Return the flags of an album as they would be in another one."""
    return [*flags_of(session, parent), (album.id, album.visibility)]


def opening_by_move(session: Session, album: Album, parent: Album) -> Opening | None:
    """Return what an album amounts to, if strangers can see more of it in another one."""
    here, there = flags_of(session, album), flags_there(session, album, parent)
    return opening_there(session, here, there)


def move_album(
    session: Session, album: Album, parent: Album, *, may_open: bool = False
) -> Visibility:
    """Put an album into another one; returns what it amounts to there.

    Unless it `may_open`, it stays as closed as it was, by a flag of its own if need be.
    """
    require_move(session, album, parent)
    former, opened = album.parent_id, opening_by_move(session, album, parent)
    if opened is not None and not may_open:
        set_visibility(session, album, opened.before)  # It is closed still: so before it moves.
    note_moved(album, openness_of(session, album))
    album.parent_id, album.is_placed = parent.id, True
    session.flush()
    note_move(session, album, parent, former)
    refresh_summaries(session, {album.id, former or album.id})
    return openness_of(session, album)


def note_move(session: Session, album: Album, parent: Album, former_id: str | None) -> None:
    """Note where an album is from now on, and where it was."""
    former = None if former_id is None else session.get(Album, former_id)
    record(
        session,
        Event.ALBUM_MOVED,
        album.gallery_id,
        album=album.id,
        title=album.title,
        parent=parent.id,
        there=parent.title,
        former=former_id,
        here=None if former is None else former.title,
    )
