"""The page of an image or a clip, and its bytes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from bviewer.albums.failures import is_flawed
from bviewer.albums.item_pages import neighbours
from bviewer.albums.items import Details, Item, find_details
from bviewer.albums.originals import find_identity, home_of
from bviewer.delivery import Audience, Original
from bviewer.delivery.media_types import CLIP_TYPES, detected_type
from bviewer.library.formats import picture_type
from bviewer.library.paths import file_name, join
from bviewer.library.reading import is_untouched, open_known
from bviewer.models import Image, ImageState, ItemKind
from bviewer.presenters.details import Detail, details
from bviewer.presenters.pictures import fingerprint_of
from bviewer.presenters.taken import said_title, title_in, when_below
from bviewer.presenters.tiles import colours
from bviewer.queue.task import Priority
from bviewer.rendering.reconcile import recognise_original
from bviewer.rendering.render import render_image
from bviewer.rendering.wanted import has_smaller, size_to_send, work_for
from bviewer.renditions.placeholder import png_placeholder
from bviewer.renditions.sizes import Size, largest_made
from bviewer.renditions.tiling import NO_TILES, Tile
from bviewer.sandbox.errors import SourceChanged
from bviewer.security import Permission
from bviewer.security.visibility import are_details_shown, are_positions_shown
from bviewer.tree.ancestry import ImageRow
from bviewer.tree.resources import ImageResource, RenditionResource, VideoResource
from bviewer.tree.urls import item_url, listing_url, motion_url, play_url, raw_url
from bviewer.views.origins import allow_showing
from bviewer.views.visitor.frame import page_of, pictures_of
from bviewer.views.visitor.motion_audience import motions_for

ICONS = Path(__file__).parents[2] / "static" / "icons"
BROKEN_PICTURE = (ICONS / "broken.svg").read_bytes()
BARE_PICTURE = (ICONS / "video.svg").read_bytes()


@view_config(
    context=ImageResource,
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/show_image.html",
)
def show_image(context: ImageResource, request: Request) -> dict[str, Any]:
    """Show the picture, what is known of it, and the way to the next."""
    listed, known = found_item(context, request)
    return {
        **item_page(context, request, listed, known),
        "details": shown_details(context, request, listed, known),
        "play_url": address_to_play(context, request),
        "media_type": listed.media_type,
        "motion_url": address_of_motion(context, request, listed),
        "download_url": download_url(context, request),
        "raw_url": address_of_raw(context, request, known),
        "original_type": type_to_show(context.image),
    }


def found_item(context: ImageResource, request: Request) -> tuple[Item, Details]:
    """Return all that is known of an item; 404 if it went elsewhere since the URL was looked up."""
    found = find_details(request.dbsession, context.image.album_id, context.image.id)
    if found is None:
        raise HTTPNotFound
    return found


def item_page(
    context: ImageResource, request: Request, listed: Item, known: Details
) -> dict[str, Any]:
    """Return the variables of the page of any item: its picture, what a person says about it, and
    the way to the next."""
    image, album, urls = context.image, context.__parent__, request.urls
    before, after = neighbours(
        request.dbsession,
        listed,
        image.album_id,
        album.order,
        with_missing=request.visitor.is_owner,
    )
    url, album_url, pictures = urls.of(context), urls.of(album), pictures_of(request)
    page, title = page_of(context, request), title_in(request.language, listed)
    return {
        **page,
        "head": replace(page["head"], title=title),
        "title": title,
        "caption": known.caption or known.file_caption,
        "alt": said_title(listed) or known.caption or known.file_caption or title,
        "when": when_below(request.language, listed, title),
        "image": image,
        "big": pictures.picture(url, image, "big").url,
        "choice": pictures.choice(url, image),
        "colours": colours(image.placeholder),
        "cover_url": urls.of(context, "cover") if request.visitor.is_owner else None,
        "edit_url": urls.of(context, "edit") if request.visitor.is_owner else None,
        "reason": image.reason if request.visitor.is_owner else None,
        "is_flawed": is_flawed(listed.state, listed.failure_version),
        "before_url": before and item_url(album_url, before.id),
        "after_url": after and item_url(album_url, after.id),
        "back_url": listing_url(album_url, image.id),
    }


def shown_details(
    context: ImageResource, request: Request, listed: Item, known: Details
) -> list[Detail]:
    """Return what this visitor is shown of what is known of the photograph."""
    album = context.__parent__
    if not are_details_shown(request.visitor, album.flags):
        return []
    with_position = are_positions_shown(request.visitor, album.flags, album.positions)
    title = title_in(request.language, listed)
    return details(request.language, listed, known, title, with_position=with_position)


def address_to_play(context: ImageResource, request: Request) -> str | None:
    """Return the address that a player asks for a clip, as long as there is something in it.

    What no pictures can be made of, a browser may play.
    """
    if context.image.kind != ItemKind.CLIP or not is_there(context.image):
        return None
    return play_url(request.urls.of(context))


def address_of_motion(context: ImageResource, request: Request, listed: Item) -> str | None:
    """Return the address of what a photograph moves by, if it does for this visitor."""
    motions = motions_for(request, context.__parent__)
    if listed.motion not in motions or not is_there(context.image):
        return None
    return motion_url(request.urls.of(context))


def download_url(context: ImageResource, request: Request) -> str | None:
    """Return the address of the original, for whoever may have it, as long as there is something in
    it."""
    if not is_there(context.image) or not request.has_permission(Permission.DOWNLOAD, context):
        return None
    return request.urls.of(context, "full")


def address_of_raw(context: ImageResource, request: Request, known: Details) -> str | None:
    """Return the address of the RAW file of a photograph, for whoever may have its original."""
    if known.raw_id is None or not request.has_permission(Permission.DOWNLOAD, context):
        return None
    return raw_url(request.urls.of(context))


AS_MANY_AS_TILES = 20  # Images, by the time that workers need and the place in the cache.

# What every browser shows as we do.
TYPES_TO_SHOW = {"image/jpeg", "image/png", "image/webp", "image/avif"}


def type_to_show(image: ImageRow) -> str | None:
    """Return the media type of an original that a browser may show in the place of a copy."""
    if image.kind != ItemKind.IMAGE:
        return None
    media_type = picture_type(file_name(image.path))
    return media_type if media_type in TYPES_TO_SHOW else None


def is_there(image: ImageRow) -> bool:
    """Return whether there is a file, with something in it."""
    return image.state != ImageState.MISSING and image.size > 0


@view_config(context=RenditionResource, request_method="GET", permission=Permission.VIEW)
def send_rendition(context: RenditionResource, request: Request) -> Response:
    """Send a resized copy, or at once what can be said instead of it. No page waits for an
    image."""
    if request.subpath or request.environ["PATH_INFO"].endswith("/"):
        raise HTTPNotFound
    image, runtime = context.__parent__.image, request.runtime
    fingerprint = fingerprint_of(runtime.pipeline_version, image)
    name = shown_size(context, request).name
    path = runtime.cache.relative_path(request.gallery.id, image.id, fingerprint, name)
    audience = audience_of(context.__parent__)
    response = request.delivery.rendition(request, path, fingerprint, audience)
    response = answer_without(context, request) if response is None else response
    return allow_showing(request, response, audience)


def shown_size(context: RenditionResource, request: Request) -> Size:
    """Return the size that is sent."""
    image, sizes = context.__parent__.image, request.runtime.settings.sizes
    return size_to_send(context.size, sizes, image.width, image.height)


AUDIENCES = {"visible": Audience.EVERYBODY, "hidden": Audience.HIDDEN, "private": Audience.TRUSTED}


def audience_of(context: ImageResource) -> Audience:
    """Return who may keep what is sent of an image. If its file is gone, or a folder, that is its
    owner's alone."""
    album = context.__parent__
    is_gone = any(each.missing for each in album.ancestry[1:])
    if is_gone or context.image.state == ImageState.MISSING:
        return Audience.TRUSTED
    return Audience(AUDIENCES[album.effective_visibility])


