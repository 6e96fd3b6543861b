"""For whom photographs move: the films that they move by say more than their resized copies."""

from collections.abc import Callable
from typing import Any

from bviewer.albums.items import moves
from bviewer.security.visibility import are_details_shown, are_positions_shown
from bviewer.security.visitor import Visitor
from bviewer.tree.resources import AlbumResource


def moving_for(visitor: Visitor, album: AlbumResource) -> Callable[[Any], bool]:
    """Return what tells which items of an album move for a visitor.

    None does for who is not shown what cameras write, and those alone whose films do not say where
    they were taken for who is not shown that.
    """
    if not are_details_shown(visitor, album.flags):
        return lambda _item: False
    with_position = are_positions_shown(visitor, album.flags, album.positions)
    return lambda item: moves(item, with_position=with_position)
