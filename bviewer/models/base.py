"""What all tables share: metadata with stable constraint names, column types, random ids."""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    Dialect,
    FetchedValue,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

# Base58: digits and letters without the look-alikes 0, O, I and l.
ID_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ID_LENGTH = 12

# Alembic can only alter constraints whose names are known beforehand.
NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


def new_id() -> str:
    """Return a random public id of 12 base58 characters (about 70 bits): a hidden album's only
    secret."""
    base, digits = len(ID_ALPHABET), ""
    number = secrets.randbelow(base**ID_LENGTH)  # The system is asked once: a sync needs many.
    for _ in range(ID_LENGTH):
        number, digit = divmod(number, base)
        digits += ID_ALPHABET[digit]
    return digits


def now() -> datetime:
    """Return the current instant, in UTC."""
    return datetime.now(UTC)


class FilePath(TypeDecorator[str]):
    """A path as the operating system knows it: bytes in the database, `os.fsdecode` text in Python.

    Any name round-trips, also one that is not UTF-8, and bytes compare the same way on every
    database, whatever its collation.
    """

    impl = LargeBinary
    cache_ok = True

    def bind_processor(self, _dialect: Dialect) -> Callable[[Any], bytes | None]:
        return bytes_of

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], str | None]:
        return path_of  # Without a step in between: a sync reads the path of each file.


def bytes_of(value: str | None) -> bytes | None:
    """Return the bytes that a database gets for a path."""
    return None if value is None else os.fsencode(value)


def path_of(value: bytes | None) -> str | None:
    """Return the path that a database has as bytes."""
    return None if value is None else os.fsdecode(value)


class ByteIndex(FunctionElement[int]):
    """Where some bytes begin in others (`haystack, needle`), from 1; 0 if they are not in there."""

    name = "byte_index"
    type = Integer()
    inherit_cache = True


@compiles(ByteIndex)
def _as_instr(element: ByteIndex, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(ByteIndex, "postgresql")
def _as_position(element: ByteIndex, compiler: SQLCompiler, **options: Any) -> str:
    haystack, needle = (compiler.process(each, **options) for each in element.clauses)
    return f"position({needle} IN {haystack})"


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python on every database (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def updated_at() -> MappedColumn[datetime]:
    """Return the column that says when something changed that is told of a row.

    The database writes it with any change (`db.triggers`), so it is asked for it after one.
    """
    return mapped_column(
        Instant, default=now, server_default=func.now(), server_onupdate=FetchedValue()
    )


def public_id() -> MappedColumn[str]:
    """Return the column by which programs name a row: its key would tell how many there are."""
    return mapped_column(
        String(ID_LENGTH), default=new_id, server_default="", unique=True, index=True
    )


class Years(TypeDecorator[tuple[int, ...]]):
    """Some years, the first one first: numbers with spaces between them in the database.

    Equal ones are equal there as well, which JSON is not on PostgreSQL.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, _dialect: Dialect) -> str | None:
        return None if value is None else " ".join(map(str, value))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[int, ...] | None:
        return None if value is None else tuple(map(int, value.split()))


def unique_path(table: str, owner: str, path: str) -> tuple[SchemaItem, SchemaItem]:
    """Return the key "one `path` for each `owner`", for paths of any length.

    PostgreSQL indexes no value longer than 2.7 kB, so there the path's digest is in the key.
    """
    digest = Index(f"uq_{table}_{path}", owner, text(f"sha256({path})"), unique=True)
    return UniqueConstraint(owner, path).ddl_if("sqlite"), digest.ddl_if("postgresql")
