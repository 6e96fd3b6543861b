"""Resized copies of images as pages and programs need them: an address, and a size in pixels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bviewer.renditions.cache import RenditionCache, content_fingerprint
from bviewer.renditions.geometry import cut
from bviewer.renditions.sizes import Size, squares, to_look_at
from bviewer.tree.urls import rendition_url


@dataclass(frozen=True, slots=True)
class Picture:
    """A resized image at an absolute address. `measures`: width and height, where they are known,
    as attributes of an element have them."""

    url: str
    measures: dict[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Copies that a browser may choose among, as `srcset` has them, and the largest width."""

    sources: str
    widest: int


# What other sites are shown, the best first.
OPEN_GRAPH_SIZES = ("big", "small2x")


def fingerprint_of(pipeline_version: str, image: Any) -> str:
    """Return what changes in the address of a resized image when its file changes."""
    return content_fingerprint(pipeline_version, image.size, image.mtime_ns, image.quick_hash)


@dataclass(frozen=True, slots=True)
class Pictures:
    """The resized copies of a gallery's images."""

    gallery_id: int
    sizes: Mapping[str, Size]
    pipeline_version: str
    cache: RenditionCache

    def urls(self, image_url: str, image: Any, *size_names: str) -> list[str]:
        """Return the addresses of an image's copies in some sizes, given that of the image."""
        fingerprint = fingerprint_of(self.pipeline_version, image)
        return [rendition_url(image_url, name, fingerprint) for name in size_names]

    def picture(self, image_url: str, image: Any, size_name: str) -> Picture:
        """Return the copy of an image in one size."""
        (url,) = self.urls(image_url, image, size_name)
        if image.width is None or image.height is None:
            return Picture(url, {})
        shown = cut(self.sizes[size_name], image.width, image.height)
        return Picture(url, {"width": str(shown.width), "height": str(shown.height)})

    def tile_sources(self, image_url: str, image: Any) -> str:
        """Return the squares that a browser may choose among, as `srcset` has them."""
        sizes = squares(self.sizes)
        urls = self.urls(image_url, image, *(size.name for size in sizes))
        return ", ".join(f"{url} {each.width}w" for url, each in zip(urls, sizes, strict=True))

    def ready(self, image_url: str, image: Any) -> Picture | None:
        """Return a copy that is in the cache: what reads Open Graph does not ask twice."""
        fingerprint = fingerprint_of(self.pipeline_version, image)
        for name in OPEN_GRAPH_SIZES:
            path = self.cache.relative_path(self.gallery_id, image.id, fingerprint, name)
            if self.cache.has(path):
                return self.picture(image_url, image, name)
        return None

    def choice(self, image_url: str, image: Any) -> Choice | None:
        """Return the copies that show all of an image; None if there is but one, or all are
        alike."""
        sizes = to_look_at(self.sizes)
        if len(sizes) < 2:
            return None
        pictures = [self.picture(image_url, image, size.name) for size in sizes]
        widths = {each.measures["width"]: each.url for each in reversed(pictures) if each.measures}
        if len(widths) < 2:
            return None
        sources = ", ".join(f"{url} {width}w" for width, url in widths.items())
        return Choice(sources, max(map(int, widths)))
