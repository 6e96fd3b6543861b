"""Nodes of the URL tree: rows wrapped with a name, a parent and what they add to ACLs."""

from collections.abc import Mapping, Sequence
from typing import Any

from pyramid.decorator import reify

from bviewer.models import ImageState, ItemKind, SortOrder, Visibility
from bviewer.renditions.sizes import Size, shows_more
from bviewer.renditions.tiling import tile_named
from bviewer.security.visibility import (
    ACE,
    album_acl,
    downloads_acl,
    effective_visibility,
    gallery_acl,
    missing_acl,
)
from bviewer.tree.ancestry import AlbumRow, Ancestry, GalleryRow, ImageRow
from bviewer.tree.branches import BRANCHES, Branch
from bviewer.tree.paths import segment_id
from bviewer.tree.urls import album_segment

# What an image's views are called that send its file: as a download, or to be played; and that send
# its RAW file, or what a photograph moves by.
ORIGINALS = frozenset({"full", "raw", "play", "motion"})

# For nodes without ACEs of their own; without the attribute Pyramid would go by an exception.
INHERITED = ()


class AlbumResource:
    """An album; its children are albums and images that the URL may name next.

    `ancestry` holds the albums from the top to this one, `flags` their ids and visibilities.
    `has_downloads`: whoever may see its photographs may have their files. One that `is_short` has
    an address right below the home, which does not name those above it.
    """

    is_short = False

    def __init__(self, album: AlbumRow, parent: "AlbumResource | None", home: "HomeResource"):
        self.album = album
        self.home = home
        self.__parent__ = parent
        flag = (album.id, album.visibility)
        self.ancestry: tuple[AlbumRow, ...] = (*parent.ancestry, album) if parent else (album,)
        self.flags: tuple[tuple[str, str], ...] = (*parent.flags, flag) if parent else (flag,)
        above = parent is None or parent.has_downloads
        self.has_downloads: bool = above if album.downloads is None else bool(album.downloads)

    @reify
    def __name__(self) -> str:
        return album_segment(self.album.id, self.album.title, self.effective_visibility)

    @property
    def ancestry_ids(self) -> list[str]:
        """Return the ids of the albums from the top to this one."""
        return [album_id for album_id, _flag in self.flags]

    @property
    def effective_visibility(self) -> Visibility:
        """Return what this album amounts to below its ancestors."""
        return effective_visibility([flag for _id, flag in self.flags])

    @property
    def order(self) -> str:
        """Return how the album is sorted, as it or the nearest above it says."""
        orders = (album.order for album in reversed(self.ancestry))
        return next(filter(None, orders), SortOrder.OLDEST)

    @property
    def positions(self) -> str:
        """Return who is told where photographs were taken, as it, one above or the gallery says."""
        own = (album.positions for album in reversed(self.ancestry))
        return next(filter(None, own), self.home.gallery.positions)

    def __acl__(self) -> list[ACE]:
        return self._acl

    @reify
    def _acl(self) -> list[ACE]:
        # Once: it is asked for with each node below, and for each of several permissions.
        return self.aces()

    def aces(self) -> list[ACE]:
        """Return the ACEs that the album adds to those above.

        One whose folder is missing is as good as none to all but the owner, as what is in it is
        that has no file: nobody knows where it went, be it into a private one.
        """
        gallery = self.home.gallery
        if self.album.missing and self.__parent__ is not None:
            return missing_acl(gallery.owner_id)
        acl = album_acl(self.flags, gallery.owner_id, gallery.id)
        had = self.__parent__ is None or self.__parent__.has_downloads
        if self.has_downloads and had:
            return acl
        aces = downloads_acl(self.flags, gallery.owner_id, gallery.id, given=self.has_downloads)
        return [*aces, *acl]

    def __getitem__(self, segment: str) -> "AlbumResource | ImageResource":
        node = self.child(segment_id(segment))
        if node is None:
            raise KeyError(segment)
        return node

    def child(self, child_id: str | None) -> "AlbumResource | ImageResource | None":
        """Return the child of that id among the rows that came with the URL."""
        rows = self.home.rows
        album, image = rows.albums.get(child_id or ""), rows.images.get(child_id or "")
        if album is not None and album.parent_id == self.album.id:
            return AlbumResource(album, self, self.home)
        if image is not None and image.album_id == self.album.id:
            return RESOURCES.get(image.kind, ImageResource)(image, self)
        return None


class HomeResource(AlbumResource):
    """The root of a gallery: its top album, below which the gallery's own pages live as well.

    At requests of the API it has a `finder` of what these name by ids alone.
    """

    __name__ = ""
    finder: Any = None

    def __init__(self, rows: Ancestry, sizes: Mapping[str, Size]):
        super().__init__(rows.top, None, self)
        self.rows = rows
        self.short: dict[str, AlbumResource] = {}
        self.rendition_names = {f"{size.name}.jpg": size for size in sizes.values()}
        self.has_tiles = shows_more(sizes)

    @property
    def gallery(self) -> GalleryRow:
        """Return the gallery that the host names."""
        return self.rows.gallery

    def __getitem__(self, segment: str) -> "AlbumResource | ImageResource | Branch":  # type: ignore[override]
        branch = BRANCHES.get(segment)
        return super().__getitem__(segment) if branch is None else branch(self, segment)

    def child(self, child_id: str | None) -> "AlbumResource | ImageResource | None":
        """Return the child of that id, or the album whose short address it is."""
        return self.short.get(child_id or "") or super().child(child_id)

    def aces(self) -> list[ACE]:
        """Return the ACEs of the top album, and those of the gallery."""
        return [*super().aces(), *gallery_acl(self.gallery.owner_id, self.gallery.id)]


class ImageResource:
    """An image in an album; whoever may do something with the album may do it with the image.

    One whose file is missing is as good as none to all but the owner.
    """

    __acl__: Sequence[ACE] = INHERITED

    def __init__(self, image: ImageRow, parent: AlbumResource):
        self.__name__ = image.id
        self.__parent__ = parent
        self.image = image
        if image.state == ImageState.MISSING:
            self.__acl__ = missing_acl(parent.home.gallery.owner_id)

    def __getitem__(self, segment: str) -> "RenditionResource":
        # Sizes are a fixed ladder, and tiles those that a photograph of its measures has.
        size = self.__parent__.home.rendition_names.get(segment) or self._tile(segment)
        if size is None:
            raise KeyError(segment)
        return RenditionResource(size, segment, self)

    def _tile(self, name: str) -> Size | None:
        if self.image.kind != ItemKind.IMAGE or not self.__parent__.home.has_tiles:
            return None
        return tile_named(name, self.image.width, self.image.height)


class VideoResource(ImageResource):
    """A film of a provider in an album: it has a page of its own and a picture, but no file."""


class MotionResource(ImageResource):
    """What belongs to a photograph, as a clip that it moves by: its page is that of the
    photograph."""


class RawResource(MotionResource):
    """The RAW file of a photograph, of which nothing else is shown."""

    def __getitem__(self, segment: str) -> "RenditionResource":
        raise KeyError(segment)


RESOURCES: dict[str, type[ImageResource]] = {
    ItemKind.MOTION: MotionResource,
    ItemKind.RAW: RawResource,
    ItemKind.VIDEO: VideoResource,
}


class RenditionResource:
    """A resized copy of an image, as a leaf of the tree."""

    __acl__ = INHERITED

    def __init__(self, size: Size, name: str, parent: ImageResource):
        self.__name__ = name
        self.__parent__ = parent
        self.size = size
