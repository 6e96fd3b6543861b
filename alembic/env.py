"""Alembic's environment: runs migrations for bviewer itself and for `alembic -c development.ini`.

The former hands over its engine, the latter names an ini file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import plaster
from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Constraint, Engine, Index, MetaData, TypeDecorator, inspect

from bviewer.config.settings import Settings
from bviewer.db.engine import make_engine
from bviewer.db.triggers import drop_triggers, knows_all, renew_triggers
from bviewer.models import Base, Change

LOCK = 0x627669657765  # A number that no other program on the same server takes: "bviewe".


def engine_of_ini() -> Engine:
    """Return the engine that the ini file of the command line names, and log as it says."""
    ini = context.config.config_file_name
    plaster.setup_logging(ini)
    settings = Settings.from_ini(plaster.get_settings(ini, "app:main"))
    return make_engine(settings, longest_statement="0")


def number_revision(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Give a new revision the number after the newest: files sort as they are run."""
    newest = ScriptDirectory.from_config(context.config).get_current_head()
    for script in directives:
        script.rev_id = f"{int(newest or 0) + 1:04}"


def render_plainly(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write a column type of ours as the one it is stored as: migrations outlive our types."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def models_on(dialect: str) -> MetaData:
    """Return the tables without what is for another database, which Alembic would miss."""
    metadata = MetaData()
    for table in Base.metadata.sorted_tables:
        copy = table.to_metadata(metadata)
        for parts, copies in ((table.indexes, copy.indexes), (table.constraints, copy.constraints)):
            foreign = {part.name for part in parts if not is_meant_for(part, dialect)}
            copies.difference_update([part for part in copies if part.name in foreign])
    return metadata


def is_meant_for(part: Index | Constraint, dialect: str) -> bool:
    """Return whether a database gets an index or a constraint, as its `ddl_if` says."""
    return part._ddl_if is None or part._ddl_if.dialect == dialect


def migrate(connection: Connection) -> None:
    """Run the migrations on a connection."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    context.configure(
        connection=connection,
        target_metadata=models_on(dialect),
        process_revision_directives=number_revision,
        render_item=render_plainly,
        # SQLite cannot alter most of a table in place.
        render_as_batch=dialect == "sqlite",
        on_version_apply=context.config.attributes.get("applied", ()),
    )
    drop_triggers(connection)
    context.run_migrations()
    if inspect(connection).has_table(Change.__tablename__) and knows_all(connection):
        renew_triggers(connection)


@contextmanager
def loose_references(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew that others refer to: dropping it would empty those as well.

    It takes this only outside of transactions.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


# One transaction around all of them: several processes may start at once, and then one migrates
# and the others find it done (on SQLite after five seconds they end, and say so). Alembic would
# begin one for each revision on SQLite.
with (
    (context.config.attributes.get("engine") or engine_of_ini()).connect() as connection,
    loose_references(connection),
    connection.begin(),
):
    migrate(connection)
