"""What PostgreSQL is asked, and how it means to find the answer."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

import psycopg
from sqlalchemy import Engine, event

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Statement(NamedTuple):
    """A statement as the driver got it."""

    sql: str
    values: dict[str, Any]


@contextmanager
def noted_statements(engines: Iterable[Engine]) -> Iterator[list[Statement]]:
    """The statements that run meanwhile on PostgreSQL, but for those of transactions."""
    engines, seen = list(engines), []

    class NotingCursor(psycopg.Cursor):
        def execute(self, query: Any, values: Any = None, **options: Any) -> Self:
            if str(query).startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
                seen.append(Statement(str(query), dict(values or {})))
            return super().execute(query, values, **options)

    def note(connection: Any, *_rest: object) -> None:
        connection.cursor_factory = NotingCursor

    def forget(connection: Any, *_rest: object) -> None:
        connection.cursor_factory = psycopg.Cursor

    for engine in engines:
        event.listen(engine, "checkout", note)
        event.listen(engine, "checkin", forget)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "checkout", note)
            event.remove(engine, "checkin", forget)


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
