"""Asking the database for changes after a place in the log, and for the past of nodes since."""

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
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from bviewer.changes.cursors import Cursor
from bviewer.changes.past import Before, Nodes, State
from bviewer.models import Album, Change, ChangeClock, Image, ImageState, Visibility
from bviewer.models.image import BESIDE
from bviewer.problems import Problem

MOST_OF_PAST = 50_000  # Rows; where albums change that often, a crawl is less work.


class Snapshot(NamedTuple):
    """Numbers of transactions: all below `settled` have ended, and none has `next` or more."""

    settled: int
    next: int


def snapshot_of(session: Session) -> Snapshot:
    """Return which transactions have ended: all of them on SQLite, which has one writer."""
    if not is_postgresql(session):
        last = select(Change.xid).order_by(Change.id.desc()).limit(1).scalar_subquery()
        is_over = case((ChangeClock.number == last, 1), else_=0)
        number = session.scalars(select(ChangeClock.number + is_over)).one()
        return Snapshot(number, number)
    snapshot = func.pg_current_snapshot()
    bounds = (func.pg_snapshot_xmin(snapshot), func.pg_snapshot_xmax(snapshot))
    numbers = select(*(cast(cast(each, Text), BigInteger) for each in bounds))
    return Snapshot._make(session.execute(numbers).one())


def is_postgresql(session: Session) -> bool:
    """Return whether several may write at once."""
    return session.get_bind().dialect.name == "postgresql"


def changes_after(
    session: Session, gallery_id: int, cursor: Cursor, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the next changes behind a cursor, in the order of their transactions.

    Only those before which nothing can be committed any more.
    """
    snapshot = snapshot_of(session)
    if cursor.xid > snapshot.next:  # It is from before a backup was put back.
        raise Problem("changes_start_over")
    query = (
        select(Change.id, Change.xid, Change.at, Change.kind, Change.node_id)
        .where(
            Change.gallery_id == gallery_id,
            Change.xid < snapshot.settled,
            Change.xid >= cursor.xid,  # SQLite finds the place in its index by this alone.
            tuple_(Change.xid, Change.id) > tuple_(cursor.xid, cursor.id),
        )
        .order_by(Change.xid, Change.id)
        .limit(limit)
    )
    return session.execute(query).all()


def nodes_of(session: Session, node_ids: Collection[str], cursor: Cursor) -> Nodes:
    """Return what albums, and items that changed, are and all that they are in or were: now and
    before each change since a cursor, in one statement."""
    ways = ways_of(node_ids, cursor)
    query = (
        select(
            *(ways.c.id.label("way_id"), Album.gallery_id, Album.missing, Image.album_id),
            *(Album.parent_id.label("parent_now"), Album.visibility.label("flag_now")),
            *(Image.kind.label("item_kind"), Image.state),
            *(Change.id.label("change_id"), Change.xid, Change.parent_id, Change.visibility),
            *(Change.was_there, Change.was_missing),
        )
        .select_from(ways)
        .outerjoin(Album, Album.id == ways.c.id)
        .outerjoin(Image, Image.id == ways.c.id)
        .outerjoin(Change, is_change_of(ways, cursor))
        .limit(MOST_OF_PAST)
    )
    look_up_one_by_one(session)
    rows = session.execute(query).all()
    if len(rows) == MOST_OF_PAST:
        raise Problem("changes_start_over")
    now = {row.way_id: state_now(row) for row in rows}
    before: dict[str, list[Before]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.change_id or 0):
        if row.change_id is not None:
            before[row.way_id].append(Before(row.change_id, row.xid, state_before(row)))
    return Nodes(now, before)


def look_up_one_by_one(session: Session) -> None:
    """Have PostgreSQL look up nodes by their ids until the end of the transaction.

    It takes a recursion for ten times as many rows as it begins with: it would read whole tables,
    and compile what takes a millisecond.
    """
    if is_postgresql(session):
        settings = ("enable_hashjoin", "enable_mergejoin", "enable_seqscan", "jit")
        session.execute(select(*(func.set_config(each, "off", True) for each in settings)))


def ways_of(node_ids: Collection[str], cursor: Cursor) -> CTE:
    """Return the ids of nodes and of all above them, now or at any time since a cursor."""
    # Databases allow one recursion in a statement, and nodes lead on in both ways.
    side = union_all(select(literal(0).label("side")), select(literal(1))).subquery()
    columns = (Change.node_id.label("id"), Album.id)  # Some are gone, and some were not changed.
    asked = union(*(select(each).where(each.in_(node_ids)) for each in columns)).subquery()
    ways = select(asked.c.id).cte("ways", recursive=True)
    is_now = side.c.side == 0
    now = func.coalesce(Album.parent_id, Image.album_id)
    above = (
        select(case((is_now, now), else_=Change.parent_id))
        .select_from(ways)
        .join(side, true())
        .outerjoin(Album, and_(is_now, Album.id == ways.c.id))
        .outerjoin(Image, and_(is_now, Image.id == ways.c.id))
        .outerjoin(Change, and_(side.c.side == 1, is_change_of(ways, cursor)))
    )
    return ways.union(above)


def is_change_of(ways: CTE, cursor: Cursor) -> ColumnElement[bool]:
    """Return which changes of a node count: all of a transaction that was told in part."""
    # By the node, not by the transaction: the sum keeps databases from looking for that first.
    return and_(Change.node_id == ways.c.id, Change.xid + 0 >= cursor.first_xid)


def state_now(row: Any) -> State:
    """Return what an album or item is now."""
    if row.album_id is not None:
        is_missing = row.state == ImageState.MISSING
        return State(row.album_id, None, row.item_kind not in BESIDE, is_missing)
    flag = row.flag_now or Visibility.PRIVATE
    return State(row.parent_now, flag, row.gallery_id is not None, bool(row.missing))


def state_before(row: Any) -> State:
    """Return what an album or item was before a change."""
    return State(row.parent_id, row.visibility, row.was_there, row.was_missing)
