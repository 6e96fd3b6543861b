"""Moving an album to another parent, by hand: a sync leaves it there from then on."""

from sqlalchemy.orm import Session

from bviewer.albums.editing import set_visibility
from bviewer.albums.subtrees import ancestry_of, height_of, openness_of, require_room
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Visibility
from bviewer.problems import Problem
from bviewer.security.audit import Event, record
from bviewer.security.visibility import effective_visibility


def require_move(session: Session, album: Album, parent: Album) -> None:
    """Refuse to move an album into itself or below, to another gallery or too deep; or a home."""
    if album.parent_id is None:
        raise Problem("home_immovable", "parent")
    if parent.gallery_id != album.gallery_id:
        raise Problem("album_unknown", "parent", album=parent.id)
    if any(above.id == album.id for above in ancestry_of(session, parent)):
        raise Problem("move_into_itself", "parent")
    require_room(session, parent, height_of(session, album.id))


def openness_there(session: Session, album: Album, parent: Album) -> Visibility:
    """Return what an album would amount to in another one."""
    return effective_visibility([openness_of(session, parent), album.visibility])


def move_album(
    session: Session, album: Album, parent: Album, *, may_open: bool = False
) -> Visibility:
    """Put an album into another one; returns what it amounts to there.

    Unless it `may_open`, it stays as closed as it was, by a flag of its own if need be.
    """
    require_move(session, album, parent)
    before, former = openness_of(session, album), album.parent_id
    there = openness_there(session, album, parent)
    if effective_visibility([before, there]) != there and not may_open:
        set_visibility(session, album, before)  # It is closed still: so before it moves.
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
