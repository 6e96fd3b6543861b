"""The database engine and its sessions: SQLite on a laptop, PostgreSQL on a server."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import zope.sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bviewer.settings import Settings, SettingsError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def make_engine(settings: Settings, longest_statement: str = "10s") -> Engine:
    """The engine for the configured database. Its errors do not tell values: some are secrets.

    `longest_statement`: when PostgreSQL ends one, in its own words; a visitor is gone by then.
    """
    if settings.database_url.startswith("sqlite"):
        engine = create_engine(settings.database_url, hide_parameters=True)
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        return engine
    return create_engine(
        settings.database_url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args=postgresql_options(longest_statement),
    )


def postgresql_options(longest_statement: str) -> dict[str, Any]:
    """What connections to PostgreSQL have in common; times are in seconds."""
    return {"connect_timeout": 5, "options": f"-c statement_timeout={longest_statement}"}


def prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """Readers never wait for the writer; a writer waits five seconds for another."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")


def begin_sqlite(connection: Connection) -> None:
    """Begin explicitly: the driver's own idea of when a transaction starts is not used.

    A transaction takes the write lock at once unless the engine's options say otherwise, because a
    reader that starts to write later may be refused without waiting (SQLite's BUSY_SNAPSHOT).
    """
    if begin := connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"):
        try:
            connection.connection.execute(begin)
        except sqlite3.OperationalError as error:
            raise OperationalError(begin, None, error) from error


@contextmanager
def work_session(engine: Engine) -> Iterator[Session]:
    """A session for jobs and commands: committed at the end, rolled back on an error."""
    with Session(engine) as session, session.begin():
        yield session


def reading_connection(engine: Engine) -> Connection:
    """A connection that only reads."""
    return engine.execution_options(sqlite_begin="BEGIN").connect()


def reading_session(engine: Engine) -> Session:
    """A session that only reads, and neither waits for a writer nor keeps one waiting."""
    return Session(engine.execution_options(sqlite_begin="BEGIN"))


def alembic_config(engine: Engine) -> Config:
    """Alembic's configuration, without an ini file of its own."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def migrations_folder() -> Path:
    """Return Alembic's folder: beside the package in a clone, within it where a wheel put it."""
    package = Path(__file__).parent
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


def refresh_statistics(engine: Engine) -> None:
    """Have SQLite look at its tables anew; PostgreSQL does that by itself.

    Without, it reads all albums of a gallery to find the one of a thumbnail.
    """
    if engine.dialect.name == "sqlite":
        alone = engine.execution_options(isolation_level="AUTOCOMMIT", sqlite_begin="")
        with alone.connect() as connection:
            connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql("ANALYZE")


def needs_transaction(request: Request) -> bool:
    """Whether a request may use `dbsession`; the bytes of images never do."""
    # As it was sent, here as in other places on the way of a thumbnail: decoding it takes longer.
    return not (request.method in SAFE_METHODS and request.environ["PATH_INFO"].endswith(".jpg"))


def request_session(request: Request) -> Session:
    """The session of a request, bound to its transaction manager."""
    kind = "reading" if request.method in SAFE_METHODS else "writing"
    session: Session = request.registry["bviewer.sessions"][kind]()
    zope.sqlalchemy.register(session, transaction_manager=request.tm)
    return session


def includeme(config: Configurator) -> None:
    """Hang the engine on the registry and `dbsession` on requests."""
    engine = make_engine(config.registry["bviewer.settings"])
    config.registry["bviewer.engine"] = engine
    config.registry["bviewer.sessions"] = {
        "reading": sessionmaker(bind=engine.execution_options(sqlite_begin="BEGIN")),
        "writing": sessionmaker(bind=engine),
    }
    config.add_settings(
        {
            "tm.manager_hook": "pyramid_tm.explicit_manager",
            "tm.activate_hook": "bviewer.db.needs_transaction",
            "tm.annotate_user": False,
        }
    )
    config.include("pyramid_tm")
    config.add_request_method(request_session, "dbsession", reify=True)