def answer_without(context: RenditionResource, request: Request) -> Response:
    """Return the answer while there is no resized copy: never (404, 415), soon (202) or later
    (429)."""
    image = context.__parent__.image
    if image.state != ImageState.READY:
        picture = BARE_PICTURE if image.state == ImageState.BARE else BROKEN_PICTURE
        return placeholder(picture, "image/svg+xml", status_without(context, request))
    size = shown_size(context, request)
    if isinstance(size, Tile) and is_untiled(image, request):
        raise HTTPNotFound
    work, *about = work_for(size, request.runtime.settings.sizes, image.id)
    seconds = seconds_to_wait(request, about, size)
    if not seconds:
        # What shows much of a photograph is looked at by itself.
        priority = Priority.VIEWER if work is render_image else Priority.VISITOR
        request.enqueue(work, *about, priority=priority)
    if is_looked_at(size, request):
        return sent_to_smaller(context, request)
    picture = png_placeholder(image.placeholder)
    response = placeholder(picture, "image/png", 429 if seconds else 202)
    response.headers["Retry-After"] = str(seconds or 1)
    return response


def is_looked_at(size: Size, request: Request) -> bool:
    """Tell whether a browser shows a photograph by itself, of which a smaller copy is there."""
    is_shown = request.headers.get("Sec-Fetch-Dest") == "image"
    return is_shown and has_smaller(size, request.runtime.settings.sizes)


def is_untiled(image: ImageRow, request: Request) -> bool:
    """Tell whether an image could not be cut into tiles."""
    fingerprint = fingerprint_of(request.runtime.pipeline_version, image)
    cache = request.runtime.cache
    path = cache.relative_path(request.gallery.id, image.id, fingerprint, NO_TILES)
    return bool(cache.has(path))


