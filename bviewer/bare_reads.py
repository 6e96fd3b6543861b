"""Single reads outside any transaction: thumbnails have no time for more.

Each thread has a connection of its own: passing them around would cost too much, and so would
asking each time whether it is alive. `read_rows` finds out, and every request begins with that.
"""

import functools
import re
from collections.abc import Sequence
from typing import Any

from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult
from pyramid.config import Configurator
from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import SingletonThreadPool

from bviewer.db import postgresql_options, prepare_sqlite
from bviewer.settings import Settings

MAXIMUM_THREADS = 64
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def make_bare_engine(settings: Settings) -> Engine:
    """A second pool, of connections that never leave their thread."""
    options: dict[str, Any] = {
        "hide_parameters": True,
        "isolation_level": "AUTOCOMMIT",
        "poolclass": SingletonThreadPool,
        "pool_size": MAXIMUM_THREADS,
        # There is never anything to roll back.
        "pool_reset_on_return": None,
    }
    if settings.database_url.startswith("sqlite"):
        engine = create_engine(settings.database_url, paramstyle="named", **options)
        event.listen(engine, "connect", prepare_sqlite)
        return engine
    return create_engine(settings.database_url, connect_args=postgresql_options("10s"), **options)


class ConnectionLost(Exception):  # noqa: N818 - it names what happened.
    """The database ended a connection in the middle of a statement."""


def read_rows(engine: Engine, sql: str, values: dict[str, str]) -> Sequence[Any]:
    """What the driver returns for one statement, on a connection of a bare engine's pool.

    A restart of the database ends connections, so it is tried twice. Raises OperationalError.
    """
    try:
        try:
            return fetch_rows(engine, sql, values)
        except ConnectionLost:
            return fetch_rows(engine, sql, values)
    except (engine.dialect.loaded_dbapi.OperationalError, ConnectionLost) as error:
        raise OperationalError(sql, values, error, hide_parameters=True) from error


def fetch_rows(engine: Engine, sql: str, values: dict[str, str]) -> Sequence[Any]:
    """The same, tried once; raises the driver's own errors, or ConnectionLost."""
    connection = engine.raw_connection()
    try:
        return FETCHING[engine.dialect.name](connection, sql, values)
    except ConnectionLost as error:
        connection.invalidate(error)
        raise
    except engine.dialect.loaded_dbapi.Error as error:
        if engine.dialect.is_disconnect(error, connection.dbapi_connection, None):
            connection.invalidate(error)
            raise ConnectionLost(str(error)) from error
        raise
    finally:
        connection.close()


def fetch_by_cursor(
    connection: PoolProxiedConnection, sql: str, values: dict[str, str]
) -> Sequence[Any]:
    """As every driver does it."""
    cursor = connection.cursor()
    cursor.execute(sql, values)
    return cursor.fetchall()


def fetch_prepared(
    connection: PoolProxiedConnection, sql: str, values: dict[str, str]
) -> Sequence[Any]:
    """As libpq does it: one call that sends, waits and receives while other threads may run.

    psycopg's cursors do that in steps and have to get Python's lock back after each of them, which
    costs more than the statement itself.
    """
    driver, prepared = connection.driver_connection, connection.info
    assert driver is not None
    numbered, names = with_numbers(sql)
    if sql not in prepared:
        statement = f"bare{len(prepared)}".encode()
        checked(driver.pgconn.prepare(statement, numbered), ExecStatus.COMMAND_OK)
        prepared[sql] = statement, Transformer.from_context(driver)
    statement, transformer = prepared[sql]
    found = driver.pgconn.exec_prepared(statement, [values[name].encode() for name in names])
    transformer.set_pgresult(checked(found, ExecStatus.TUPLES_OK))
    rows: list[tuple[Any, ...]] = transformer.load_rows(0, found.ntuples, tuple)
    return rows


FETCHING = {"sqlite": fetch_by_cursor, "postgresql": fetch_prepared}


@functools.cache
def with_numbers(sql: str) -> tuple[bytes, list[str]]:
    """The statement as PostgreSQL wants it, with `$1` for the first of the names, and so on."""
    names = list(dict.fromkeys(PLACEHOLDER.findall(sql)))
    numbered = PLACEHOLDER.sub(lambda found: f"${names.index(found[1]) + 1}", sql)
    return numbered.replace("%%", "%").encode(), names


def checked(result: PGresult, status: ExecStatus) -> PGresult:
    """A result of libpq; raises psycopg's error if it is none, or ConnectionLost.

    What the server says has an SQLSTATE, what libpq says about its server has none.
    """
    if result.status == status:
        return result
    error = error_from_result(result)
    raise error if result.error_field(DiagnosticField.SQLSTATE) else ConnectionLost(str(error))


def includeme(config: Configurator) -> None:
    """Hang the engine on the registry."""
    config.registry["bviewer.bare_engine"] = make_bare_engine(config.registry["bviewer.settings"])
