"""What a page of the log tells; and that nothing is missed that is committed late."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.orm import Session

from bviewer.changes.cursors import Caller, Followed
from bviewer.changes.feed import Feed, begin, follow
from bviewer.db.engine import make_engine
from bviewer.models import Album, Change, Image
from bviewer.models.change import ALBUM, ITEM
from bviewer.problems import Problem
from bviewer.security.visitor import Visitor
from tests.transactions import wait_for_transactions
from tests.unit.db.test_triggers import album, item, make_tree
from tests.unit.settings import settings

STRANGER = Caller(Visitor(), 1, "a secret")


@pytest.fixture
def engine(tmp_path: Path, migrated_url: str) -> Iterator[Engine]:
    """A database of each kind with an album in the home, and a photograph in that."""
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": migrated_url}))
    make_tree(engine)
    yield engine
    engine.dispose()


def begun(engine: Engine) -> str:
    with Session(engine) as session:
        return begin(session, STRANGER).cursor


def told(engine: Engine, since: str, limit: int = 500, caller: Caller = STRANGER) -> Feed:
    wait_for_transactions(engine)
    return told_now(engine, since, limit, caller)


def told_now(engine: Engine, since: str, limit: int = 500, caller: Caller = STRANGER) -> Feed:
    with Session(engine) as session:
        return follow(session, caller, "top", since, limit)


def write(session: Session, table: type[Album] | type[Image], node_id: str, **values: object):
    statement = update(table).where(table.id == node_id).values(**values)
    session.execute(statement, execution_options={"synchronize_session": False})


def change(engine: Engine, table: type[Album] | type[Image], node_id: str, **values: object):
    with Session(engine) as session, session.begin():
        write(session, table, node_id, **values)


def test_what_is_found_is_told_from_the_top_down_and_what_is_closed_as_gone(engine):
    cursor = begun(engine)
    with Session(engine) as session, session.begin():
        session.add(album("b", parent_id="a"))
        write(session, Image, "i", caption="x")
        write(session, Album, "a", title="x")
    feed = told(engine, cursor)
    assert list(feed.albums.items()) == [("a", False), ("b", True)]
    assert feed.items == {"i": "a"}
    assert not feed.gone

    change(engine, Album, "a", visibility="private")
    change(engine, Image, "i", caption="y")
    feed = told(engine, feed.cursor)
    assert (feed.albums, feed.items) == ({}, {})
    assert feed.gone == [(ALBUM, "a"), (ITEM, "i")]


def test_nobody_is_told_of_what_they_could_not_find(engine):
    change(engine, Album, "a", visibility="hidden")
    cursor = begun(engine)
    change(engine, Image, "i", caption="x")
    with Session(engine) as session, session.begin():
        session.add(album("b", parent_id="top"))  # Open until the end of the transaction.
        session.flush()
        session.execute(insert(Image), [item("j", album_id="b", path="j.jpg")])
        write(session, Album, "b", visibility="hidden")
    for limit in (1, 2, 500):
        since, is_more = cursor, True
        while is_more:
            feed = told(engine, since, limit)
            assert (feed.albums, feed.items, feed.gone) == ({}, {}, [])
            since, is_more = feed.cursor, feed.is_more


def test_what_was_open_for_a_while_and_is_not_any_more_is_gone(engine):
    change(engine, Album, "a", visibility="hidden")
    cursor = begun(engine)
    change(engine, Album, "a", visibility="visible")
    change(engine, Album, "a", visibility="hidden")
    assert told(engine, cursor).gone == [(ALBUM, "a")]


def test_what_was_closed_for_a_while_is_opened(engine):
    cursor = begun(engine)
    change(engine, Album, "a", visibility="hidden")
    change(engine, Album, "a", visibility="visible")
    assert told(engine, cursor).albums == {"a": True}


def test_what_is_moved_into_what_somebody_was_given_or_out_of_it_is_opened(engine):
    with Session(engine) as session, session.begin():
        session.add_all([album("given", parent_id="top"), album("b", parent_id="top")])
        session.flush()
        session.add(album("closed", parent_id="b", visibility="private"))
    caller = STRANGER._replace(visitor=Visitor(user_id=7, granted=frozenset({"given"})))
    with Session(engine) as session:
        cursor = begin(session, caller).cursor
    for parent_id in ("given", "top"):
        change(engine, Album, "b", parent_id=parent_id)
        feed = told(engine, cursor, caller=caller)
        assert (feed.albums, feed.gone) == ({"b": True}, [])
        cursor = feed.cursor
    change(engine, Album, "b", title="other")
    assert told(engine, cursor, caller=caller).albums == {"b": False}


def test_what_is_deleted_for_good_is_gone(engine):
    cursor = begun(engine)
    with Session(engine) as session, session.begin():
        session.execute(delete(Image))
        session.execute(delete(Album).where(Album.id == "a"))
    assert told(engine, cursor).gone == [(ALBUM, "a"), (ITEM, "i")]


def test_the_album_of_a_token_goes_and_comes_with_those_above_it(engine):
    with Session(engine) as session, session.begin():
        session.add(album("b", parent_id="a"))
    caller = STRANGER._replace(visitor=Visitor(user_id=7, bound_to="b"))
    with Session(engine) as session:
        cursor = begin(session, caller).cursor
    change(engine, Album, "a", visibility="private")
    feed = told(engine, cursor, caller=caller)
    assert feed.gone == [(ALBUM, "b")]
    change(engine, Album, "a", visibility="visible")
    assert told(engine, feed.cursor, caller=caller).albums == {"b": True}


def test_a_hidden_album_is_followed_by_its_id(engine):
    with Session(engine) as session, session.begin():
        write(session, Album, "a", visibility="hidden")
        session.add_all([album("b", parent_id="a"), album("beside", parent_id="top")])
    caller = STRANGER._replace(followed=Followed("a", frozenset({"a"})))
    with Session(engine) as session:
        cursor = begin(session, caller).cursor
    with Session(engine) as session, session.begin():
        write(session, Image, "i", caption="x")
        write(session, Album, "b", title="x")
        write(session, Album, "beside", title="x")
    feed = told(engine, cursor, caller=caller)
    assert (feed.albums, feed.items, feed.gone) == ({"b": False}, {"i": "a"}, [])
    change(engine, Image, "i", album_id="beside")
    feed = told(engine, feed.cursor, caller=caller)
    assert (feed.albums, feed.items, feed.gone) == ({}, {}, [(ITEM, "i")])
    for flag in ("private", "visible"):  # Above it.
        change(engine, Album, "top", visibility=flag)
    assert told(engine, feed.cursor, caller=caller).albums == {"a": True}


def test_changes_of_other_galleries_are_not_told(engine):
    cursor = begun(engine)
    change(engine, Image, "i", caption="x")
    other = STRANGER._replace(gallery_id=2)
    with Session(engine) as session:
        assert not follow(session, other, "top", begin(session, other).cursor, 500).items
    assert told(engine, cursor).items


def test_a_cursor_from_before_a_backup_was_put_back_starts_over(engine):
    cursor = STRANGER.read(begun(engine))
    ahead = STRANGER.write(cursor._replace(xid=cursor.xid + 1_000_000))
    with pytest.raises(Problem, match="changes_start_over"):
        told(engine, ahead)


def test_who_follows_misses_nothing_that_is_committed_late(tmp_path, migrated_postgresql):
    """Numbers are drawn in another order than that in which transactions end."""
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": migrated_postgresql}))
    make_tree(engine)
    cursor, seen = begun(engine), set()
    with Session(engine) as late, late.begin():
        write(late, Image, "i", caption="late")
        for number in range(3):
            change(engine, Album, "a", title=f"x{number}")
            feed = told_now(engine, cursor)
            cursor, seen = feed.cursor, seen | set(feed.items) | set(feed.albums)
        write(late, Album, "top", title="late")
    feed = told(engine, cursor)
    assert seen | set(feed.items) | set(feed.albums) == {"i", "a", "top"}
    with Session(engine) as session:
        numbers = session.execute(select(Change.node_id, Change.id, Change.xid)).all()
    by_number = [row.node_id for row in sorted(numbers, key=lambda row: row.id)]
    by_xid = [row.node_id for row in sorted(numbers, key=lambda row: (row.xid, row.id))]
    assert by_number != by_xid  # So it was about this.
    engine.dispose()
