"""What a site of the tests runs on: all in this process, or PostgreSQL, Redis and nginx.

On the production stack the application listens as `production.ini` has it, nginx stands in front
of it with the configuration of `deploy/`, and browsers talk to nginx.
"""

import functools
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import plaster
import waitress
from pyramid.router import Router
from sqlalchemy import create_engine

from bviewer.db.schema import migrate
from tests import nginx
from tests.forwarding import Forwarder
from tests.side_effects import sharing_watches

if TYPE_CHECKING:  # Pytest wants to be the first to import what has fixtures.
    from tests import postgresql, redis

PRODUCTION_INI = Path(__file__).parents[1] / "production.ini"
TEMPLATE = "bviewer_template"

Application = Callable[..., Any]


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

    def __init__(self, databases: "postgresql.Server", queues: "redis.Server") -> None:
        self._databases, self._queues = databases, queues
        self._numbers = count()
        self._left: list[str] = []
        databases.execute(f"CREATE DATABASE {TEMPLATE}")
        engine = create_engine(databases.url(TEMPLATE))
        migrate(engine)
        engine.dispose()

    def settings(self, _folder: Path, *, waiting: bool) -> dict[str, str]:
        """A database and a queue of its own."""
        self._drop_databases()
        number = next(self._numbers)
        self._databases.execute(f"CREATE DATABASE site{number} TEMPLATE {TEMPLATE}")
        return {
            "sqlalchemy.url": self._databases.url(f"site{number}"),
            "bviewer.queue": self._queues.empty_url() + PATIENT,
            "bviewer.delivery": "nginx",
        }

    @contextmanager
    def front(self, app: Router, site: Any) -> Iterator[Application]:
        """An nginx, with the application behind it."""
        with ExitStack() as stack:
            stack.callback(self._left.append, app.registry["bviewer.engine"].url.database)
            # The path of a socket has room for 107 bytes.
            run = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bviewer-")))
            web = sharing_watches(app)
            stack.enter_context(listening(web, unix_socket=str(run / "web.sock")))
            ports = nginx.Ports()
            main = nginx.render(
                run, Path(site.ini["bviewer.library"]), site.cache, [f"unix:{run}/web.sock"], ports
            )
            stack.enter_context(nginx.serving(main, ports.plain))
            yield Forwarder(ports.plain, ports.https, after=site.run_jobs)

    def _drop_databases(self) -> None:
        """Drop those of sites that are closed; a test may still have looked at the last one."""
        while self._left:
            self._databases.execute(f"DROP DATABASE IF EXISTS {self._left.pop()} WITH (FORCE)")


@contextmanager
def listening(app: Application, **changes: str) -> Iterator[None]:
    """A web process as `production.ini` has it, but a thread of this one: tests see inside.

    `changes` say where it listens: another `unix_socket`, or `host` and `port`.
    """
    options = {**server_options(), **changes}
    if "port" in options:
        del options["unix_socket"], options["unix_socket_perms"]
    server = waitress.create_server(app, **options)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.trigger.pull_trigger(server.close)  # Else its loop would sleep for a second.
        thread.join(10)
        server.task_dispatcher.shutdown()


@functools.cache
def server_options() -> dict[str, str]:
    """What `production.ini` says to waitress."""
    options = dict(plaster.get_settings(str(PRODUCTION_INI), "server:main", {"instance": "1"}))
    del options["use"]
    return options
