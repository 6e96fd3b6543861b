"""One page of an album's items, and the items beside one of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bviewer.albums.items import Item, both_sides, is_wanted, items_from

PAGE = 200  # Items.


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items of an album, with the id of the first (last) if others come before (after) it."""

    items: list[Item]
    before: str | None
    after: str | None


def page_of_items(
    session: Session,
    album_id: str,
    order: str,
    *,
    after: tuple[Any, ...] | None = None,
    before: tuple[Any, ...] | None = None,
    **filters: Any,
) -> ItemPage:
    """Return one page of an album's items, after or before a position.

    `filters` are those of `wanted`.
    """
    backwards = before is not None
    start = before if backwards else after
    found = items_from(
        session, album_id, order, start, backwards=backwards, limit=PAGE + 1, **filters
    )
    more, items = len(found) > PAGE, found[:PAGE]
    if backwards:
        items.reverse()
    has_before = more if backwards else after is not None
    has_after = True if backwards else more
    return ItemPage(
        items=items,
        before=items[0].id if items and has_before else None,
        after=items[-1].id if items and has_after else None,
    )


def page_around(
    session: Session, item: Item, album_id: str, order: str, **filters: Any
) -> ItemPage:
    """Return the page of an album on which an item is, with as many before it as after it.

    `filters` are those of `wanted`; an item that they leave out only says where to look.
    """
    half = PAGE // 2
    earlier, later = both_sides(session, item, album_id, order, half + 1, **filters)
    middle = [item] if is_wanted(item, **filters) else []
    items = [*reversed(earlier[:half]), *middle, *later[:half]]
    return ItemPage(
        items=items,
        before=items[0].id if len(earlier) > half else None,
        after=items[-1].id if len(later) > half else None,
    )


def neighbours(
    session: Session, item: Item, album_id: str, order: str, *, with_missing: bool
) -> tuple[Item | None, Item | None]:
    """Return the items before and after an item in its album."""
    before, after = both_sides(session, item, album_id, order, 1, with_missing=with_missing)
    return before[0] if before else None, after[0] if after else None
