"""Letting settings of an album hold for all albums below it, whatever these had of their own."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import Session

from bviewer.albums.editing import set_visibility_below
from bviewer.albums.subtrees import ids_in, size_of
from bviewer.models import Album
from bviewer.problems import Problem
from bviewer.security.audit import Event, record

# Those below inherit these when they have none of their own; visibility they have always.
INHERITED = ("order", "downloads", "positions")
APPLICABLE = ("visibility", *INHERITED)


def apply_below(session: Session, album: Album, names: Collection[str]) -> int:
    """Apply settings to all albums below one, and return how many these are.

    Inherited ones are taken away there, in one statement: they follow this album from now on.
    """
    if not names or not set(APPLICABLE).issuperset(names):
        raise Problem("setting_unknown", None)
    session.flush()
    inherited = {name: None for name in INHERITED if name in names}
    if inherited:
        change = update(Album).where(Album.id.in_(ids_in(album.id)), Album.id != album.id)
        session.execute(change.values(inherited), execution_options={"synchronize_session": False})
        session.expire_all()
    for name in inherited:
        record(
            session,
            Event.ALBUMS_SETTING,
            album.gallery_id,
            album=album.id,
            title=album.title,
            name=name,
        )
    if "visibility" in names:
        set_visibility_below(session, album)
    return size_of(session, album.id).albums - 1
