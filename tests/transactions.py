"""Waiting for what PostgreSQL does by itself: changes are told once no transaction goes on."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.changes.log import snapshot_of
from tests.processes import wait_until


def wait_for_transactions(engine: Engine) -> None:
    """Wait until all changes may be told: upkeep of the server is in transactions as well."""
    wait_until(lambda: have_all_ended(engine), "the end of all transactions")


def have_all_ended(engine: Engine) -> bool:
    with Session(engine) as session:
        snapshot = snapshot_of(session)
    return snapshot.settled == snapshot.next
