"""One call of libpq for a statement, where the database is PostgreSQL."""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import PoolProxiedConnection

from bviewer.db.engine import ConnectionLost

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def fetch_prepared(
    connection: PoolProxiedConnection, sql: str, values: Mapping[str, str | bytes]
) -> Sequence[Any]:
    """Fetch rows as libpq does it: one call that sends, waits and receives while other threads may
    run.

    psycopg's cursors do that in steps and have to get Python's lock back after each of them, which
    costs more than the statement itself.
    """
    driver, prepared = connection.driver_connection, connection.info
    if driver is None:
        raise ConnectionLost("its pool has closed the connection")
    numbered, names = with_numbers(sql)
    if sql not in prepared:
        statement = f"bare{len(prepared)}".encode()
        checked(driver.pgconn.prepare(statement, numbered), ExecStatus.COMMAND_OK)
        prepared[sql] = statement, Transformer.from_context(driver)
    statement, transformer = prepared[sql]
    found = driver.pgconn.exec_prepared(statement, [parameter(values[name]) for name in names])
    transformer.set_pgresult(checked(found, ExecStatus.TUPLES_OK))
    rows: list[tuple[Any, ...]] = transformer.load_rows(0, found.ntuples, tuple)
    return rows


def parameter(value: str | bytes) -> bytes:
    """Return a value as text that PostgreSQL reads; bytes as their hexadecimal digits."""
    return value.encode() if isinstance(value, str) else b"\\x" + value.hex().encode()


@functools.cache
def with_numbers(sql: str) -> tuple[bytes, list[str]]:
    """Return the statement as PostgreSQL wants it, with `$1` for the first of the names, and
    so on."""
    names = list(dict.fromkeys(PLACEHOLDER.findall(sql)))
    numbered = PLACEHOLDER.sub(lambda found: f"${names.index(found[1]) + 1}", sql)
    return numbered.replace("%%", "%").encode(), names


def checked(result: PGresult, status: ExecStatus) -> PGresult:
    """Return a result of libpq; raises psycopg's error if it is none, or ConnectionLost.

    What the server says has an SQLSTATE, what libpq says about its server has none.
    """
    if result.status == status:
        return result
    error = error_from_result(result)
    raise error if result.error_field(DiagnosticField.SQLSTATE) else ConnectionLost(str(error))
