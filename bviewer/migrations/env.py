"""Alembic's environment: runs migrations on the engine that `bviewer.db.requests` hands over."""

from alembic import context

from bviewer.models import Base

LOCK = 0x627669657765  # A number that no other program on the same server takes: "bviewe".

# One transaction around all of them: several processes may start at once, and then one migrates
# and the others find it done (on SQLite after five seconds they end, and say so). Alembic would
# begin one for each revision on SQLite.
with context.config.attributes["engine"].begin() as connection:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite cannot alter most of a table in place.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()
