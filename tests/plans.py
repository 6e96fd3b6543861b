"""What databases are asked, and how PostgreSQL means to find the answer."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

import psycopg
from sqlalchemy import Engine, event

from bviewer.db.autocommit import FETCHING

PLACEHOLDER = re.compile(r"%\((\w+)\)s")

# What is said of transactions and connections, and not to tables.
NOT_NOTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class Statement(NamedTuple):
    """A statement as the driver got it."""

    sql: str
    values: dict[str, Any]


@contextmanager
def noting(engines: Iterable[Engine], note: Callable[[Statement], None]) -> Iterator[None]:
    """Note the statements that run meanwhile, but for those of transactions and connections.

    Values are noted where they have names; one statement with many sets of them is noted once.
    """

    def hear(_connection: Any, _cursor: Any, sql: str, values: Any, *_rest: object) -> None:
        if not sql.startswith(NOT_NOTED):
            note(Statement(sql, dict(values) if isinstance(values, dict) else {}))

    def noted(fetch: Callable[..., Any]) -> Callable[..., Any]:
        def fetch_and_note(connection: Any, sql: str, values: dict[str, str]) -> Any:
            note(Statement(sql, values))
            return fetch(connection, sql, values)

        return fetch_and_note

    with ExitStack() as stack:
        bare = {dialect: noted(fetch) for dialect, fetch in FETCHING.items()}
        stack.enter_context(patch.dict(FETCHING, bare))
        for engine in engines:
            event.listen(engine, "before_cursor_execute", hear)
            stack.callback(event.remove, engine, "before_cursor_execute", hear)
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
