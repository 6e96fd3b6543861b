"""For whom photographs move: the films that they move by say more than their resized copies."""

from bviewer.models import MotionKind
from bviewer.security.visibility import are_details_shown, are_positions_shown
from bviewer.security.visitor import Visitor
from bviewer.tree.resources import AlbumResource


def motions_for(visitor: Visitor, album: AlbumResource) -> frozenset[str | None]:
    """Return by what kinds of films photographs of an album move for a visitor.

    By none for who is not shown what cameras write, and by those that do not say where they were
    taken for who is not shown that.
    """
    if not are_details_shown(visitor, album.flags):
        return frozenset()
    if not are_positions_shown(visitor, album.flags, album.positions):
        return frozenset({MotionKind.PLAIN})
    return frozenset(MotionKind)
