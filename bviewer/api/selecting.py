"""The items of an album that a body names."""

from typing import NamedTuple

from pyramid.request import Request

from bviewer.albums.chosen_items import Chosen, choose, choose_all
from bviewer.albums.editing import find_album
from bviewer.api.fields import Selection
from bviewer.api.named import album_named
from bviewer.models import Album
from bviewer.security.permissions import Permission


class Selected(NamedTuple):
    """An album, and the items of it that are meant."""

    album: Album
    chosen: Chosen


def selected(request: Request, selection: Selection) -> Selected:
    """Return what is meant; refuse all of it if one item is not in the album."""
    album = editable_album(request, selection.album, "album")
    session, ids = request.dbsession, selection.ids
    return Selected(
        album, choose_all(session, album) if ids == "all" else choose(session, album, ids)
    )


def editable_album(request: Request, album_id: str, *within: str) -> Album:
    """Return the row of an album that somebody may change, which a field of a body names."""
    node = album_named(request, album_id, Permission.EDIT, *within)
    return find_album(request.dbsession, node.album.id)
