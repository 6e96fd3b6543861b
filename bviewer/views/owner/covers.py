"""Choosing the cover of an album: among its photographs, or from the page of one."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.child_pages import Listing
from bviewer.albums.contents import read_items
from bviewer.albums.covers import albums_with_covers
from bviewer.albums.editing import find_album, set_cover
from bviewer.albums.item_pages import ItemPage
from bviewer.albums.items import find_item
from bviewer.albums.originals import image_title
from bviewer.presenters.problems import explained
from bviewer.presenters.tiles import item_tile
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource, ImageResource
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.visitor.albums import asked_part
from bviewer.views.visitor.frame import frame_of, not_to_be_kept, pictures_of

OF_AN_IMAGE = "bviewer:templates/owner/image_cover.html"


@view_config(
    context=AlbumResource,
    name="cover",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer="bviewer:templates/owner/cover.html",
)
def choose_cover(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show a page of an album's photographs, each with a button."""
    page = asked_items(context, request)
    urls, pictures = request.urls, pictures_of(request)
    return {
        **album_admin_page(context, request),
        "tiles": [
            item_tile(request.language, pictures, urls.of(context), item) for item in page.items
        ],
        "cover": find_album(request.dbsession, context.album.id).cover_id,
        "before_url": page.before and urls.of(context, "cover", before=page.before),
        "after_url": page.after and urls.of(context, "cover", after=page.after),
    }


def asked_items(context: AlbumResource, request: Request) -> ItemPage:
    """Return the page of an album's photographs that the query asks for."""
    part, item = asked_part(request), None
    cursor = next((each for each in (part.at, part.after, part.before) if each is not None), None)
    if cursor is not None:
        item = find_item(request.dbsession, context.album.id, cursor)
        if item is None:
            raise HTTPNotFound
    listing = Listing(request.visitor, context.ancestry_ids, context.order, part.year)
    return read_items(request.dbsession, listing, part, item)


@view_config(
    context=AlbumResource,
    name="cover",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
)
def change_cover(context: AlbumResource, request: Request) -> Any:
    """Set the cover of an album; without an image the newest one is it."""
    album, image_id = find_album(request.dbsession, context.album.id), request.POST.get("image")
    if image_id is None:
        raise HTTPNotFound
    try:
        set_cover(request.dbsession, album, image_id or None)
    except Problem as problem:  # It went elsewhere since the page was shown.
        raise HTTPNotFound from problem
    return done(request, request.urls.of(context, "edit"), "saved")


@view_config(
    context=ImageResource,
    name="cover",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=OF_AN_IMAGE,
)
def choose_album(context: ImageResource, request: Request) -> dict[str, Any]:
    """Show the albums whose cover an image may be: the one that it is in, and those above."""
    return image_page(context, request)


@view_config(
    context=ImageResource,
    name="cover",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=OF_AN_IMAGE,
)
def become_cover(context: ImageResource, request: Request) -> Any:
    """Set an image as the cover of an album that it is in or below."""
    try:
        album = find_album(request.dbsession, request.POST.get("album", ""))
        if album.gallery_id != request.gallery.id:
            raise Problem("album_unknown", "album", album=album.id)
        set_cover(request.dbsession, album, context.image.id)
    except Problem as problem:
        return image_page(context, request, explained(request.language, problem))
    return done(request, request.urls.of(context), "saved")


def image_page(
    context: ImageResource, request: Request, error: str | None = None
) -> dict[str, Any]:
    """Return the variables of the page of an image as a cover."""
    not_to_be_kept(request)
    if error is not None:
        request.response.status_int = 422
    ids = context.__parent__.ancestry_ids
    url = request.urls.of(context)
    return {
        "frame": frame_of(context, request),
        "context": context,
        "title": image_title(context.image.path),
        "picture": pictures_of(request).picture(url, context.image, "small2x").url,
        "albums": albums_with_covers(request.dbsession, ids),
        "error": error,
    }
