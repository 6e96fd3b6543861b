"""Albums that a query or a body names by their ids."""

from pyramid.request import Request

from bviewer.api.refusals import MISSING
from bviewer.security.permissions import Permission
from bviewer.tree.resources import AlbumResource


def album_named(
    request: Request, album_id: str, permission: Permission = Permission.VIEW
) -> AlbumResource:
    """Return the album of an id with which somebody may do something.

    What is missing and what is denied is refused alike.
    """
    album: AlbumResource | None = request.root.finder.album(album_id)
    if album is None or not request.has_permission(permission, album):
        raise MISSING
    return album
