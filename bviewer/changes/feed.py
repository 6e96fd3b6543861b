"""Telling what changed: a page of the log, as far as it is anybody's business."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy.orm import Session

from bviewer.changes.cursors import Caller, Cursor
from bviewer.changes.log import changes_after, nodes_of, snapshot_of
from bviewer.changes.past import Past, Sight, ids_of, tops_of
from bviewer.models import now
from bviewer.models.change import ALBUM, ITEM
from bviewer.security.visitor import Visitor

MOST = 500  # Changes on a page.


class Gone(NamedTuple):
    """What cannot be found any more: an album, with all that was in it, or an item."""

    kind: Literal["album", "item"]
    id: str


class Feed(NamedTuple):
    """What changed since a cursor, to be taken over in this order.

    `albums` are those that changed and are found, what is above before what is below it, and
    whether all in each of them may be news: as it is if the album was not found at some time since,
    or came to where the caller sees what is private in it, or from there. `items` are those that
    changed and are found, and the albums that they are in. `gone` is what was found at some time
    since and is not any more. With `cursor` one goes on, at once if there `is_more`.
    """

    cursor: str
    albums: Mapping[str, bool]
    items: Mapping[str, str]
    gone: Sequence[Gone]
    is_more: bool


def begin(session: Session, caller: Caller) -> Feed:
    """Return the cursor of now: who begins with it, and then looks at all, misses nothing."""
    asked_at = int(now().timestamp())
    settled = snapshot_of(session).settled
    return Feed(caller.write(Cursor(settled, 0, settled, asked_at)), {}, {}, [], is_more=False)


def follow(session: Session, caller: Caller, home_id: str, since: str, limit: int) -> Feed:
    """Return what changed since a cursor, in the same number of statements however much it is.

    Refuse a cursor that says nothing to this caller, or does not any more.
    """
    asked_at, cursor = int(now().timestamp()), caller.read(since)
    rows = changes_after(session, caller.gallery_id, cursor, limit + 1)
    page, is_more = rows[:limit], len(rows) > limit
    if not page:
        return Feed(caller.write(cursor._replace(time=asked_at)), {}, {}, [], is_more=False)
    kinds = {row.node_id: row.kind for row in page}
    sights = sights_of(session, caller, home_id, kinds, cursor)
    albums = {each: seen for each, seen in sights.items() if kinds.get(each, ALBUM) == ALBUM}
    items = {each: seen for each, seen in sights.items() if each not in albums}
    return Feed(
        caller.write(place_after(page, asked_at, is_more=is_more)),
        found_albums(albums, caller.visitor),
        {each: seen[-1].flags[-1][0] for each, seen in items.items() if seen[-1].is_found},
        [*gone(ALBUM, albums), *gone(ITEM, items)],
        is_more,
    )


def place_after(page: Sequence[Any], asked_at: int, *, is_more: bool) -> Cursor:
    """Return the place behind a page; the last transaction on it may go on if there is more."""
    last = page[-1]
    if is_more:
        return Cursor(last.xid, last.id, last.xid, int(last.at.timestamp()))
    return Cursor(last.xid, last.id, last.xid + 1, asked_at)


def sights_of(
    session: Session, caller: Caller, home_id: str, changed: Collection[str], cursor: Cursor
) -> dict[str, list[Sight]]:
    """Return when what changed was found since a cursor, from then until now.

    An album at which the caller begins is among it as soon as one above it changed: of that one
    they may not be told, or be told that it is gone.
    """
    visitor, followed = caller.visitor, caller.followed
    tops = tops_of(visitor, home_id) if followed is None else {followed.album_id}
    past = Past(visitor, home_id, nodes_of(session, {*changed, *tops}, cursor), followed)
    sights = {node_id: list(past.sights(node_id)) for node_id in changed}
    for top_id in tops - sights.keys():
        seen = list(past.sights(top_id))
        above = {album_id for sight in seen for album_id, _flag in sight.flags}
        if not above.isdisjoint(changed):
            sights[top_id] = seen
    return sights


def found_albums(sights: Mapping[str, Sequence[Sight]], visitor: Visitor) -> dict[str, bool]:
    """Return which albums are found, from the top down, and whether all in them may be news."""
    found = [album_id for album_id, seen in sights.items() if seen[-1].is_found]
    found.sort(key=lambda album_id: len(sights[album_id][-1].flags))
    return {album_id: is_news(sights[album_id], visitor) for album_id in found}


def is_news(seen: Sequence[Sight], visitor: Visitor) -> bool:
    """Tell whether all in an album may be news: it was not found, or is trusted with otherwise."""
    trusted = {visitor.is_trusted_with(ids_of(each.flags)) for each in seen}
    return len(trusted) > 1 or not all(each.is_found for each in seen)


def gone(kind: Literal["album", "item"], sights: Mapping[str, Sequence[Sight]]) -> list[Gone]:
    """Return what was found before, and is not any more."""
    return [
        Gone(kind, node_id)
        for node_id, seen in sights.items()
        if not seen[-1].is_found and any(each.is_found for each in seen)
    ]
