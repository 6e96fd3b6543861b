"""The page of an album, of which a gallery's home is the first."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.catalog.listings import (
    ImagePage,
    child_albums,
    find_image,
    given_albums,
    own_summary,
    page_of_images,
    position_of,
)
from bviewer.security import Permission
from bviewer.tree import AlbumResource, HomeResource
from bviewer.tree.paths import segment_id
from bviewer.views.visitor.breadcrumbs import breadcrumbs, gallery_title
from bviewer.views.visitor.texts import content, days
from bviewer.views.visitor.tiles import album_tile, image_tile


@view_config(
    context=HomeResource,
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer="bviewer:templates/visitor/show_album.html",
)
def show_home(context: HomeResource, request: Request) -> dict[str, Any]:
    """The top album; or, for whoever may not open it but was given albums below it, just those."""
    if request.has_permission(Permission.VIEW, context):
        return {**show_album(context, request), "given": given_links(context, request)}
    if not request.viewer.album_ids:
        raise HTTPNotFound
    return {"gallery_title": request.gallery.host, "given": given_links(context, request)}


@view_config(
    context=AlbumResource,
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/show_album.html",
)
def show_album(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Child albums first, then one page of images."""
    url, viewer = request.resource_url(context), request.viewer
    page = requested_page(context, request)
    summary = own_summary(request.dbsession, viewer, context.lineage_ids)
    is_first = page.before is None
    albums = (
        child_albums(request.dbsession, viewer, context.lineage_ids, context.album.order)
        if is_first
        else []
    )
    return {
        "gallery_title": gallery_title(context, request),
        "breadcrumbs": breadcrumbs(context, request),
        "album": context.album,
        "when": days(summary.first_time, summary.last_time) if summary else "",
        "what": content(summary.images, summary.albums) if summary else "",
        "albums": [album_tile(request, context, url, album) for album in albums],
        "images": [image_tile(request, url, image) for image in page.images],
        "before_url": page.before and f"{url}?before={page.before}",
        "after_url": page.after and f"{url}?after={page.after}",
    }


def requested_page(context: AlbumResource, request: Request) -> ImagePage:
    """The images that the query asks for; raises HTTPNotFound if it names none of this album."""
    positions = {
        name: cursor(context, request, name) for name in ("after", "before") if name in request.GET
    }
    return page_of_images(
        request.dbsession,
        context.album.id,
        context.album.order,
        with_missing=request.viewer.is_owner,
        **positions,
    )


def cursor(context: AlbumResource, request: Request, name: str) -> tuple[Any, ...]:
    """Where the image stands that a query parameter names."""
    image_id = segment_id(request.GET[name]) or ""
    image = find_image(request.dbsession, context.album.id, image_id)
    if image is None:
        raise HTTPNotFound
    return position_of(image, context.album.order)


def given_links(context: HomeResource, request: Request) -> list[dict[str, str]]:
    """Links to the albums that this person was given; the short address leads to the full one."""
    ids = request.viewer.album_ids
    albums = given_albums(request.dbsession, ids) if ids else []
    return [
        {"title": album.title, "url": request.resource_url(context, album.id, "")}
        for album in albums
    ]
