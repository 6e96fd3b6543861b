"""What the page of an album shows: child albums, one page of items, years and numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bviewer.albums.items import ImagePage, find_image, page_around, page_of_images, position_of
from bviewer.albums.listings import child_albums, own_summary, times_of_children
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
    """What a part of an album shows: the album's own summary, child albums, the years that these
    offer, and one page of items."""

    summary: Row[Any] | None
    albums: Sequence[Row[Any]]
    years: list[int]
    page: ImagePage
    part: AlbumPart

    @property
    def is_first(self) -> bool:
        """Whether the page of items is the first one."""
        return self.page.before is None and self.part.after is None

    @property
    def is_whole(self) -> bool:
        """Whether the album is shown from its beginning, and of all years."""
        return self.is_first and self.part.year is None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.albums and not self.page.images


def read_page(
    session: Session, visitor: Visitor, album_id: str, order: str, part: AlbumPart
) -> ImagePage | None:
    """Return the items of a part; None if it names an item that the album does not hold."""
    filters: dict[str, Any] = {"with_missing": visitor.is_owner, "year": part.year}
    if part.at is not None:
        image = find_image(session, album_id, part.at)
        return image and page_around(session, image, album_id, order, **filters)
    positions = {}
    for name, item_id in (("after", part.after), ("before", part.before)):
        if item_id is not None:
            image = find_image(session, album_id, item_id)
            if image is None:
                return None
            positions[name] = position_of(image, order)
    return page_of_images(session, album_id, order, **positions, **filters)


def read_contents(
    session: Session,
    visitor: Visitor,
    ancestry_ids: Sequence[str],
    order: str,
    page: ImagePage,
    part: AlbumPart,
) -> Contents:
    """Return what a visitor who may open the last of `ancestry_ids` may know of it, beside a page
    of its items; child albums are on the first page only."""
    whose = (session, visitor, ancestry_ids)
    contents = Contents(own_summary(*whose), [], [], page, part)
    if not contents.is_first:
        return contents._replace(years=offered_years(times_of_children(*whose)))
    albums, year = child_albums(*whose, order), part.year
    shown = [album for album in albums if year is None or year in years_of(album)]
    return contents._replace(albums=shown, years=offered_years(albums))
