"""Single reads outside any transaction: thumbnails have no time for more.

Each thread keeps a connection of its own: passing them around would cost too much, and so would
asking each time whether it is alive. `read_rows` finds out, and every request begins with that.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import SingletonThreadPool

from bviewer.config.settings import Settings, settings_of
from bviewer.db.engine import ConnectionLost, postgresql_options, prepare_sqlite

if TYPE_CHECKING:
    from pyramid.config import Configurator

# Of more, the pool would close connections that are in use. A server has 3 or 8.
MAXIMUM_THREADS = 64


def make_autocommit_engine(settings: Settings) -> Engine:
    """Return a second pool, of connections that never leave their thread."""
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
    else:
        connect_args = postgresql_options("10s")
        engine = create_engine(settings.database_url, connect_args=connect_args, **options)
    forget_connections(engine)
    event.listen(engine, "engine_disposed", forget_connections)
    return engine


# The connection of each thread, by engine, until the engine is disposed of.
kept: WeakKeyDictionary[Engine, threading.local] = WeakKeyDictionary()


def forget_connections(engine: Engine) -> None:
    """Begin anew: no thread has a connection of the engine."""
    kept[engine] = threading.local()


def own_connection(engine: Engine) -> PoolProxiedConnection:
    """Return the connection of this thread: the one that it has, as long as that is not found
    lost."""
    own = kept[engine]
    connection: PoolProxiedConnection | None = getattr(own, "connection", None)
    if connection is None or not connection.is_valid:
        connection = own.connection = engine.raw_connection()
    return connection


def read_rows(engine: Engine, sql: str, values: Mapping[str, str | bytes]) -> Sequence[Any]:
    """Return what the driver returns for one statement, on a connection of an autocommit engine's
    pool.

    A restart of the database ends connections, so it is tried twice. Raises OperationalError.
    """
    try:
        try:
            return fetch_rows(engine, sql, values)
        except ConnectionLost:
            return fetch_rows(engine, sql, values)
    except (engine.dialect.loaded_dbapi.OperationalError, ConnectionLost) as error:
        raise OperationalError(sql, values, error, hide_parameters=True) from error


def fetch_rows(engine: Engine, sql: str, values: Mapping[str, str | bytes]) -> Sequence[Any]:
    """Return them as well, tried once; raises the driver's own errors, or ConnectionLost."""
    connection = own_connection(engine)
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


def fetch_by_cursor(
    connection: PoolProxiedConnection, sql: str, values: Mapping[str, str | bytes]
) -> Sequence[Any]:
    """Fetch rows as every driver does it."""
    cursor = connection.cursor()
    cursor.execute(sql, values)
    return cursor.fetchall()


def fetch_by_libpq(
    connection: PoolProxiedConnection, sql: str, values: Mapping[str, str | bytes]
) -> Sequence[Any]:
    """Fetch rows as PostgreSQL's own library does it."""
    from bviewer.db.libpq import fetch_prepared  # noqa: PLC0415 - laptops have no psycopg.

    return fetch_prepared(connection, sql, values)


FETCHING = {"sqlite": fetch_by_cursor, "postgresql": fetch_by_libpq}


def includeme(config: "Configurator") -> None:
    """Hang the engine on the registry."""
    engine = make_autocommit_engine(settings_of(config))
    config.registry["bviewer.autocommit_engine"] = engine
    config.add_request_method(lambda _request: engine, "autocommit_engine", property=True)
