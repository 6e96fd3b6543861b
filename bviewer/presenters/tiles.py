"""What templates need to draw a tile, and the addresses of resized images."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from sqlalchemy import Row

from bviewer.albums.items import ListedImage
from bviewer.albums.originals import image_title
from bviewer.models import Visibility
from bviewer.presenters.texts import content, when
from bviewer.renditions.cache import content_fingerprint
from bviewer.tree import AlbumResource
from bviewer.tree.ancestry import ImageRow
from bviewer.tree.urls import child_url, rendition_url


@dataclass(frozen=True, slots=True)
class AlbumTile:
    """A child album: its cover, its title, when and how much, and a mark for those whom it
    concerns."""

    url: str
    title: str
    when: str
    what: str
    cover: str | None
    colours: str
    mark: str


@dataclass(frozen=True, slots=True)
class ImageTile:
    """An image: the addresses of its page and of its copies, and what stands in for it at first.

    `colours` are the average colours of its 6 x 6 parts, as RGB bytes in base64.
    """

    id: str
    url: str
    title: str
    state: str
    width: int | None
    height: int | None
    colours: str
    small: str
    small2x: str


def fingerprint_of(request: Request, image: ListedImage | ImageRow | Row[Any]) -> str:
    """What changes in the address of a resized image when its file changes."""
    pipeline_version = request.runtime.pipeline_version
    return content_fingerprint(pipeline_version, image.size, image.mtime_ns, image.quick_hash)


def image_tile(request: Request, album_url: str, image: ListedImage) -> ImageTile:
    """The tile of an image in its album."""
    url, fingerprint = f"{album_url}{image.id}/", fingerprint_of(request, image)
    return ImageTile(
        id=image.id,
        url=url,
        title=image_title(image.path),
        state=image.state,
        width=image.width,
        height=image.height,
        colours=colours(image.placeholder),
        small=rendition_url(url, "small", fingerprint),
        small2x=rendition_url(url, "small2x", fingerprint),
    )


def child_tile(request: Request, context: AlbumResource, url: str, album: Row[Any]) -> AlbumTile:
    """The tile of a child album."""
    own = child_url(url, context.child_segment(album.id, album.title, album.visibility))
    return album_tile(request, own, album)


def album_tile(request: Request, url: str, album: Row[Any]) -> AlbumTile:
    """The tile of an album at this address."""
    cover = None
    if album.cover_path is not None:
        cover = rendition_url(
            f"{url}{album.cover_path}/", "small2x", fingerprint_of(request, album)
        )
    language = request.language
    return AlbumTile(
        url=url,
        title=album.title,
        when=when(language, album),
        what=content(language, 0 if album.albums else album.images, album.albums),
        cover=cover,
        colours=colours(album.placeholder),
        mark=mark_of(request, album.visibility, missing=album.missing),
    )


def colours(placeholder: bytes | None) -> str:
    """A placeholder as text; empty where there is none yet."""
    return b64encode(placeholder or b"").decode("ascii")


def mark_of(request: Request, visibility: str, *, missing: bool) -> str:
    """A word on a tile for whoever may see that there is something to say."""
    _ = request.language.gettext
    if missing:
        return _("folder missing")
    return {Visibility.HIDDEN: _("hidden"), Visibility.PRIVATE: _("private")}.get(
        Visibility(visibility), ""
    )
