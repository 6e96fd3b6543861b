"""What an album holds, numbered, with the addresses of the pages that it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bviewer.albums.arranging import Places
from bviewer.albums.items import Item
from bviewer.presenters.languages import Language
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.tiles import AlbumTile, ItemTile, album_tile, item_tile
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls

PAGE = 200  # Child albums, and as many items.


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """One page of the child albums of an album, and one of its items."""

    context: AlbumResource
    places: Places
    page: int
    items: Sequence[Item]
    children: Sequence[Row[Any]]
    language: Language
    urls: Urls
    pictures: Pictures

    def first(self) -> int:
        """Return the number of the first child album and of the first item."""
        return (self.page - 1) * PAGE + 1

    def tiles(self) -> list[ItemTile]:
        """Return the tiles of the items."""
        url = self.urls.of(self.context)
        return [item_tile(self.language, self.pictures, url, item) for item in self.items]

    def albums(self) -> list[AlbumTile]:
        """Return the tiles of child albums."""
        place = self.urls.album(self.context)
        return [
            album_tile(
                self.language,
                self.pictures,
                place.child(album.id, album.title, album.visibility).url,
                album,
                is_owner=True,
            )
            for album in self.children
        ]

    def url(self) -> str:
        """Return the address of this page."""
        return self._page_url(self.page)

    def before_url(self) -> str | None:
        """Return the address of the page before, if there is one."""
        return self._page_url(self.page - 1) if self.page > 1 else None

    def after_url(self) -> str | None:
        """Return the address of the page after, if there is one."""
        is_more = self.page * PAGE < self.places.longest
        return self._page_url(self.page + 1) if is_more else None

    def _page_url(self, page: int) -> str:
        return self.urls.of(self.context, "arrange", page=page if page > 1 else None)
