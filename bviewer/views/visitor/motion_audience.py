"""For whom photographs move: the films that they move by say more than their resized copies."""

from pyramid.request import Request

from bviewer.presenters.motion import motions_shown
from bviewer.security import Permission
from bviewer.security.policy import may_everyone
from bviewer.security.visitor import STRANGER
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
