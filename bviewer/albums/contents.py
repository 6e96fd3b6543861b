"""What the page of an album shows: child albums and then items, a page of them, years and numbers.

Both are one sequence: what is after the last child album is the first item. So a page goes on from
either, and the last page of child albums goes on with items.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bviewer.albums.child_pages import ChildPage, Listing
from bviewer.albums.item_pages import ItemPage, page_around, page_of_items
from bviewer.albums.items import Item, find_item, position
from bviewer.albums.listings import own_summary
from bviewer.albums.years import offered_years
from bviewer.models import ItemKind
from bviewer.security.visitor import Visitor

ALL_BEFORE, NO_ITEMS = ChildPage(has_before=True), ItemPage([], None, None)


class AlbumPart(NamedTuple):
    """The part of an album that a page shows: of one year or all, and from the beginning, at an
    item, or after or before a child album or an item: one of these at most."""

    year: int | None = None
    at: str | None = None
    after: str | None = None
    before: str | None = None

    def address(self) -> dict[str, object]:
        """Return what the one address of the part says of it; `at` only says where to begin."""
        return {"year": self.year, "after": self.after, "before": self.before}


class Contents(NamedTuple):
    """What a visitor may know of a part of an album: the album's own summary, and a page of its
    child albums and items."""

    summary: Row[Any] | None
    children: ChildPage
    page: ItemPage
    part: AlbumPart

    @property
    def years(self) -> list[int]:
        """Return the years that the child albums offer, whichever are on the page."""
        years = {year for album in self.children.albums for year in album.years}
        return offered_years(years.union((self.summary and self.summary.child_years) or ()))

    @property
    def before(self) -> str | None:
        """Return the id of what the page begins with, if something comes before it."""
        has_before = self.children.has_before or self.page.before is not None
        return self._ids()[0] if has_before and not self.is_empty else None

    @property
    def after(self) -> str | None:
        """Return the id of what the page ends with, if something comes after it."""
        has_after = self.children.has_after or self.page.after is not None
        return self._ids()[-1] if has_after and not self.is_empty else None

    @property
    def is_first(self) -> bool:
        """Return whether the page is the first one."""
        return self.before is None and self.part.after is None

    @property
    def is_whole(self) -> bool:
        """Return whether the album is shown from its beginning, and of all years."""
        return self.is_first and self.part.year is None

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not self.children.albums and not self.page.items

    @property
    def has_files(self) -> bool:
        """Return whether there is something that may be downloaded, as far as the page tells."""
        items = self.page.items
        return bool(self.children.albums) or any(item.kind != ItemKind.VIDEO for item in items)

    @property
    def has_videos(self) -> bool:
        """Return whether the album has films of providers itself: maybe on other pages of it, which
        this one may grow by."""
        return self.summary is not None and bool(self.summary.has_videos)

    @property
    def is_beyond(self) -> bool:
        """Return whether the part is before the first page: nothing, or what that begins with."""
        is_begun = self.children.is_all or not self.children.albums
        return self.part.before is not None and not self.page.items and is_begun

    def _ids(self) -> list[str]:
        shown: list[Any] = [*self.children.albums, *self.page.items]
        return [each.id for each in shown]


def read_contents(
    session: Session, visitor: Visitor, ancestry_ids: Sequence[str], order: str, part: AlbumPart
) -> Contents | None:
    """Return what a visitor who may open the last of `ancestry_ids` may know of a part of it.

    None if the part names what is not there, or is not listed for this visitor.
    """
    listing = Listing(visitor, ancestry_ids, order, part.year)
    found = read_part(session, listing, part)
    if found is None:
        return None
    contents = Contents(None, *found, part)
    if contents.is_beyond:
        return contents
    is_all = contents.children.is_all and part.year is None
    summary = own_summary(session, visitor, ancestry_ids, with_years=not is_all)
    return contents._replace(summary=summary)


def read_part(
    session: Session, listing: Listing, part: AlbumPart
) -> tuple[ChildPage, ItemPage] | None:
    """Return the child albums and the items of a part; None if it names neither."""
    cursor = next((each for each in (part.at, part.after, part.before) if each is not None), None)
    item = None if cursor is None else find_item(session, listing.ancestry_ids[-1], cursor)
    if item is not None:
        return read_from_item(session, listing, part, item)
    children = read_children(session, listing, part)
    if children is None:
        return None
    return children, NO_ITEMS if children.has_after else read_items(session, listing, part)


def read_children(session: Session, listing: Listing, part: AlbumPart) -> ChildPage | None:
    """Return the child albums of a part that names no item; None if it names no album either."""
    if part.at is not None:
        return None  # No page leads to the place of a child album.
    if part.after is not None:
        return listing.after(session, part.after)
    if part.before is not None:
        return listing.before(session, part.before)
    return listing.first(session)


def read_from_item(
    session: Session, listing: Listing, part: AlbumPart, item: Item
) -> tuple[ChildPage, ItemPage]:
    """Return the items of a part that names one; the last child albums come before the first."""
    page = read_items(session, listing, part, item)
    is_first = page.before is None and part.after is None
    return listing.last(session) if is_first else ALL_BEFORE, page


def read_items(
    session: Session, listing: Listing, part: AlbumPart, item: Item | None = None
) -> ItemPage:
    """Return the items of a part that names one, or the first ones."""
    album_id, order = listing.ancestry_ids[-1], listing.order
    filters: dict[str, Any] = {"with_missing": listing.visitor.is_owner, "year": part.year}
    if item is None:
        return page_of_items(session, album_id, order, **filters)
    if part.at is not None:
        return page_around(session, item, album_id, order, **filters)
    side = "before" if part.after is None else "after"
    return page_of_items(session, album_id, order, **{side: position(item, order)}, **filters)