def sent_to_smaller(context: RenditionResource, request: Request) -> Response:
    """Return the way to the largest copy that is made in advance, for a browser to show meanwhile.

    A program is told to ask again.
    """
    name = largest_made(request.runtime.settings.sizes).name
    url = request.urls.of(context.__parent__)
    (smaller,) = pictures_of(request).urls(url, context.__parent__.image, name)
    return Response(status=302, headers={"Location": smaller, "Cache-Control": "no-store"})


def seconds_to_wait(request: Request, about: Sequence[str], size: Size) -> int:
    """Return when a stranger may cause more work; 0 if now. Who is signed in always may."""
    is_tile = isinstance(size, Tile)
    what = " ".join([*about, "tiles"] if is_tile else about)
    limit, address = request.work_limit, request.remote_addr or ""
    seconds: int = limit.seconds_to_wait(address, what, AS_MANY_AS_TILES if is_tile else 1)
    return seconds if seconds and request.identity is None else 0


def status_without(context: RenditionResource, request: Request) -> int:
    """Return how to say never. Who looks at a page sees it: nothing has failed there, and a browser
    would report any other status as an error of the page
    (https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header)."""
    if request.headers.get("Sec-Fetch-Dest") == "image":
        return 200
    return 415 if context.__parent__.image.state == ImageState.BROKEN else 404


def placeholder(body: bytes, content_type: str, status: int) -> Response:
    """Return a small picture in the place of one that is not there; nobody may keep it."""
    response = Response(body, status, content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


@view_config(
    context=ImageResource, name="full", request_method="GET", permission=Permission.DOWNLOAD
)
def send_original(context: ImageResource, request: Request) -> Response:
    """Send the original file, as a download."""
    if request.subpath:
        raise HTTPNotFound
    if context.image.state == ImageState.MISSING or isinstance(context, VideoResource):
        raise HTTPNotFound
    return send_download(context.image, request)


@view_config(
    context=ImageResource, name="raw", request_method="GET", permission=Permission.DOWNLOAD
)
def send_raw(context: ImageResource, request: Request) -> Response:
    """Send the RAW file of a photograph, as a download."""
    image = request.dbsession.get(Image, context.image.id)
    if request.subpath or image is None or image.raw_id is None:
        raise HTTPNotFound
    raw = request.dbsession.get(Image, image.raw_id)
    if raw is None or (raw.album_id, raw.kind) != (image.album_id, ItemKind.RAW):
        raise HTTPNotFound
    return send_download(raw, request)


def send_download(image: ImageRow | Image, request: Request) -> Response:
    """Send the file of an image, as a download."""
    with request.disk.asked():
        file = open_original(image, request)
        response: Response = request.delivery.original(
            request,
            original(image, request, file),
            content_type=detected_type(file),
            name=file_name(image.path),
        )
    return response


@view_config(context=ImageResource, name="play", request_method="GET", permission=Permission.VIEW)
def play_clip(context: ImageResource, request: Request) -> Response:
    """Send the original file of a clip, to be played: it is what is shown of it.

    A photograph is shown by its resized copies. Its original is for those who may download it.
    """
    image = context.image
    if request.subpath or image.kind != ItemKind.CLIP or image.state == ImageState.MISSING:
        raise HTTPNotFound
    return send_film(image, request, audience_of(context))


def send_film(image: ImageRow | Image, request: Request, audience: Audience) -> Response:
    """Send the file of a clip, to be played."""
    with request.disk.asked():
        file, content_type = open_film(image, request)
        response = request.delivery.original(
            request, original(image, request, file), content_type=content_type, audience=audience
        )
    return allow_showing(request, response, audience)


def open_film(image: ImageRow | Image, request: Request, start: int = 0) -> tuple[BinaryIO, str]:
    """Return the file of an image, and the media type of the film that begins somewhere in it.

    Raises HTTPNotFound if there is none, also where `open_original` does.
    """
    file = open_original(image, request)
    content_type = detected_type(file, start)
    if content_type not in CLIP_TYPES:
        file.close()
        raise HTTPNotFound
    return file, content_type


def original(image: ImageRow | Image, request: Request, file: BinaryIO) -> Original:
    """Return the open original of an image as it is sent."""
    path = join(request.gallery.home, image.path)
    return Original(
        file,
        path,
        fingerprint_of(request.runtime.pipeline_version, image),
        partial(request.runtime.library.last_change, path),
    )


def open_original(image: ImageRow | Image, request: Request) -> BinaryIO:
    """Return the file of an image, proven to be the one that its row means.

    Raises HTTPNotFound if it is another one, or none. What a worker has to look at is said.
    """
    known = find_identity(request.dbsession, image)
    if known is None:  # It went elsewhere since the URL was looked up.
        raise HTTPNotFound
    try:
        file = open_known(home_of(request.runtime.library, request.gallery.home), image.path, known)
    except SourceChanged:
        request.enqueue(recognise_original, image.id)
        raise HTTPNotFound from None
    except OSError:
        raise HTTPNotFound from None
    if not is_untouched(file, known):
        request.enqueue(recognise_original, image.id)
    return file
