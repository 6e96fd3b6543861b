"""Single reads: on both databases the same rows, whatever becomes of a connection."""

import gc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bviewer.db.autocommit import make_autocommit_engine, read_rows
from bviewer.db.engine import make_engine
from bviewer.models import User
from tests.postgresql import running_server
from tests.unit.settings import settings


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bviewer.sqlite"
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture
def bare(tmp_path: Path, url: str) -> Iterator[Engine]:
    """A autocommit engine of it."""
    bare = make_autocommit_engine(settings(tmp_path, **{"sqlalchemy.url": url}))
    yield bare
    bare.dispose()


def placeholder(bare: Engine, name: str) -> str:
    """A named value in the dialect of the driver."""
    return f":{name}" if bare.dialect.name == "sqlite" else f"%({name})s"


def test_it_holds_no_transaction_between_reads(tmp_path: Path, migrated_url: str) -> None:
    configured = settings(tmp_path, **{"sqlalchemy.url": migrated_url})
    engine, bare = make_engine(configured), make_autocommit_engine(configured)
    with bare.connect() as connection:
        assert connection.execute(select(User.name)).all() == []
        with Session(engine) as session, session.begin():
            session.add(User(name="anna"))
        assert connection.execute(select(User.name)).all() == [("anna",)]
    engine.dispose()
    bare.dispose()


def test_values_of_all_kinds_come_back(tmp_path: Path, bare: Engine, url: str) -> None:
    with bare.connect() as connection:
        kinds = "i integer, t text, e boolean, n text, b "
        kinds += "blob" if bare.dialect.name == "sqlite" else "bytea"
        connection.execute(text(f"CREATE TABLE things ({kinds})"))
        insert = text("INSERT INTO things VALUES (7, 'Grüße ☃ 100%', true, NULL, :b)")
        connection.execute(insert, {"b": b"\x00\xff"})
    first, second = placeholder(bare, "first"), placeholder(bare, "second")
    sql = f"SELECT * FROM things WHERE t = {first} OR t = {second} OR t = {first}"
    for _again in range(3):
        (row,) = read_rows(bare, sql, {"second": "Grüße ☃ 100%", "first": "it's %s $1"})
        assert [*row[:4], bytes(row[4])] == [7, "Grüße ☃ 100%", True, None, b"\x00\xff"]
        assert read_rows(bare, sql, {"second": "", "first": "'; --"}) == []


def test_each_thread_keeps_a_connection(bare: Engine) -> None:
    taken: list[object] = []
    event.listen(bare, "checkout", lambda connection, *_rest: taken.append(connection))
    with ThreadPoolExecutor(1) as other_thread:
        for _again in range(3):
            assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
            read = other_thread.submit(read_rows, bare, "SELECT 2", {})
            assert list(read.result()) == [(2,)]
    assert len(set(map(id, taken))) == len(taken) == 2


def test_what_is_refused_is_an_error(bare: Engine) -> None:
    kind = OperationalError if bare.dialect.name == "sqlite" else psycopg.errors.UndefinedTable
    for _again in range(2):
        with pytest.raises(kind, match="missing"):
            read_rows(bare, "SELECT 1 FROM missing", {})
    assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]


def test_connections_that_postgresql_has_closed_are_replaced(
    tmp_path: Path, postgresql: str
) -> None:
    configured = settings(tmp_path, **{"sqlalchemy.url": postgresql})
    engine, bare = make_engine(configured), make_autocommit_engine(configured)
    for _ in range(2):
        with Session(engine) as session:
            assert session.scalar(select(1)) == 1
        assert list(read_rows(bare, "SELECT 2", {})) == [(2,)]
        close_all_connections(postgresql)
    engine.dispose()
    bare.dispose()


def test_a_connection_that_somebody_else_found_lost_is_replaced(
    tmp_path: Path, postgresql: str
) -> None:
    bare = make_autocommit_engine(settings(tmp_path, **{"sqlalchemy.url": postgresql}))
    assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
    close_all_connections(postgresql)
    with bare.connect() as connection, pytest.raises(OperationalError):
        connection.execute(select(1))
    assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
    bare.dispose()


def test_an_engine_that_was_disposed_of_connects_again(bare: Engine) -> None:
    taken: list[object] = []
    event.listen(bare, "checkout", lambda connection, *_rest: taken.append(connection))
    for _again in range(2):
        assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
        bare.dispose()
    assert len(set(map(id, taken))) == 2


def test_a_connection_that_the_pool_has_closed_is_replaced(bare: Engine) -> None:
    assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
    bare.pool.dispose()  # As it does with one of too many.
    assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]


def test_an_engine_that_was_disposed_of_is_forgotten(tmp_path: Path, url: str) -> None:
    bare = make_autocommit_engine(settings(tmp_path, **{"sqlalchemy.url": url}))
    assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
    bare.dispose()
    engine = weakref.ref(bare)
    del bare
    gc.collect()
    assert engine() is None


def close_all_connections(url: str) -> None:
    """End all but one's own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_server_that_was_killed_is_an_operational_error_until_it_is_back(tmp_path: Path) -> None:
    with running_server() as server:
        configured = settings(tmp_path, **{"sqlalchemy.url": server.url("postgres")})
        bare = make_autocommit_engine(configured)
        assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
        server.stop()
        for _again in range(2):
            with pytest.raises(OperationalError):
                read_rows(bare, "SELECT 1", {})
        server.start()
        assert list(read_rows(bare, "SELECT 1", {})) == [(1,)]
        bare.dispose()
