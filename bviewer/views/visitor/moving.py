"""For whom photographs move: the films that they move by say more than their resized copies."""

from pyramid.request import Request

from bviewer.models import MotionKind
from bviewer.security import Permission
from bviewer.security.visibility import are_details_shown, are_positions_shown
from bviewer.tree.resources import AlbumResource


def motions_for(request: Request, album: AlbumResource) -> frozenset[str | None]:
    """Return by what kinds of films photographs of an album move for whoever asks.

    By all for who may have the originals, which say as much. Else by none for who is not shown
    what cameras write, and by those that do not say where they were taken for who is not shown
    that.
    """
    if request.has_permission(Permission.DOWNLOAD, album):
        return frozenset(MotionKind)
    if not are_details_shown(request.visitor, album.flags):
        return frozenset()
    if not are_positions_shown(request.visitor, album.flags, album.positions):
        return frozenset({MotionKind.PLAIN})
    return frozenset(MotionKind)
