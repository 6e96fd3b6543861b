"""What the page of an album shows: child albums, one page of items, years and numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bviewer.albums.item_pages import ItemPage, page_around, page_of_items
from bviewer.albums.items import find_item, position
from bviewer.albums.listings import child_albums, own_summary
from bviewer.albums.years import offered_years, years_of
from bviewer.security.visitor import Visitor


class AlbumPart(NamedTuple):
    """The part of an album that a page shows: of one year or all, at, after or before an item."""

    year: int | None = None
    at: str | None = None
    after: str | None = None
    before: str | None = None

    def address(self) -> dict[str, object]:
        """Return what the one address of the part says of it; `at` only says where to begin."""
        return {"year": self.year, "after": self.after, "before": self.before}


class Contents(NamedTuple):
    """What a visitor may know of a part of an album: the album's own summary, its child albums (on
    further pages only their times) and one page of its items."""

    summary: Row[Any] | None
    children: Sequence[Row[Any]]
    page: ItemPage
    part: AlbumPart

    @property
    def albums(self) -> list[Row[Any]]:
        """Return the child albums to show: those of the year, on the first page."""
        year = self.part.year
        shown = self.children if self.is_first else []
        return [album for album in shown if year is None or year in years_of(album)]

    @property
    def years(self) -> list[int]:
        """Return the years that the child albums offer."""
        return offered_years(self.children)

    @property
    def is_first(self) -> bool:
        """Return whether the page of items is the first one."""
        return self.page.before is None and self.part.after is None

    @property
    def is_whole(self) -> bool:
        """Return whether the album is shown from its beginning, and of all years."""
        return self.is_first and self.part.year is None

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not self.albums and not self.page.items

    @property
    def is_beyond(self) -> bool:
        """Return whether the part is before the first item, where no page is."""
        return self.part.before is not None and not self.page.items


def read_contents(
    session: Session, visitor: Visitor, ancestry_ids: Sequence[str], order: str, part: AlbumPart
) -> Contents | None:
    """Return what a visitor who may open the last of `ancestry_ids` may know of a part of it.

    None if the part names an item that is not there.
    """
    page = read_page(session, visitor, ancestry_ids[-1], order, part)
    if page is None:
        return None
    contents = Contents(None, [], page, part)
    if contents.is_beyond:
        return contents
    whose = (session, visitor, ancestry_ids)
    summary = own_summary(*whose)
    children = child_albums(*whose, order, only_times=not contents.is_first)
    return Contents(summary, children, page, part)


def read_page(
    session: Session, visitor: Visitor, album_id: str, order: str, part: AlbumPart
) -> ItemPage | None:
    """Return the items of a part; None if it names an item that the album does not hold."""
    filters: dict[str, Any] = {"with_missing": visitor.is_owner, "year": part.year}
    if part.at is not None:
        image = find_item(session, album_id, part.at)
        return image and page_around(session, image, album_id, order, **filters)
    positions = {}
    for name, item_id in (("after", part.after), ("before", part.before)):
        if item_id is not None:
            image = find_item(session, album_id, item_id)
            if image is None:
                return None
            positions[name] = position(image, order)
    return page_of_items(session, album_id, order, **positions, **filters)
