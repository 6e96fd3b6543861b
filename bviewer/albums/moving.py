"""Moving an album to another parent, by hand: a sync leaves it there from then on."""

from sqlalchemy.orm import Session

from bviewer.albums.editing import set_visibility
from bviewer.albums.subtrees import ancestry_of, height_of, openness_of, require_room
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Visibility
from bviewer.problems import Problem
from bviewer.security.audit import audit
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
    album.parent_id, album.is_placed = parent.id, True
    session.flush()
    audit.info("album %s is in %s now, and was in %s", album.id, parent.id, former)
    is_opening = effective_visibility([before, openness_of(session, album)]) != openness_of(
        session, album
    )
    if is_opening and not may_open:
        set_visibility(session, album, before)
    refresh_summaries(session, {album.id, former or album.id})
    return openness_of(session, album)
