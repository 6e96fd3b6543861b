"""The schema of the database: which one it is, and how it becomes the newest."""

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from bviewer.config.settings import SettingsError
from bviewer.db.sessions import reading_connection

if TYPE_CHECKING:
    from alembic.config import Config

Progress = Callable[[int, int], None]  # How many migrations are done, of how many.

# Files of revisions are named by their numbers, which are the revisions.
REVISION_FILE = re.compile(r"(\d{4})_\w+\.py")


def nobody_waits(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def migrations_folder() -> Path:
    """Return Alembic's folder: beside the package in a clone, within it where a wheel put it."""
    package = Path(__file__).parents[1]
    installed = package / "migrations"
    return installed if (installed / "env.py").exists() else package.parent / "alembic"


def revisions() -> list[str]:
    """Return the revisions that this code knows, from the oldest to the newest.

    Alembic would say the same after importing itself and all of them, which takes longer than most
    commands do.
    """
    names = (path.name for path in (migrations_folder() / "versions").iterdir())
    return sorted(found[1] for name in names if (found := REVISION_FILE.fullmatch(name)))


def migrate(engine: Engine, progress: Progress = nobody_waits) -> None:
    """Bring the schema to the newest revision; nothing happens when it is there already.

    Raises SettingsError if the schema is that of a newer bviewer.
    """
    if is_outdated(engine):
        upgrade(engine, progress)


def upgrade(engine: Engine, progress: Progress) -> None:
    """Run the migrations."""
    from alembic import command  # noqa: PLC0415 - only those who migrate wait for it.

    with reading_connection(engine) as connection:
        current = current_revision(connection) or ""
    config, done = alembic_config(engine), count(1)
    total = sum(revision > current for revision in revisions())
    config.attributes["applied"] = lambda **_step: progress(next(done), total)
    command.upgrade(config, "head")


def alembic_config(engine: Engine) -> "Config":
    """Return Alembic's configuration, without an ini file of its own."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def require_schema(engine: Engine) -> None:
    """Raise SettingsError unless the schema is the one that this code knows."""
    if is_outdated(engine):
        raise SettingsError(["sqlalchemy.url: the schema is an older one; run bviewer migrate INI"])


def is_outdated(engine: Engine) -> bool:
    """Return whether there are revisions to apply; raise SettingsError if the schema is newer."""
    known = revisions()
    with reading_connection(engine) as connection:
        current = current_revision(connection)
    if current is not None and current not in known:
        raise SettingsError(
            [f"sqlalchemy.url: the schema ({current}) is of a newer bviewer; upgrade this one"]
        )
    return current != known[-1]


def current_revision(connection: Connection) -> str | None:
    """Return the revision of a database as Alembic has noted it down; None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    noted = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    found: str | None = noted.scalar()
    return found
