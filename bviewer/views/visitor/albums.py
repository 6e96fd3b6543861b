"""The page of an album, of which a gallery's home is the first."""

from typing import Any

from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.albums.contents import AlbumPart, read_contents, read_page
from bviewer.albums.listings import granted_albums
from bviewer.albums.years import asked_year
from bviewer.presenters.album_page import album_page
from bviewer.presenters.tiles import AlbumTile, album_tile, badge
from bviewer.security import Permission
from bviewer.sync.service import is_being_read
from bviewer.tree import AlbumResource, HomeResource
from bviewer.tree.paths import segment_id
from bviewer.tree.urls import with_query
from bviewer.views.visitor.frame import frame, pictures_of


@view_config(
    context=HomeResource,
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer="bviewer:templates/visitor/show_album.html",
)
def show_home(context: HomeResource, request: Request) -> dict[str, Any]:
    """Show the top album; or, to whoever may not open it but has grants for albums below it, just
    those."""
    if not request.has_permission(Permission.VIEW, context):
        if not request.visitor.granted:
            raise HTTPNotFound
        return {"gallery_title": request.gallery.host, "granted": granted_tiles(context, request)}
    page = show_album(context, request)
    granted = granted_tiles(context, request) if page["is_whole"] else []
    listed = {tile.id for tile in page["albums"]}
    return {**page, "granted": [tile for tile in granted if tile.id not in listed]}


@view_config(
    context=AlbumResource,
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/show_album.html",
)
def show_album(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show child albums first, then one page of images; of one year, if one is asked for."""
    session, visitor, album = request.dbsession, request.visitor, context.album
    part = asked_part(request)
    page = read_page(session, visitor, album.id, album.order, part)
    if page is None:
        raise HTTPNotFound
    if part.before is not None and not page.images:
        raise HTTPFound(with_query(request.urls.of(context), {"year": part.year}))
    contents = read_contents(session, visitor, context.ancestry_ids, album.order, page, part)
    place, pictures = request.urls.album(context), pictures_of(request)
    return {
        **frame(context, request, **part.address()),
        **album_page(album, place, contents, request.language, pictures),
        "badge": own_badge(context, request),
        "is_being_read": contents.is_whole and contents.is_empty and may_come(context, request),
    }


def asked_part(request: Request) -> AlbumPart:
    """Return the part of an album that the query asks for; what names no item names none of it."""
    named = {
        name: segment_id(request.GET[name]) or ""
        for name in ("at", "after", "before")
        if name in request.GET
    }
    return AlbumPart(asked_year(request.GET.get("year")), **named)


def own_badge(context: AlbumResource, request: Request) -> str:
    """Return the word on an album's own page; not for whoever only has its address."""
    if not request.visitor.is_trusted_with(context.ancestry_ids):
        return ""
    return badge(request.language, context.album.visibility, missing=False)


def may_come(context: AlbumResource, request: Request) -> bool:
    """Return whether this is the home of a gallery whose first images may be on their way."""
    return context is context.home and is_being_read(request.runtime, context.home.gallery.id)


def granted_tiles(context: HomeResource, request: Request) -> list[AlbumTile]:
    """Return the tiles of the albums below the home that this person has grants for.

    Their short addresses lead to the full ones.
    """
    ids = request.visitor.granted - {context.album.id}
    albums = granted_albums(request.dbsession, ids) if ids else []
    pictures = pictures_of(request)
    return [
        album_tile(request.language, pictures, request.urls.short(album.id), album)
        for album in albums
    ]
