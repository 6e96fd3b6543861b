"""Copying all rows of a prepared database, which is faster than to make them again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, Table, create_engine, delete, func, insert, select

from bviewer.models import Base


def copy_rows(prepared: Path, target: Engine) -> None:
    """Have a migrated database hold what a SQLite file holds.

    On PostgreSQL, tables that are empty in the file stay as they are.
    """
    if target.dialect.name == "sqlite":
        assert target.url.database is not None
        with (
            closing(sqlite3.connect(prepared)) as source,
            closing(sqlite3.connect(target.url.database)) as copy,
        ):
            source.backup(copy)
        return
    source_engine = create_engine(f"sqlite:///{prepared}")
    with source_engine.connect() as source, target.begin() as copy:
        # Rows refer to each other in circles.
        copy.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in Base.metadata.tables.values():
            copy_table(source, copy, table)
    source_engine.dispose()


def copy_table(source: Connection, target: Connection, table: Table) -> None:
    """Put rows into the place of others, and have new ones be numbered after them."""
    rows = [dict(row) for row in source.execute(select(table)).mappings()]
    if not rows:
        return
    target.execute(delete(table))
    target.execute(insert(table), rows)
    if (column := table.autoincrement_column) is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        target.execute(select(func.setval(sequence, select(func.max(column)).scalar_subquery())))


OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
FILLED = " UNION ALL ".join(
    f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in Base.metadata.tables
)
RESTART = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


def empty_tables(connection: psycopg.Connection) -> None:
    """Have a database of PostgreSQL be as it was when it was migrated; nobody else stays in it."""
    connection.execute(OTHERS)
    if names := [f'"{name}"' for (name,) in connection.execute(FILLED)]:
        connection.execute(f"TRUNCATE {', '.join(names)} CASCADE")
    connection.execute(RESTART)
