"""New albums that show no folder: what is in them is picked by hand."""

from sqlalchemy.orm import Session

from bviewer.albums.editing import order_below, set_title
from bviewer.albums.subtrees import require_room
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Visibility
from bviewer.security.audit import Event, record


def add_album(session: Session, parent: Album, title: str, visibility: Visibility) -> Album:
    """Add an album to another one."""
    require_room(session, parent)
    album = Album(
        gallery_id=parent.gallery_id,
        parent_id=parent.id,
        visibility=visibility,
        order=order_below(session, parent),
        is_placed=True,
    )
    set_title(album, title)
    session.add(album)
    session.flush()
    record(
        session,
        Event.ALBUM_ADDED,
        album.gallery_id,
        album=album.id,
        title=album.title,
        now=visibility.value,
    )
    refresh_summaries(session, {album.id})
    return album
