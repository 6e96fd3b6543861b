"""For whom photographs move: the films that they move by say more than their resized copies."""

from pyramid.request import Request

from bviewer.models import MotionKind
from bviewer.security import Permission
from bviewer.security.policy import may_everyone
from bviewer.security.visibility import are_details_shown, are_positions_shown
from bviewer.security.visitor import STRANGER, Visitor
from bviewer.tree.resources import AlbumResource


def motions_for(request: Request, album: AlbumResource) -> frozenset[str | None]:
    """Return by what kinds of films photographs of an album move for whoever asks."""
    has_originals = bool(request.has_permission(Permission.DOWNLOAD, album))
    return motions_shown(request.visitor, album, has_originals=has_originals)


def motions_for_everybody(album: AlbumResource) -> frozenset[str | None]:
    """Return by what kinds of films they move for a stranger, whoever asks now: of these alone, all
    who may open the album may be sent a copy that somebody kept."""
    has_originals = may_everyone(album, Permission.DOWNLOAD)
    return motions_shown(STRANGER, album, has_originals=has_originals)


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
