"""The schema of the database: which one it is, and how it becomes the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from bviewer.config.settings import SettingsError
from bviewer.db.sessions import reading_connection


def alembic_config(engine: Engine) -> Config:
    """Alembic's configuration, without an ini file of its own."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def migrations_folder() -> Path:
    """Return Alembic's folder: beside the package in a clone, within it where a wheel put it."""
    package = Path(__file__).parents[1]
    installed = package / "migrations"
    return installed if (installed / "env.py").exists() else package.parent / "alembic"


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision; nothing happens when it is there already.

    Raises SettingsError if the schema is that of a newer bviewer.
    """
    if is_outdated(engine):
        command.upgrade(alembic_config(engine), "head")


def require_schema(engine: Engine) -> None:
    """Raise SettingsError unless the schema is the one that this code knows."""
    if is_outdated(engine):
        raise SettingsError(["sqlalchemy.url: the schema is an older one; run bviewer migrate INI"])


def is_outdated(engine: Engine) -> bool:
    """Whether there are revisions to apply; raises SettingsError if the schema is a newer one."""
    scripts = ScriptDirectory.from_config(alembic_config(engine))
    with reading_connection(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {each.revision for each in scripts.walk_revisions()}:
        raise SettingsError(
            [f"sqlalchemy.url: the schema ({current}) is of a newer bviewer; upgrade this one"]
        )
    return current != scripts.get_current_head()
