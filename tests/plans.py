"""What databases are asked, and how PostgreSQL means to find the answer."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from typing import Any, NamedTuple, Self
from unittest.mock import patch

import psycopg
from sqlalchemy import Engine, event

from bviewer.bare_reads import FETCHING
from bviewer.libpq_reads import fetch_prepared

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Statement(NamedTuple):
    """A statement as the driver got it."""

    sql: str
    values: dict[str, Any]


@contextmanager
def noting(engines: Iterable[Engine], note: Callable[[Statement], None]) -> Iterator[None]:
    """Note the statements that run meanwhile on PostgreSQL, but for those of transactions."""

    class NotingCursor(psycopg.Cursor):
        def execute(self, query: Any, values: Any = None, **options: Any) -> Self:
            if str(query).startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
                note(Statement(str(query), dict(values or {})))
            return super().execute(query, values, **options)

    def fetch(connection: Any, sql: str, values: dict[str, str]) -> Any:
        note(Statement(sql, values))
        return fetch_prepared(connection, sql, values)

    def listen(connection: Any, *_rest: object) -> None:
        connection.cursor_factory = NotingCursor

    def forget(connection: Any, *_rest: object) -> None:
        connection.cursor_factory = psycopg.Cursor

    with ExitStack() as stack:
        stack.enter_context(patch.dict(FETCHING, postgresql=fetch))
        for engine, (name, hear) in product(engines, (("checkout", listen), ("checkin", forget))):
            event.listen(engine, name, hear)
            stack.callback(event.remove, engine, name, hear)
        yield


@contextmanager
def tracing(engines: Iterable[Engine], note: Callable[[Statement], None]) -> Iterator[None]:
    """The same on SQLite, which tells no values."""

    def hear(sql: str) -> None:
        if not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", ";")):
            note(Statement(sql, {}))

    def trace(connection: Any, *_rest: object) -> None:
        connection.set_trace_callback(hear)

    with ExitStack() as stack:
        for engine in engines:
            stack.callback(engine.dispose)  # The callbacks go with the connections.
            event.listen(engine, "checkout", trace)
            stack.callback(event.remove, engine, "checkout", trace)
        yield


@contextmanager
def noted_statements(engines: Iterable[Engine]) -> Iterator[list[Statement]]:
    """The same in a list."""
    seen: list[Statement] = []
    with noting(engines, seen.append):
        yield seen


def plans(connection: psycopg.Connection, statement: Statement) -> list[dict[str, Any]]:
    """How a statement will be run: with the values at hand, and prepared for any values.

    The server makes the first kind for the first runs of a statement; the second may follow.
    """
    names = list(dict.fromkeys(PLACEHOLDER.findall(statement.sql)))
    prepared = PLACEHOLDER.sub(lambda found: f"${names.index(found[1]) + 1}", statement.sql)
    values = [statement.values[name] for name in names]
    call = f"({', '.join(['%s'] * len(values))})" if values else ""
    found = []
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(f"PREPARE planned AS {prepared}".replace("%%", "%"))
        for mode in ("force_custom_plan", "force_generic_plan"):
            cursor.execute(f"SET plan_cache_mode = {mode}")
            cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE planned{call}", values)
            (explained,) = cursor.fetchone()
            found.append((json.loads(explained) if isinstance(explained, str) else explained)[0])
        cursor.execute("DEALLOCATE planned")
        cursor.execute("RESET plan_cache_mode")
    return [plan["Plan"] for plan in found]


def scanned_whole(plan: dict[str, Any], tables: Iterable[str]) -> set[str]:
    """Those of the tables that a plan reads from the beginning to the end."""
    tables = set(tables)
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    below = (scanned_whole(step, tables) for step in plan.get("Plans", ()))
    return (own & tables).union(*below)
