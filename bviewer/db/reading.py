"""How a request reads: outside of any transaction, or in the one in which it changes something."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.config.methods import SAFE_METHODS
from bviewer.db.bare import Statement, bare_rows

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.request import Request


class Reading(Protocol):
    """Where rows are read."""

    def rows(self, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows of a statement, with attributes called like columns."""


class SingleStatements:
    """Reads with single statements."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is an autocommit engine."""
        self._engine = engine

    def rows(self, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows of a statement."""
        return bare_rows(self._engine, statement, values)


class InTransaction:
    """Reads what a transaction has changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows of a statement."""
        return list(self._session.execute(statement, values))


def reading(request: "Request") -> Reading:
    """Return where a request reads what it tells."""
    if request.method in SAFE_METHODS:
        return SingleStatements(request.autocommit_engine)
    return InTransaction(request.dbsession)


def includeme(config: "Configurator") -> None:
    """Give requests where they read."""
    config.add_request_method(reading, reify=True)
