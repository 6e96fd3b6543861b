"""Copies of images as other programs are told of them: an address, and a size in pixels."""

from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from sqlalchemy import Row

from bviewer.presenters.tiles import fingerprint_of
from bviewer.renditions.geometry import cut
from bviewer.renditions.sizes import whole
from bviewer.tree.ancestry import ImageRow
from bviewer.tree.urls import rendition_url


@dataclass(frozen=True, slots=True)
class Picture:
    """A resized image at an absolute address. `measures`: width and height, where they are known,
    as attributes of an element have them."""

    url: str
    measures: dict[str, str]


# What a preview shows, the best first.
PREVIEW_SIZES = ("big", "small2x")


def ready_picture(request: Request, image_url: str, image: ImageRow | Row[Any]) -> Picture | None:
    """A copy of an image that is in the cache: who asks for a preview does not ask twice."""
    cache, fingerprint = request.runtime.cache, fingerprint_of(request, image)
    for size_name in PREVIEW_SIZES:
        if cache.has(cache.relative_path(request.gallery.id, image.id, fingerprint, size_name)):
            return picture(request, image_url, image, size_name)
    return None


def picture(
    request: Request, image_url: str, image: ImageRow | Row[Any], size_name: str
) -> Picture:
    """The copy of an image in one size, given the absolute address of the image."""
    url = rendition_url(image_url, size_name, fingerprint_of(request, image))
    if image.width is None or image.height is None:
        return Picture(url, {})
    size = request.runtime.settings.sizes[size_name]
    shown = cut(size, image.width, image.height)
    return Picture(url, {"width": str(shown.width), "height": str(shown.height)})


@dataclass(frozen=True, slots=True)
class Choice:
    """Copies that a browser may choose among, as `srcset` has them, and the largest width."""

    sources: str
    widest: int


def choice(request: Request, image_url: str, image: ImageRow) -> Choice | None:
    """The copies that show all of an image; None if there is but one, or all are alike."""
    sizes = whole(request.runtime.settings.sizes)
    pictures = [picture(request, image_url, image, size.name) for size in sizes]
    widths = {each.measures["width"]: each.url for each in reversed(pictures) if each.measures}
    if len(widths) < 2:
        return None
    sources = ", ".join(f"{url} {width}w" for width, url in widths.items())
    return Choice(sources, max(map(int, widths)))
