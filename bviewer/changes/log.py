"""Asking the database for changes after a place in the log, and for the past of albums since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Row,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from bviewer.changes.cursors import Cursor
from bviewer.changes.past import GONE, Before, Past, State
from bviewer.models import Album, Change, Image, ImageState, ItemKind, Visibility
from bviewer.models.change import IS_OF_ALBUM, ITEM
from bviewer.problems import Problem
from bviewer.security.visitor import Visitor

MOST_OF_PAST = 50_000  # Rows; where albums change that often, a crawl is less work.


class Snapshot(NamedTuple):
    """Numbers of transactions: all below `settled` have ended, and none has `next` or more."""

    settled: int
    next: int


def snapshot_of(session: Session) -> Snapshot:
    """Return which transactions have ended: all of them on SQLite, which has one writer."""
    if not has_transactions(session):
        return Snapshot(1, 1)
    snapshot = func.pg_current_snapshot()
    bounds = (func.pg_snapshot_xmin(snapshot), func.pg_snapshot_xmax(snapshot))
    numbers = select(*(cast(cast(each, Text), BigInteger) for each in bounds))
    return Snapshot._make(session.execute(numbers).one())


def has_transactions(session: Session) -> bool:
    """Return whether changes have numbers of transactions, several of which may go on at once."""
    return session.get_bind().dialect.name == "postgresql"


def place_of_now(session: Session, gallery_id: int) -> tuple[int, int]:
    """Return the place in the log behind which all will be that changes from now on."""
    if has_transactions(session):
        return snapshot_of(session).settled, 0
    last = select(func.max(Change.id)).where(Change.gallery_id == gallery_id)
    return 0, session.scalars(last).one() or 0


def is_after(session: Session, cursor: Cursor) -> list[ColumnElement[bool]]:
    """Return which changes are behind a cursor."""
    if has_transactions(session):
        return [tuple_(Change.xid, Change.id) > tuple_(cursor.xid, cursor.id)]
    return [Change.xid == cursor.xid, Change.id > cursor.id]


def changes_after(
    session: Session, gallery_id: int, cursor: Cursor, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the next changes behind a cursor, of items with what these are now.

    Only those before which nothing can be committed any more.
    """
    snapshot = snapshot_of(session)
    if cursor.xid > snapshot.next:  # It is from before a backup was put back, somewhere else.
        raise Problem("changes_start_over", "since")
    query = (
        select(
            *(Change.id, Change.xid, Change.at, Change.kind, Change.node_id, *STATE_BEFORE),
            *(Image.album_id, Image.kind.label("item_kind"), Image.state),
        )
        .outerjoin(Image, and_(Change.kind == ITEM, Image.id == Change.node_id))
        .where(
            Change.gallery_id == gallery_id,
            Change.xid < snapshot.settled,
            *is_after(session, cursor),
        )
        .order_by(Change.xid, Change.id)
        .limit(limit)
    )
    return session.execute(query).all()


STATE_BEFORE = (Change.parent_id, Change.visibility, Change.was_there, Change.was_missing)


def state_before(row: Any) -> State:
    """Return what a node was like before a change."""
    flag = row.visibility or Visibility.PRIVATE
    return State(row.parent_id, flag, row.was_there, row.was_missing)


def item_now(row: Any) -> State:
    """Return what an item is like now, given one of its changes."""
    if row.album_id is None:
        return GONE
    is_item, is_missing = row.item_kind != ItemKind.MOTION, row.state == ImageState.MISSING
    return State(row.album_id, Visibility.VISIBLE, is_item, is_missing)


def past_of(
    session: Session,
    visitor: Visitor,
    home_id: str,
    album_ids: Collection[str],
    cursor: Cursor,
) -> Past:
    """Return the past of albums and of all that they were in since a cursor, in one statement."""
    ways, was = ways_of(session, album_ids, cursor), and_(*is_change(session, cursor))
    query = (
        select(
            *(ways.c.id.label("way_id"), Album.gallery_id, Album.missing),
            *(Album.parent_id.label("parent_now"), Album.visibility.label("visibility_now")),
            *(Change.id.label("change_id"), *STATE_BEFORE),
        )
        .select_from(ways)
        .outerjoin(Album, Album.id == ways.c.id)
        .outerjoin(Change, and_(Change.node_id == ways.c.id, was))
        .limit(MOST_OF_PAST)
    )
    rows = session.execute(query).all()
    if len(rows) == MOST_OF_PAST:
        raise Problem("changes_start_over", "since")
    now: dict[str, State] = {}
    before: dict[str, list[Before]] = defaultdict(list)
    for row in rows:
        is_there = row.gallery_id is not None
        now[row.way_id] = State(
            row.parent_now, row.visibility_now or Visibility.PRIVATE, is_there, bool(row.missing)
        )
        if row.change_id is not None:
            before[row.way_id].append(Before(row.change_id, state_before(row)))
    return Past(visitor, home_id, now, {way: sorted(found) for way, found in before.items()})


def is_change(session: Session, cursor: Cursor) -> list[Any]:
    """Return which changes are of albums and behind a cursor."""
    return [text(IS_OF_ALBUM), *is_after(session, cursor)]


def ways_of(session: Session, album_ids: Collection[str], cursor: Cursor) -> CTE:
    """Return the ids of albums and of all above them, now or at any time since a cursor."""
    # Databases allow one recursion in a statement, and each album leads on in both ways.
    side = select(literal(0).label("side")).union_all(select(literal(1))).subquery()
    ways = select(Album.id).where(Album.id.in_(album_ids)).cte("ways", recursive=True)
    above = (
        select(case((side.c.side == 0, Album.parent_id), else_=Change.parent_id))
        .select_from(ways)
        .join(side, literal(value=True))
        .outerjoin(Album, and_(side.c.side == 0, Album.id == ways.c.id))
        .outerjoin(
            Change,
            and_(side.c.side == 1, Change.node_id == ways.c.id, *is_change(session, cursor)),
        )
    )
    return ways.union(above)
