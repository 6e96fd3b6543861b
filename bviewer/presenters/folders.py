"""A folder of the library, as an owner browses it for an album."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row

from bviewer.library.listing import FolderNames
from bviewer.library.names import display_name, encoded
from bviewer.library.paths import file_name, join, way_to
from bviewer.presenters.pictures import Pictures
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls, item_url

PAGE = 120  # Files: full rows of three, five, six and eight.


class FolderLink(NamedTuple):
    """A folder, and where it is browsed."""

    title: str
    url: str


class FileTile(NamedTuple):
    """A file: its value in a form, its name, its picture if it has one, and if it is in there."""

    value: str
    title: str
    small: str | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class FolderPage:
    """One page of a folder's files, and all of its folders.

    `followed_by` is the title of the album that follows it. `known` has by path what is known of
    files, at the address `known_url`; `here` are the paths that the album shows; `number_here` how
    many it shows of all files, unless it follows the folder; `chosen` the values that are ticked.
    """

    context: AlbumResource
    home_title: str
    listing: FolderNames
    page: int
    followed_by: str | None
    known: Mapping[str, Row[Any]]
    known_url: str
    here: Collection[str]
    number_here: int
    chosen: frozenset[str]
    urls: Urls
    pictures: Pictures

    @property
    def number(self) -> int:
        """Return how many files there are."""
        return len(self.listing.files)

    def crumbs(self) -> list[FolderLink]:
        """Return the way from the home to the folder."""
        steps = [FolderLink(display_name(file_name(path)), self._url(path)) for path in self._way()]
        return [FolderLink(self.home_title, self._url("")), *steps]

    def folders(self) -> list[FolderLink]:
        """Return the folders in this one."""
        return [
            FolderLink(display_name(name), self._url(join(self.listing.path, name)))
            for name in self.listing.folders
        ]

    def tiles(self) -> list[FileTile]:
        """Return the tiles of the files on the page."""
        names = self.names()
        values = encoded("/".join(names)).split("/")
        return [self._tile(name, value) for name, value in zip(names, values, strict=False)]

    def names(self) -> Sequence[str]:
        """Return the names of the files on the page."""
        return page_of_names(self.listing, self.page)

    def elsewhere(self) -> str:
        """Return what is chosen on other pages."""
        here = map(encoded, self.names() if self.chosen else ())
        return " ".join(sorted(self.chosen.difference(here)))

    def value(self) -> str:
        """Return the folder as forms and addresses have it."""
        return encoded(self.listing.path)

    def url(self) -> str:
        """Return the address of this page."""
        return self._url(self.listing.path, self.page)

    def before_url(self) -> str | None:
        """Return the address of the page before, if there is one."""
        return self._url(self.listing.path, self.page - 1) if self.page > 1 else None

    def after_url(self) -> str | None:
        """Return the address of the page after, if there is one."""
        is_more = self.page * PAGE < self.number
        return self._url(self.listing.path, self.page + 1) if is_more else None

    def _way(self) -> list[str]:
        return list(way_to(self.listing.path))

    def _url(self, folder: str, page: int = 1) -> str:
        asked = page if page > 1 else None
        return self.urls.of(self.context, "folders", folder=encoded(folder), page=asked)

    def _tile(self, name: str, value: str) -> FileTile:
        path, small = join(self.listing.path, name), None
        row = self.known.get(path)
        if row is not None:
            (small,) = self.pictures.urls(item_url(self.known_url, row.id), row, "small")
        return FileTile(value, display_name(name), small, path in self.here)


def page_of_names(listing: FolderNames, page: int) -> list[str]:
    """Return the names of the files on a page of a folder."""
    return listing.files[(page - 1) * PAGE : page * PAGE]
