import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bviewer.db.autocommit import make_autocommit_engine
from bviewer.db.engine import make_engine, refresh_statistics
from bviewer.db.sessions import work_session
from bviewer.models import User
from tests.unit.settings import settings


@pytest.fixture
def engine(tmp_path, empty):
    shutil.copy(empty, tmp_path / "bviewer.sqlite")
    engine = make_engine(settings(tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def other(tmp_path, engine):
    """Another process at the same database, which does not like to wait."""
    with closing(sqlite3.connect(tmp_path / "bviewer.sqlite", timeout=0.01)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 5000), ("synchronous", 1)],
)
def test_every_connection_to_sqlite_is_prepared(tmp_path, engine, pragma, value):
    bare = make_autocommit_engine(settings(tmp_path))
    for prepared in (engine, bare):
        with prepared.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    bare.dispose()


def test_a_transaction_takes_the_write_lock_before_it_reads(engine, other):
    with engine.connect() as connection:
        connection.execute(select(User.id))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_readers_do_not_wait_for_a_writer(engine, other):
    with engine.begin() as connection:
        connection.execute(text('INSERT INTO "user" (name, active, superuser) VALUES (1, 1, 0)'))
        assert other.execute('SELECT count(*) FROM "user"').fetchone() == (0,)


def test_work_is_committed_at_the_end(engine, other):
    with work_session(engine) as session:
        session.add(User(name="anna"))
        session.flush()
        assert other.execute('SELECT name FROM "user"').fetchall() == []
    assert other.execute('SELECT name FROM "user"').fetchall() == [("anna",)]


def test_work_that_fails_leaves_nothing_behind(engine, other):
    def fail():
        with work_session(engine) as session:
            session.add(User(name="anna"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert other.execute('SELECT name FROM "user"').fetchall() == []
    other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("with_app", [True])
def test_requests_read_without_the_write_lock_and_write_with_it(site):
    sessions = site.app.registry["bviewer.sessions"]
    with sessions["writing"]() as writer, sessions["reading"]() as reader:
        writer.execute(select(User.id))
        assert reader.scalars(select(User.name)).all() == ["owner"]


def test_a_statement_on_postgresql_ends_in_time(tmp_path, postgresql):
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": postgresql}))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "10s"
    engine.dispose()


def test_a_command_may_have_longer_statements_than_a_request(tmp_path, postgresql):
    configured = settings(tmp_path, **{"sqlalchemy.url": postgresql})
    engine = make_engine(configured, longest_statement="10min")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "10min"
    engine.dispose()


def test_a_postgresql_that_is_away_is_an_operational_error(tmp_path):
    url = f"postgresql://bviewer@/bviewer?host={tmp_path}"
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": url}))
    with pytest.raises(OperationalError):
        engine.connect()


def test_statistics_know_of_a_large_album_among_small_ones(engine):
    """Not only of the first thousand rows, as those of an album of 20,000 lie anywhere."""
    small, large = 2000, 4000
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE picture (id INTEGER PRIMARY KEY, album INTEGER)")
        connection.exec_driver_sql("CREATE INDEX picture_album ON picture (album)")
        rows = [(album,) for album in [*range(small), *[small] * large]]
        connection.exec_driver_sql("INSERT INTO picture (album) VALUES (?)", rows)
    refresh_statistics(engine)
    query = "SELECT stat FROM sqlite_stat1 WHERE idx = 'picture_album'"
    with engine.connect() as connection:
        assert connection.exec_driver_sql(query).scalar() == "6000 3"
