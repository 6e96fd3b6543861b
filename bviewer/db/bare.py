"""Statements whose rows are read as the driver returns them, and then made what their types say.

Programs ask as often as browsers ask for thumbnails, and SQLAlchemy's own way to run a statement
takes several times as long as a small one.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Dialect, Engine, Select

from bviewer.db.autocommit import read_rows

KEPT = 256  # Statements.

Statement = Select[*tuple[Any, ...]]


class Bare(NamedTuple):
    """A statement as text, the values that it was written with, the type of its rows, and what
    makes some of their values."""

    sql: str
    values: Mapping[str, str | bytes]
    row: Callable[[Any], Any]
    processors: list[tuple[int, Callable[[Any], Any]]]


@lru_cache(KEPT)
def bare(statement: Statement, dialect: Dialect, lengths: tuple[tuple[str, int], ...]) -> Bare:
    """Return a statement prepared for a database, and for lists of so many values."""
    compiled = statement.compile(dialect=dialect)
    lists = {name: [""] * length for name, length in lengths}
    expanded = compiled.construct_expanded_state({**compiled.params, **lists})
    written = {name: value for name, value in expanded.parameters.items() if value is not None}
    columns = list(statement.selected_columns)
    processors = [
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
    ]
    return Bare(
        expanded.statement,
        {name: bound(value) for name, value in written.items()},
        row_type(columns),
        [(number, each) for number, each in enumerate(processors) if each is not None],
    )


def row_type(columns: Iterable[ColumnElement[Any]]) -> Callable[[Any], Any]:
    """Return what makes rows of values, with attributes called like columns."""
    names = [str(column.key) for column in columns]
    make_type: Any = namedtuple
    make: Callable[[Any], Any] = make_type("Row", names)._make
    return make


def bare_rows(engine: Engine, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
    """Return the rows of a statement on an autocommit engine, with attributes called like columns.

    All of its values are bound by their names.
    """
    given, lengths = spread(values)
    sql, written, row, processors = bare(statement, engine.dialect, lengths)
    found = read_rows(engine, sql, {**written, **given})
    if not processors:
        return list(map(row, found))
    rows = []
    for each in found:
        parts = list(each)
        for number, process in processors:
            parts[number] = process(parts[number])
        rows.append(row(parts))
    return rows


def spread(
    values: Mapping[str, Any],
) -> tuple[dict[str, str | bytes], tuple[tuple[str, int], ...]]:
    """Return values one by one, and how long lists among them are.

    Lists are filled up with their last value to a power of two, so that statements are few.
    """
    given, lengths = {}, []
    for name, value in values.items():
        if not isinstance(value, list):
            given[name] = bound(value)
            continue
        length = 1 << (len(value) - 1).bit_length() if value else 0
        filled = value + value[-1:] * (length - len(value))
        given |= {f"{name}_{number}": bound(each) for number, each in enumerate(filled, 1)}
        lengths.append((name, length))
    return given, tuple(lengths)


def bound(value: Any) -> str | bytes:
    """Return a value as every database takes it: moments are compared as text by SQLite."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}" + ("+00:00" if value.tzinfo else "")
    return value if isinstance(value, bytes) else str(value)
