"""Galleries of earlier versions, as these wrote them, become galleries of this one.

`upgrades/` has the SQLite database of one gallery for each released version, and before the first
release for six states that this had: people, albums of each visibility, a grant, a link. They were
written by the programs of those versions, and are never changed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Boolean, Connection, Engine, inspect

from bviewer.albums.galleries import find_gallery
from bviewer.db.engine import make_engine
from bviewer.db.schema import alembic_config, migrate
from bviewer.db.sessions import work_session
from bviewer.tree.outline import outline
from tests.unit.settings import settings

DUMPS = sorted(Path(__file__).with_name("upgrades").glob("*.sql"))

# What no version may change. The link is the table that the first of them did not have.
KEPT = {
    "user": "id, name, mail, password_hash, active",
    "gallery": "id, owner_id, host, home, about_title",
    "album": "id, gallery_id, parent_id, title, visibility, folder, missing",
    "image": "id, album_id, path, size, mtime_ns, quick_hash, state",
    "access": "user_id, gallery_id, album_id, active",
    "share": "gallery_id, album_id, token_hash, label",
}
ALBUMS = {
    "Photographs": ("private", 5),
    "open": ("visible", 2),
    "hid": ("hidden", 1),
    "priv": ("private", 2),
    "inner": ("visible", 1),
}


@pytest.fixture(
    params=[
        pytest.param((dump, kind), id=f"{dump.stem}-{kind}", marks=marks)
        for dump in DUMPS
        for kind in ("sqlite", "postgresql")
        for marks in [() if dump in (DUMPS[0], DUMPS[-1]) else pytest.mark.soak]
    ]
)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The database of an earlier version, on each kind of database."""
    dump, kind = request.param
    file = tmp_path / "bviewer.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump.read_text())
    url = f"sqlite:///{file}" if kind == "sqlite" else request.getfixturevalue("postgresql")
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": url}))
    if kind == "postgresql":
        with closing(sqlite3.connect(file)) as connection:
            copy(connection, engine)
    yield engine
    engine.dispose()


def test_nothing_of_an_earlier_version_is_lost(earlier: Engine) -> None:
    before = told(earlier)
    assert len(before["album"]) == len(before["image"]) == 5

    migrate(earlier)
    command.check(alembic_config(earlier))
    assert {name: rows for name, rows in told(earlier).items() if name in before} == before
    if earlier.dialect.name == "sqlite":
        with earlier.connect() as connection:
            assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    with work_session(earlier) as session:
        albums = outline(session, find_gallery(session, "photos.test").id)
    assert {album.title: (album.visibility, album.images_below) for album in albums} == ALBUMS


def told(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept, by the names of the tables that are there."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {
            name: sorted(
                map(tuple, connection.exec_driver_sql(f'SELECT {columns} FROM "{name}"')), key=str
            )
            for name, columns in KEPT.items()
            if name in names
        }


def copy(source: sqlite3.Connection, target: Engine) -> None:
    """Have PostgreSQL hold the same rows in the same schema."""
    ((revision,),) = source.execute("SELECT version_num FROM alembic_version")
    command.upgrade(alembic_config(target), revision)
    with target.begin() as connection:
        # Rows refer to each other in circles.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        for name in names:
            copy_table(source, connection, name)


def copy_table(source: sqlite3.Connection, target: Connection, name: str) -> None:
    """Copy rows as they are stored, but truths, which SQLite has as numbers."""
    types = {column["name"]: column["type"] for column in inspect(target).get_columns(name)}
    listed = ", ".join(f'"{column}"' for column in types)
    rows = [
        tuple(
            value if value is None or not isinstance(kind, Boolean) else bool(value)
            for value, kind in zip(row, types.values(), strict=True)
        )
        for row in source.execute(f'SELECT {listed} FROM "{name}"')
    ]
    target.exec_driver_sql(f'DELETE FROM "{name}"')
    places = ", ".join(["%s"] * len(types))
    for row in rows:
        target.exec_driver_sql(f'INSERT INTO "{name}" ({listed}) VALUES ({places})', row)
