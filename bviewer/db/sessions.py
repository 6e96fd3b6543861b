"""Sessions outside of requests: for commands and for tasks."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session


@contextmanager
def work_session(engine: Engine) -> Iterator[Session]:
    """Yield a session for tasks and commands: committed at the end, rolled back on an error."""
    with Session(engine) as session, session.begin():
        yield session


@contextmanager
def holding_rows(session: Session) -> Iterator[None]:
    """Hold what a session loads: it forgets rows that nobody uses, and would ask for them anew."""
    held: list[object] = []

    def hold(_session: Session, row: object) -> None:
        held.append(row)

    names = ("loaded_as_persistent", "pending_to_persistent")
    for name in names:
        event.listen(session, name, hold)
    try:
        yield
    finally:
        for name in names:
            event.remove(session, name, hold)


def reading_connection(engine: Engine) -> Connection:
    """Return a connection that only reads."""
    return engine.execution_options(sqlite_begin="BEGIN").connect()


def reading_session(engine: Engine) -> Session:
    """Return a session that only reads, and neither waits for a writer nor keeps one waiting."""
    return Session(engine.execution_options(sqlite_begin="BEGIN"))
