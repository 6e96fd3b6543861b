"""What the database notes by itself of changes, on both kinds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.orm import Session

from bviewer.db.engine import make_engine
from bviewer.db.schema import alembic_config, migrate
from bviewer.db.triggers import TOLD_OF_ALBUM, TOLD_OF_ITEM, drop_triggers
from bviewer.models import Album, Change, Gallery, Image, User
from bviewer.models.change import ALBUM, ITEM
from tests.unit.settings import settings

AGES_AGO = datetime(2001, 1, 1, tzinfo=UTC)
OTHERS = {
    "gallery_id": None,
    "parent_id": "a",
    "title": "Rome",
    "description": "old",
    "order": "name",
    "time": datetime(2020, 1, 1),
    "visibility": "hidden",
    "downloads": False,
    "revision": 7,
    "positions": "nobody",
    "cover_id": "some",
    "folder": "b",
    "missing": True,
    "album_id": "top",
    "kind": "clip",
    "path": "b.jpg",
    "offset_minutes": 60,
    "width": 7,
    "time_source": "name",
    "height": 7,
    "size": 7,
    "mtime_ns": 7,
    "quick_hash": b"7",
    "camera": {"make": "other"},
    "state": "broken",
    "own_title": "b",
    "caption": "b",
    "duration_ms": 7,
    "media_type": "video/mp4",
    "motion_start": 7,
    "motion_size": 7,
    "motion_id": "some",
    "motion": "plain",
    "raw_id": "some",
    "precision": "day",
    "file_title": "b",
    "file_caption": "b",
    "keywords": ["b"],
    "rating": 4,
}


@pytest.fixture
def engine(tmp_path: Path, migrated_url: str) -> Iterator[Engine]:
    """A database of each kind with an album in the home, and a photograph in that."""
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": migrated_url}))
    make_tree(engine)
    yield engine
    engine.dispose()


def make_tree(engine: Engine) -> None:
    """Make an album in the home, and a photograph in that; nothing is noted of it."""
    with Session(engine) as session, session.begin():
        owner = User(name="owner")
        session.add(owner)
        session.flush()
        session.add(Gallery(id=1, host="pub.test", owner_id=owner.id, home=""))
        session.flush()
        session.add(album("top"))
        session.flush()
        session.add(album("a", parent_id="top", folder="a"))
        session.flush()
        session.execute(insert(Image), [item("i"), item("m", kind="motion", path="m.mp4")])
    with Session(engine) as session, session.begin():
        session.execute(delete(Change))


def album(album_id: str, **values: Any) -> Album:
    return Album(
        **{"id": album_id, "gallery_id": 1, "title": album_id, "sort_key": b"", **values},
        updated_at=AGES_AGO,
    )


def item(item_id: str, **values: Any) -> dict[str, Any]:
    return {
        "id": item_id,
        "album_id": "a",
        "path": "a.jpg",
        "sort_key": b"",
        "time_source": "exif",
        "time": datetime(2019, 1, 1),
        "size": 1,
        "mtime_ns": 1,
        "ctime_ns": 1,
        "quick_hash": b"",
        "camera": {},
        "updated_at": AGES_AGO,
        **values,
    }


def do(engine: Engine, *statements: Any) -> list[Change]:
    """Run statements as one transaction; returns what was noted of it."""
    with Session(engine) as session, session.begin():
        for statement in statements:
            session.execute(statement, execution_options={"synchronize_session": False})
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(Change).order_by(Change.id)))


def summary(change: Change) -> tuple[Any, ...]:
    before = (change.parent_id, change.visibility, change.was_there, change.was_missing)
    return (change.gallery_id, change.kind, change.node_id, *before)


def set_all(table: Any, node_id: str, **values: Any) -> Any:
    return update(table).where(table.id == node_id).values(**values)


@pytest.mark.parametrize("name", TOLD_OF_ALBUM)
def test_each_change_that_is_told_of_an_album_is_noted_with_what_was_before(engine, name):
    (noted,) = do(engine, set_all(Album, "a", **{name: OTHERS[name]}))
    assert summary(noted) == (1, ALBUM, "a", "top", "visible", True, False)
    with Session(engine) as session:
        assert session.get_one(Album, "a").updated_at > AGES_AGO
        assert session.get_one(Album, "top").updated_at == AGES_AGO


@pytest.mark.parametrize("name", TOLD_OF_ITEM)
def test_each_change_that_is_told_of_an_item_is_noted_with_what_was_before(engine, name):
    (noted,) = do(engine, set_all(Image, "i", **{name: OTHERS[name]}))
    assert summary(noted) == (1, ITEM, "i", "a", None, True, False)
    with Session(engine) as session:
        assert session.get_one(Image, "i").updated_at > AGES_AGO


def test_what_is_bookkeeping_or_says_the_same_is_not_noted(engine):
    noted = do(
        engine,
        set_all(Image, "i", placeholder=b"p", attempts=1, inode=7, ctime_ns=7, rank=0),
        set_all(Image, "i", caption="", time=datetime(2019, 1, 1), camera={}),
        set_all(Image, "m", path="n.mp4", kind="motion"),
        set_all(Album, "a", rank=0, folder_inode=7, arrived_at=AGES_AGO, title="a"),
    )
    assert noted == []
    with Session(engine) as session:
        assert session.get_one(Image, "i").updated_at == AGES_AGO
        assert session.get_one(Album, "a").updated_at == AGES_AGO


def test_an_order_by_hand_is_a_change_of_the_album_that_is_noted_once(engine):
    with Session(engine) as session, session.begin():
        session.execute(insert(Image), [item("j", path="j.jpg"), item("k", path="k.jpg")])
    noted = do(
        engine,
        delete(Change),
        *(set_all(Image, each, rank=number) for number, each in enumerate("ijk", -3)),
        set_all(Album, "a", rank=7),
    )
    assert [summary(each) for each in noted] == [
        (1, ALBUM, "a", "top", "visible", True, False),
        (1, ALBUM, "top", None, "visible", True, False),
    ]
    with Session(engine) as session:
        assert session.get_one(Album, "a").updated_at > AGES_AGO
        assert session.get_one(Album, "top").updated_at > AGES_AGO
        assert session.get_one(Image, "i").updated_at == AGES_AGO
    first, *_others, again = do(engine, set_all(Image, "i", rank=7))
    assert (again.node_id, again.xid > first.xid) == ("a", True)


def test_what_comes_from_elsewhere_brings_its_place_along(engine):
    (noted,) = do(engine, set_all(Image, "i", album_id="top", rank=7))
    assert (noted.kind, noted.node_id) == (ITEM, "i")


def test_the_order_of_what_is_in_no_gallery_is_not_noted(engine):
    away = set_all(Album, "a", gallery_id=None, parent_id=None)
    assert do(engine, away, delete(Change), set_all(Image, "i", rank=7)) == []


def test_what_is_added_was_nowhere_before(engine):
    rows = [item("j", path="j.jpg"), item("n", kind="motion", path="n.mp4")]
    with Session(engine) as session, session.begin():
        session.add(album("b", parent_id="a"))
        session.add(album("aside", gallery_id=None, parent_id=None))
        session.flush()
    noted = do(engine, insert(Image).values(rows))
    nowhere = (None, None, False, False)
    assert [summary(each) for each in noted] == [
        (1, ALBUM, "b", *nowhere),
        (1, ITEM, "j", *nowhere),
    ]


def test_what_is_deleted_is_noted_with_what_it_was(engine):
    lose = set_all(Image, "i", state="missing"), set_all(Album, "a", missing=True)
    do(engine, *lose, delete(Change))
    noted = do(engine, delete(Image), delete(Album).where(Album.id == "a"))
    assert [summary(each) for each in noted] == [
        (1, ITEM, "i", "a", None, True, True),
        (1, ALBUM, "a", "top", "visible", True, True),
    ]


def test_a_clip_that_becomes_that_of_a_photograph_was_an_item(engine):
    first, second = do(engine, set_all(Image, "i", kind="motion"), set_all(Image, "i", kind="clip"))
    assert (first.was_there, second.was_there) == (True, False)


def test_what_is_taken_out_is_noted_in_its_gallery_and_what_is_in_none_is_not(engine):
    with Session(engine) as session, session.begin():
        session.add(album("aside", gallery_id=None))
    out = do(engine, set_all(Image, "i", album_id="aside"))
    assert [summary(each) for each in out] == [(1, ITEM, "i", "a", None, True, False)]

    do(engine, delete(Change))
    assert do(engine, set_all(Image, "i", caption="x"), set_all(Album, "aside", title="x")) == []
    back = do(engine, set_all(Image, "i", album_id="a"))
    assert [summary(each) for each in back] == [(1, ITEM, "i", "aside", None, True, False)]


def test_an_album_that_leaves_its_gallery_is_noted_there_and_its_items_are_not(engine):
    away = do(engine, set_all(Album, "a", gallery_id=None, parent_id=None))
    back = do(engine, delete(Change), set_all(Album, "a", gallery_id=1, parent_id="top"))
    assert [summary(each) for each in (*away, *back)] == [
        (1, ALBUM, "a", "top", "visible", True, False),
        (1, ALBUM, "a", None, "visible", False, False),
    ]


def test_changes_of_a_transaction_have_its_number_and_others_another(engine):
    do(engine, *(set_all(Image, "i", caption=text_) for text_ in "ab"))
    *_, third = do(engine, set_all(Image, "i", caption="c"))
    first, second, _third = do(engine)
    assert first.xid == second.xid < third.xid
    assert first.id < second.id < third.id


def test_transactions_are_counted_on_when_all_changes_are_forgotten(engine):
    (before,) = do(engine, set_all(Image, "i", caption="a"))
    do(engine, delete(Change))
    (after,) = do(engine, set_all(Image, "i", caption="b"))
    assert after.xid > before.xid


def test_changes_go_with_their_gallery(engine):
    do(engine, set_all(Album, "a", title="b"))
    assert (
        do(
            engine,
            delete(Image),
            delete(Album).where(Album.id == "a"),
            delete(Album),
            delete(Gallery),
        )
        == []
    )


def test_migrations_leave_the_triggers_that_this_code_knows(engine):
    """Whatever they were before, and if there were none as after a table was made anew."""
    with engine.begin() as connection:
        drop_triggers(connection)
    command.stamp(alembic_config(engine), "head")
    (noted,) = do(engine, set_all(Image, "i", caption="a"))
    assert summary(noted) == (1, ITEM, "i", "a", None, True, False)


def test_rows_from_before_are_as_old_as_the_migration(engine):
    started = datetime.now(UTC)
    command.downgrade(alembic_config(engine), "0042")
    migrate(engine)
    with Session(engine) as session:
        assert started <= session.get_one(Image, "i").updated_at <= datetime.now(UTC)
        assert started <= session.get_one(Album, "a").updated_at <= datetime.now(UTC)
