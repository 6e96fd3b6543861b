"""What a site of the tests runs on: all in this process, or PostgreSQL, Redis and nginx.

On the production stack the application listens as `production.ini` has it, nginx stands in front
of it with the configuration of `deploy/`, and browsers talk to nginx.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyramid.router import Router

from tests.entrance import Application, Entrance
from tests.forwarding import Forwarder
from tests.rows import empty_tables
from tests.side_effects import sharing_watches

if TYPE_CHECKING:  # Pytest wants to be the first to import what has fixtures.
    from tests import postgresql, redis


class Stack(Protocol):
    """What a site runs on."""

    def settings(self, folder: Path, *, waiting: bool) -> dict[str, str]:
        """What an ini file says about an empty database, and a queue whose jobs may wait."""

    def front(self, app: Router, site: Any) -> Any:
        """A context that yields what browsers talk to."""


class Embedded:
    """What a laptop has: SQLite, jobs that run inside the request, no nginx."""

    def __init__(self, database: Path, delivery: str = "direct") -> None:
        """`database` is a migrated SQLite file to copy."""
        self.database, self._delivery = database, delivery

    def settings(self, folder: Path, *, waiting: bool) -> dict[str, str]:
        """A copy of the database, and no queue unless jobs are to wait."""
        shutil.copy(self.database, folder / "bviewer.sqlite")
        return {
            "sqlalchemy.url": f"sqlite:///{folder}/bviewer.sqlite",
            "bviewer.queue": f"sqlite:///{folder}/queue.sqlite" if waiting else "immediate",
            "bviewer.delivery": self._delivery,
        }

    @contextmanager
    def front(self, app: Router, _site: Any) -> Iterator[Application]:
        """The application itself."""
        yield app


# What a busy machine needs is no fault of the queue; tests of patience have queues of their own.
PATIENT = "&socket_timeout=20&socket_connect_timeout=20"


class Production:
    """What a server has. Jobs are run as soon as the answer is there, unless they are to wait."""

    def __init__(
        self, databases: "postgresql.Server", queues: "redis.Server", entrance: Entrance
    ) -> None:
        self._databases, self._queues, self._entrance = databases, queues, entrance
        self._numbers = count()
        self._left: list[str] = []

    def settings(self, _folder: Path, *, waiting: bool) -> dict[str, str]:
        """A database and a queue of its own."""
        return {
            "sqlalchemy.url": self._databases.url(self._take_database()),
            "bviewer.queue": self._queues.empty_url() + PATIENT,
            "bviewer.delivery": "nginx",
        }

    @contextmanager
    def front(self, app: Router, site: Any) -> Iterator[Application]:
        """The nginx of all sites, with the application behind its own ports."""
        library = Path(site.ini["bviewer.library"])
        with self._entrance.leading_to(sharing_watches(app), library, site.cache) as ports:
            yield Forwarder(ports.plain, ports.https, after=site.run_jobs)
        self._left.append(app.registry["bviewer.engine"].url.database)

    def _take_database(self) -> str:
        """Take one that a closed site has left, and a new one if there is none.

        It is emptied as late as this: a test may still have looked at it. That takes a third of the
        time of making a new one.
        """
        if self._left:
            database = self._left.pop()
            with self._databases.connect(database) as connection:
                empty_tables(connection)
            return database
        database = f"site{next(self._numbers)}"
        template = self._databases.template
        self._databases.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        return database
