"""What of an album a visitor may download."""

from collections.abc import Callable
from functools import partial

from pyramid.request import Request

from bviewer.archive.asking import fits
from bviewer.archive.contents import Contents, Folder, read_contents
from bviewer.security import Permission
from bviewer.tree.below import albums_from
from bviewer.tree.resources import AlbumResource
from bviewer.views.visitor.frame import own_gallery


def contents_of(
    context: AlbumResource, request: Request, chosen: list[str] | None = None
) -> Contents:
    """Return what this visitor may download here, or what of it is chosen; it is not listed if an
    archive cannot hold so much."""
    is_listed = partial(fits, own_gallery(request))
    return contents_in(downloadable_albums(context, request), request, is_listed, chosen)


def contents_in(
    albums: list[AlbumResource],
    request: Request,
    is_listed: Callable[[Contents], bool],
    chosen: list[str] | None,
) -> Contents:
    """Return what is in albums, or what of it is chosen."""
    return read_contents(
        request.dbsession,
        folders_of(albums),
        is_listed,
        None if chosen is None else set(chosen),
    )


def downloadable_albums(context: AlbumResource, request: Request) -> list[AlbumResource]:
    """Return the albums from here on whose originals this visitor may have."""
    return [
        album
        for album in albums_from(request.dbsession, request.visitor, context)
        if request.has_permission(Permission.DOWNLOAD, album)
    ]


def folders_of(albums: list[AlbumResource]) -> list[Folder]:
    """Return albums as folders, each in that of the nearest one above it that is one, too."""
    ids = {album.album.id for album in albums}
    return [
        Folder(
            album.album.id,
            next((id_ for id_ in reversed(album.ancestry_ids[:-1]) if id_ in ids), None),
            album.album.title,
        )
        for album in albums
    ]
