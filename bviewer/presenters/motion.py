"""By what photographs move, for each that is shown them."""

from bviewer.models import MotionKind
from bviewer.security.visibility import are_details_shown, are_positions_shown
from bviewer.security.visitor import Visitor
from bviewer.tree.resources import AlbumResource


def motions_shown(
    visitor: Visitor, album: AlbumResource, *, has_originals: bool
) -> frozenset[str | None]:
    """Return by what kinds of films photographs move for somebody.

    By all for who may have the originals, which say as much. Else by none for who is not shown
    what cameras write, and by those that do not say where they were taken for who is not shown
    that.
    """
    if has_originals:
        return frozenset(MotionKind)
    if not are_details_shown(visitor, album.flags):
        return frozenset()
    if not are_positions_shown(visitor, album.flags, album.positions):
        return frozenset({MotionKind.PLAIN})
    return frozenset(MotionKind)
