"""A page of an album's items, each of which can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bviewer.albums.items import Item
from bviewer.presenters.languages import Language, Message, mark
from bviewer.presenters.moving import INDENT, Target
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.tiles import ItemTile, item_tile
from bviewer.tree.outline import OutlineAlbum
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls, view_url

PAGE = 200  # Items.
VISIBILITIES: dict[str, Message] = {
    "visible": mark("visible"),
    "hidden": mark("hidden"),
    "private": mark("private"),
}


@dataclass(frozen=True, slots=True)
class ChosenPage:
    """One page of the items of an album; `chosen` are the ids of those that are ticked.

    `view` is what the page is called in its address.
    """

    context: AlbumResource
    items: Sequence[Item]
    page: int
    number: int
    chosen: frozenset[str]
    language: Language
    urls: Urls
    pictures: Pictures
    view: str = "items"

    def tiles(self) -> list[ItemTile]:
        """Return the tiles of the items."""
        url = self.urls.of(self.context)
        return [item_tile(self.language, self.pictures, url, item) for item in self.items]

    def edit_url(self, tile: ItemTile) -> str:
        """Return the address of the page that changes an item."""
        return view_url(tile.url, "edit")

    def elsewhere(self) -> str:
        """Return the ids that are chosen on other pages."""
        return " ".join(sorted(self.chosen.difference(item.id for item in self.items)))

    def url(self) -> str:
        """Return the address of this page."""
        return self._page_url(self.page)

    def before_url(self) -> str | None:
        """Return the address of the page before, if there is one."""
        return self._page_url(self.page - 1) if self.page > 1 else None

    def after_url(self) -> str | None:
        """Return the address of the page after, if there is one."""
        return self._page_url(self.page + 1) if self.page * PAGE < self.number else None

    def _page_url(self, page: int) -> str:
        return self.urls.of(self.context, self.view, page=page if page > 1 else None)


def targets_for_items(
    language: Language, albums: Sequence[OutlineAlbum], source_id: str
) -> list[Target]:
    """Return the albums that items of one may go into, each with who can see it in a word."""
    return [
        Target(
            album.id,
            f"{INDENT * album.depth}{album.title} · "
            f"{language.gettext(VISIBILITIES[album.effective])}",
        )
        for album in albums
        if album.id != source_id
    ]
