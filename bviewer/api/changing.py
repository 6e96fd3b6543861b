"""Changing albums as far as it is said: what is left out of a body stays."""

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any

from pydantic import Field
from pyramid.request import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.browsing import browse
from bviewer.albums.editing import (
    set_cover,
    set_description,
    set_downloads,
    set_order,
    set_positions,
    set_time,
    set_title,
    set_visibility,
)
from bviewer.albums.moving import move_album
from bviewer.albums.picking import bind, unbind
from bviewer.albums.summaries import counting_once
from bviewer.api.bodies import Sent
from bviewer.api.fields import FOR_MANAGERS, Id, LocalTime, left_out
from bviewer.api.named import require_albums_as_close
from bviewer.api.selecting import editable_album
from bviewer.db.sessions import holding_rows
from bviewer.library.names import decoded
from bviewer.models import Album, Gallery, Positions, SortOrder, Visibility
from bviewer.sync.service import sync_gallery_in_turn


class AlbumValues(Sent):
    """What an owner says about an album, new or not; null is as in the album above."""

    description: str = left_out()
    time: LocalTime | None = left_out()
    own_order: SortOrder | None = left_out()
    downloads: bool | None = left_out(FOR_MANAGERS)
    positions: Positions | None = left_out(FOR_MANAGERS)


class AlbumChange(AlbumValues):
    """What is to be changed about an album. What is left out stays as it is."""

    title: str = left_out()
    visibility: Visibility = left_out(FOR_MANAGERS)
    cover: Id | None = left_out("An item in it or below; null is the newest.")
    parent: Id = left_out("The album that it moves into.")
    may_open: Annotated[
        bool,
        Field(
            description="Whether more people may see it there; else it stays as closed. "
            + FOR_MANAGERS
        ),
    ] = False
    folder: str | None = left_out(
        f"The folder to follow, as folders names it; null follows none. {FOR_MANAGERS}"
    )
    may_close: Annotated[
        bool,
        Field(
            description="Whether it may become private, as what had this folder was closed. "
            + FOR_MANAGERS
        ),
    ] = False


Setter = Callable[[Session, Album, Any], object]


def change_title(_session: Session, album: Album, title: str) -> None:
    """Give an album a title of its own; one that stays is still the folder's."""
    if title != album.title:
        set_title(album, title)


# In the order in which they are changed: who sees it comes last, as it was said.
SETTERS: Mapping[str, Setter] = {
    "title": change_title,
    "description": lambda _session, album, text: set_description(album, text),
    "time": lambda _session, album, time: set_time(album, time),
    "own_order": lambda _session, album, order: set_order(album, order),
    "downloads": set_downloads,
    "positions": set_positions,
    "cover": set_cover,
    "visibility": set_visibility,
}


def change_named(
    request: Request, ids: Collection[str], values: Mapping[str, Any], *within: str
) -> None:
    """Change what was said of albums, of all alike or of none; `within` is where a body says it."""
    session, parent = request.dbsession, None
    if "parent" in values:
        parent = editable_album(request, values["parent"], *within, "parent")
        require_albums_as_close(request, ids, parent.id, *within)
    with holding_rows(session), counting_once(session):
        known = {
            album.id: album for album in session.scalars(select(Album).where(Album.id.in_(ids)))
        }
        for album_id in ids:
            change_album(request, known[album_id], values, parent)


def change_album(
    request: Request, album: Album, values: Mapping[str, Any], parent: Album | None
) -> None:
    """Change what was said of an album, which goes into a parent, if there is one."""
    session = request.dbsession
    if parent is not None and parent.id != album.parent_id:
        move_album(session, album, parent, may_open=values.get("may_open", False))
    if "folder" in values:
        follow(request, album, values["folder"], may_close=values.get("may_close", False))
    for name, change in SETTERS.items():
        if name in values:
            change(session, album, values[name])


def follow(request: Request, album: Album, folder: str | None, *, may_close: bool) -> None:
    """Let an album follow a folder from the sync on that is sent, or none any more."""
    session = request.dbsession
    if folder is None:
        unbind(session, album)
        return
    gallery = session.get_one(Gallery, album.gallery_id)
    with request.disk.asked():
        path = browse(request.runtime.library, gallery, decoded(folder)).path
    if path != album.folder:
        bind(session, album, path, may_close=may_close)
        request.enqueue(sync_gallery_in_turn, gallery.id)
