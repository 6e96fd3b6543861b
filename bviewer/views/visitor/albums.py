"""The page of an album, of which a gallery's home is the first."""

from collections.abc import Sequence
from typing import Any

from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config
from sqlalchemy import Row

from bviewer.albums.items import (
    ImagePage,
    ListedImage,
    find_image,
    page_around,
    page_of_images,
    position_of,
)
from bviewer.albums.listings import child_albums, granted_albums, own_summary, times_of_children
from bviewer.presenters.breadcrumbs import breadcrumbs, gallery_title
from bviewer.presenters.open_graph import meta_of
from bviewer.presenters.texts import content, when
from bviewer.presenters.tiles import album_tile, child_tile, image_tile, mark_of
from bviewer.presenters.years import asked_year, offered_years, years_of
from bviewer.renditions.sizes import whole
from bviewer.security import Permission
from bviewer.sync.service import is_being_read
from bviewer.tree import AlbumResource, HomeResource
from bviewer.tree.paths import segment_id


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
        page = show_album(context, request)
        listed = {tile.url for tile in page["albums"]}
        return {
            **page,
            "given": granted_tiles(context, request, listed) if page["is_whole"] else [],
        }
    if not request.visitor.granted:
        raise HTTPNotFound
    return {"gallery_title": request.gallery.host, "given": granted_tiles(context, request, set())}


@view_config(
    context=AlbumResource,
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/show_album.html",
)
def show_album(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Child albums first, then one page of images; of one year, if one is asked for."""
    url, visitor, album = request.resource_url(context), request.visitor, context.album
    year = asked_year(request.GET.get("year"))
    page = requested_page(context, request, year)
    if "before" in request.GET and not page.images:
        raise HTTPFound(url if year is None else f"{url}?year={year}")
    summary = own_summary(request.dbsession, visitor, context.ancestry_ids)
    sizes = request.runtime.settings.sizes
    is_first = page.before is None and "after" not in request.GET
    is_whole = is_first and year is None
    children, years = children_and_years(context, request, is_first=is_first)
    shown = [child for child in children if year is None or year in years_of(child)]
    return {
        "gallery_title": gallery_title(context, request),
        "meta": meta_of(context, request),
        "breadcrumbs": breadcrumbs(context, request),
        "album": album,
        "url": url,
        "mark": own_mark(context, request),
        "when": when(request.language, summary) if summary else "",
        "what": own_content(request, summary),
        "years": years,
        "year": year,
        "is_first": is_first,
        "is_whole": is_whole,
        "is_being_read": is_whole and not (children or page.images) and may_come(context, request),
        "albums": [child_tile(request, context, url, child) for child in shown],
        "whole": [(size.name, size.width, size.height) for size in whole(sizes)],
        "images": [image_tile(request, url, image) for image in page.images],
        "before_url": page_url(url, year, before=page.before),
        "after_url": page_url(url, year, after=page.after),
    }


def own_content(request: Request, summary: Row[Any] | None) -> str:
    """How much is in an album; its page says in a sentence when there is nothing."""
    if summary is None or not (summary.images or summary.albums):
        return ""
    return content(request.language, summary.images, summary.albums)


def children_and_years(
    context: AlbumResource, request: Request, *, is_first: bool
) -> tuple[Sequence[Row[Any]], list[int]]:
    """The child albums of a first page, and on every page the years that they offer."""
    whose = (request.dbsession, request.visitor, context.ancestry_ids)
    if not is_first:
        return [], offered_years(times_of_children(*whose))
    children = child_albums(*whose, context.album.order)
    return children, offered_years(children)


def own_mark(context: AlbumResource, request: Request) -> str:
    """The word on an album's own page; not for whoever only has its address."""
    if not request.visitor.is_trusted_with(context.ancestry_ids):
        return ""
    return mark_of(request, context.album.visibility, missing=False)


def may_come(context: AlbumResource, request: Request) -> bool:
    """Whether this is the home of a gallery whose first images may be on their way."""
    runtime = request.runtime
    return context is context.home and is_being_read(runtime, context.home.gallery.id)


def page_url(url: str, year: int | None, **cursor: str | None) -> str | None:
    """The address of another page of the same images."""
    if not any(cursor.values()):
        return None
    query = cursor if year is None else {"year": year, **cursor}
    return f"{url}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def requested_page(context: AlbumResource, request: Request, year: int | None) -> ImagePage:
    """The images that the query asks for; raises HTTPNotFound if it names none of this album."""
    session, album = request.dbsession, context.album
    filters = {"with_missing": request.visitor.is_owner, "year": year}
    if "at" in request.GET:
        image = named_image(context, request, "at")
        return page_around(session, image, album.id, album.order, **filters)
    positions = {
        name: position_of(named_image(context, request, name), album.order)
        for name in ("after", "before")
        if name in request.GET
    }
    return page_of_images(session, album.id, album.order, **positions, **filters)


def named_image(context: AlbumResource, request: Request, name: str) -> ListedImage:
    """The image of this album that a query parameter names; raises HTTPNotFound."""
    image_id = segment_id(request.GET[name]) or ""
    image = find_image(request.dbsession, context.album.id, image_id)
    if image is None:
        raise HTTPNotFound
    return image


def granted_tiles(context: HomeResource, request: Request, listed: set[str]) -> list[Any]:
    """The albums that this person was given and that are not listed anyway.

    The short address of an album leads to the full one.
    """
    ids = request.visitor.granted
    albums = granted_albums(request.dbsession, ids) if ids else []
    return [
        album_tile(request, request.resource_url(context, album.id, ""), album)
        for album in albums
        if album.id != context.album.id
        and not any(url.rstrip("/").endswith(album.id) for url in listed)
    ]
