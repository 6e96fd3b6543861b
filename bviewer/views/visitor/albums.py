"""The page of an album, of which a gallery's home is the first."""

from typing import Any

from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.albums.contents import AlbumPart, Contents, read_contents
from bviewer.albums.listings import given_albums
from bviewer.albums.year_counts import YearCount, counts_of_year
from bviewer.albums.years import asked_year
from bviewer.models import Layout
from bviewer.presenters.album_page import AlbumPage
from bviewer.presenters.tiles import AlbumTile, album_tile
from bviewer.security import Permission
from bviewer.sync.service import is_being_read
from bviewer.tree.paths import segment_id
from bviewer.tree.resources import AlbumResource, HomeResource
from bviewer.views.headers import allow_players
from bviewer.views.visitor.frame import frame_of, page_of, pictures_of
from bviewer.views.visitor.motion_audience import motions_for

ENOUGH = 2  # Photographs for a random show.


@view_config(
    context=HomeResource,
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer="bviewer:templates/visitor/show_album.html",
)
def show_home(context: HomeResource, request: Request) -> dict[str, Any]:
    """Show the top album; or, to whoever may not open it but was given albums below it, just
    those."""
    if not request.has_permission(Permission.VIEW, context):
        if not request.visitor.given or request.visitor.bound_to is not None:
            raise HTTPNotFound
        return {"frame": frame_of(context, request), "granted": granted_tiles(context, request)}
    page = show_album(context, request)
    contents: Contents = page["page"].contents
    if not contents.is_whole:
        return page
    listed = {album.id for album in contents.children.albums}
    tiles = granted_tiles(context, request)
    return {
        **page,
        "granted": [tile for tile in tiles if tile.id not in listed],
        # The first images of a gallery may be on their way.
        "is_being_read": contents.is_empty and is_being_read(request.runtime, request.gallery.id),
    }


@view_config(
    context=AlbumResource,
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/show_album.html",
)
def show_album(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show a page of child albums and then images; of one year, if one is asked for."""
    part = asked_part(request)
    page = page_of(context, request, **part.address())
    contents = read_contents(
        request.dbsession, request.visitor, context.ancestry_ids, context.order, part
    )
    if contents is None:
        raise HTTPNotFound
    if contents.is_beyond:
        raise HTTPFound(request.urls.of(context, year=part.year))
    if contents.has_videos:
        allow_players(request)
    pictures = pictures_of(request)
    return {
        **page,
        "page": AlbumPage(
            context,
            contents,
            request.visitor,
            request.language,
            request.urls,
            pictures,
            motions_for(request, context),
            in_rows=request.gallery.layout == Layout.ROWS,
            year_counts=year_counts(context, request, part),
        ),
        "download_url": download_url(context, request, contents),
        "random_url": random_url(context, request, contents),
    }


def year_counts(context: AlbumResource, request: Request, part: AlbumPart) -> dict[str, YearCount]:
    """Return what there is of the year that is asked for; nothing without one."""
    if part.year is None:
        return {}
    return counts_of_year(request.dbsession, request.visitor, context.ancestry_ids, part.year)


def download_url(context: AlbumResource, request: Request, contents: Contents) -> str | None:
    """Return where the album is downloaded as one file, if there is something that may be."""
    if not contents.has_files or not request.has_permission(Permission.DOWNLOAD, context):
        return None
    url: str = request.urls.of(context, "download")
    return url


def random_url(context: AlbumResource, request: Request, contents: Contents) -> str | None:
    """Return where a random show of the album begins, if it has enough photographs for one."""
    summary = contents.summary
    if summary is None or summary.images - summary.broken < ENOUGH:
        return None
    url: str = request.urls.of(context, "slideshow")
    return url


def asked_part(request: Request) -> AlbumPart:
    """Return the part of an album that the query asks for; what names nothing names none of it."""
    year = asked_year(request.GET.get("year"))
    for name in ("at", "before", "after"):
        if name in request.GET:
            return AlbumPart(year, **{name: segment_id(request.GET[name]) or ""})
    return AlbumPart(year)


def granted_tiles(context: HomeResource, request: Request) -> list[AlbumTile]:
    """Return the tiles of the albums below the home that this person was given.

    Their short addresses lead to the full ones.
    """
    ids = request.visitor.given - {context.album.id}
    albums = given_albums(request.dbsession, request.visitor, ids) if ids else []
    pictures = pictures_of(request)
    return [
        album_tile(request.language, pictures, request.urls.short(album.id), album)
        for album in albums
    ]
