"""The engine for the configured database, and what SQLite needs to be told."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from bviewer.config.parsers import SQLITE_FILE
from bviewer.config.settings import Settings

IMMEDIATE = "BEGIN IMMEDIATE"
# SQLite itself counts no transactions. Where the last one noted no changes, nothing is written.
NEXT_TRANSACTION = """
    UPDATE change_clock SET number = number + 1
    WHERE number = (SELECT xid FROM change ORDER BY id DESC LIMIT 1)
"""
INDEXES = "SELECT name FROM sqlite_schema WHERE type = 'index'"


class ConnectionLost(Exception):  # noqa: N818 - it names what happened.
    """The database ended a connection in the middle of a statement."""


def make_engine(settings: Settings, longest_statement: str = "10s") -> Engine:
    """Return the engine for the configured database. Its errors do not tell values: some are
    secrets.

    `longest_statement`: when PostgreSQL ends one, in its own words; a visitor is gone by then.
    """
    if settings.database_url.startswith("sqlite"):
        engine = create_engine(settings.database_url, hide_parameters=True)
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        return engine
    return create_engine(
        settings.database_url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args=postgresql_options(longest_statement),
    )


def leave_in_one_file(engine: Engine) -> None:
    """Close the database when nobody else has it any more.

    The last one to close it has SQLite put all of it into its file. What would stay beside that
    would be taken for a part of whatever backup somebody puts into its place.
    """
    if engine.dialect.name == "sqlite":
        with suppress(OperationalError):
            engine.connect().close()  # Those who had it may have ended without closing it.
    engine.dispose()


def is_unmade(settings: Settings) -> bool:
    """Tell whether there is no database yet; SQLite would make one where it is asked for any."""
    url = settings.database_url
    return url.startswith(SQLITE_FILE) and not Path(url.removeprefix(SQLITE_FILE)).exists()


def postgresql_options(longest_statement: str) -> dict[str, Any]:
    """Return what connections to PostgreSQL have in common; times are in seconds."""
    return {"connect_timeout": 5, "options": f"-c statement_timeout={longest_statement}"}


def prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """Readers never wait for the writer; a writer waits five seconds for another."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")


def begin_sqlite(connection: Connection) -> None:
    """Begin explicitly: the driver's own idea of when a transaction starts is not used.

    A transaction takes the write lock at once unless the engine's options say otherwise, because a
    reader that starts to write later may be refused without waiting (SQLite's BUSY_SNAPSHOT).
    """
    if begin := connection.get_execution_options().get("sqlite_begin", IMMEDIATE):
        try:
            connection.connection.execute(begin)
        except sqlite3.OperationalError as error:
            raise OperationalError(begin, None, error) from error
        if begin == IMMEDIATE:
            number_transaction(connection)


def number_transaction(connection: Connection) -> None:
    """Give a transaction another number than the one before that noted changes (`Change`)."""
    try:
        connection.connection.execute(NEXT_TRANSACTION)
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):  # It is about to be migrated.
            raise


def refresh_statistics(engine: Engine) -> None:
    """Have SQLite look at its tables anew; PostgreSQL does that by itself.

    Without, it reads all albums of a gallery to find the one of a thumbnail. It looks at all rows:
    from the first thousand it takes a large album among small ones for a small one. One index after
    another, since nobody can write meanwhile.
    """
    if engine.dialect.name == "sqlite":
        alone = engine.execution_options(isolation_level="AUTOCOMMIT", sqlite_begin="")
        with alone.connect() as connection:
            for name in connection.exec_driver_sql(INDEXES).scalars().all():
                connection.exec_driver_sql(f'ANALYZE "{name}"')
