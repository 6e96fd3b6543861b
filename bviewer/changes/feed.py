"""Telling what changed: a page of the log, as far as it is anybody's business."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bviewer.changes.cursors import Caller
from bviewer.changes.log import (
    changes_after,
    item_now,
    past_of,
    place_of_now,
    state_before,
)
from bviewer.changes.past import FROM_THE_BEGINNING, Sight, State, is_ever
from bviewer.models import now
from bviewer.models.change import ALBUM, ITEM

MOST = 500  # Changes on a page.


class Gone(NamedTuple):
    """What cannot be found any more: an album, with all that was in it, or an item."""

    kind: str
    id: str


class Feed(NamedTuple):
    """What changed since a cursor, to be taken over in this order.

    `albums` are those that are found and were changed, what is above before what is below it, and
    whether all in each of them may be news: so it is if the album could not be found meanwhile.
    `items` are found and were changed, by their ids with those of their albums. `gone` is what was
    found at some time since and is not any more. `cursor` is where to go on, at once if there
    `is_more`.
    """

    cursor: str
    albums: Mapping[str, bool]
    items: Mapping[str, str]
    gone: Sequence[Gone]
    is_more: bool


def begin(session: Session, caller: Caller) -> Feed:
    """Return the cursor of now: who begins with it, and then looks at all, misses nothing."""
    place = place_of_now(session, caller.gallery_id)
    return Feed(caller.write(*place, now()), {}, {}, [], is_more=False)


def follow(session: Session, caller: Caller, home_id: str, since: str, limit: int) -> Feed:
    """Return what changed since a cursor, in the same number of statements however much it is.

    Refuse a cursor that says nothing to this caller, or does not any more.
    """
    asked_at, cursor = now(), caller.read(since)
    rows = changes_after(session, caller.gallery_id, cursor, limit + 1)
    page, is_more = rows[:limit], len(rows) > limit
    if not page:
        return Feed(caller.write(cursor.xid, cursor.id, asked_at), {}, {}, [], is_more=False)
    touched = Touched(page)
    past = past_of(session, caller.visitor, home_id, touched.ways(), cursor)
    sights = {album_id: list(past.sights(album_id)) for album_id in touched.ways()}
    found = Found(sights, is_owner=caller.visitor.is_owner)
    last = page[-1]
    return Feed(
        caller.write(last.xid, last.id, last.at if is_more else asked_at),
        found.albums(touched.albums),
        found.items(touched),
        found.gone(touched),
        is_more,
    )


class Touched:
    """What a page of the log is about."""

    def __init__(self, page: Sequence[Row[*tuple[Any, ...]]]) -> None:
        self.albums = {row.node_id for row in page if row.kind == ALBUM}
        self.items: dict[str, State] = {}
        self.before: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
        for row in sorted(page, key=lambda row: row.id):
            if row.kind == ITEM:
                self.items[row.node_id] = item_now(row)
                self.before[row.node_id].append(row)

    def ways(self) -> set[str]:
        """Return the ids of albums that decide on whether any of it is found, or was."""
        now = [state.parent_id for state in self.items.values()]
        before = [row.parent_id for rows in self.before.values() for row in rows]
        return self.albums.union(filter(None, [*now, *before]))


class Found:
    """What somebody finds of what was touched, and found before, given what they see of albums."""

    def __init__(self, sights: Mapping[str, Sequence[Sight]], *, is_owner: bool) -> None:
        self._sights = sights
        self._is_owner = is_owner

    def albums(self, ids: Iterable[str]) -> dict[str, bool]:
        """Return which albums are found, from the top down, and whether that may be news."""
        found = sorted(
            (len(self._sights[album_id][-1].flags), album_id)
            for album_id in ids
            if self._is_found(album_id)
        )
        return {
            album_id: not all(each.is_found for each in self._sights[album_id])
            for _depth, album_id in found
        }

    def items(self, touched: Touched) -> dict[str, str]:
        """Return which items are found, and in which albums."""
        return {
            item_id: state.parent_id
            for item_id, state in touched.items.items()
            if state.parent_id is not None and self._is_found_there(state)
        }

    def gone(self, touched: Touched) -> list[Gone]:
        """Return what was found, and is not any more."""
        albums = [
            Gone(ALBUM, album_id)
            for album_id in sorted(touched.albums)
            if not self._is_found(album_id)
            and any(each.is_found for each in self._sights[album_id])
        ]
        items = [
            Gone(ITEM, item_id)
            for item_id, state in touched.items.items()
            if not self._is_found_there(state) and self._was_found(touched.before[item_id])
        ]
        return [*albums, *items]

    def _is_found(self, album_id: str) -> bool:
        return self._sights[album_id][-1].is_found

    def _is_found_there(self, state: State) -> bool:
        return self._may_be_found(state) and self._is_found(state.parent_id or "")

    def _may_be_found(self, state: State) -> bool:
        is_shown = self._is_owner or not state.is_missing
        return state.parent_id is not None and state.is_there and is_shown

    def _was_found(self, changes: Sequence[Row[*tuple[Any, ...]]]) -> bool:
        """Return whether an item was found before one of its changes, since the one before that.

        What was after the last of them is told with the next one, if it has another one.
        """
        start = FROM_THE_BEGINNING
        for change in changes:
            state = state_before(change)
            if self._may_be_found(state) and is_ever(
                self._sights[state.parent_id or ""], start, change.id
            ):
                return True
            start = change.id
        return False
