"""One nginx for all sites of a test process, which leads to each of them by ports of its own.

It has the shipped configuration, but that the folders and the application depend on the port. What
nginx does with files and addresses is tested with the configuration as it is (`nginx.py`).
"""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plaster

from bviewer.process import web
from tests import nginx

PRODUCTION_INI = Path(__file__).parents[1] / "production.ini"
PLACES = 8  # Sites that can be open at the same time: of a test, of its module, of a session.
PORT = "X-Tests-Port"

Application = Callable[..., Any]


class Entrance:
    """The nginx, and the web process behind it that knows whose ports these are."""

    def __init__(self, run: Path) -> None:
        """`run` takes all files, and the links to the folders of the sites."""
        self._run = run
        self._free = [nginx.Ports() for _ in range(PLACES)]
        self._apps: dict[str, Application] = {}

    @contextmanager
    def open(self) -> Iterator[None]:
        """Listen meanwhile."""
        socket, places = self._run / "web.sock", f"{self._run}/$server_port"
        library, cache = Path(f"{places}/library"), Path(f"{places}/cache")
        configuration = nginx.render(
            self._run, library, cache, [f"unix:{socket}"], *self._free, limited=False
        )
        proxy = self._run / "bviewer" / "proxy.conf"
        proxy.write_text(f"{proxy.read_text()}\nproxy_set_header {PORT} $server_port;\n")
        with (
            listening(self._answer, unix_socket=str(socket)),
            nginx.serving(configuration, self._free[0].plain),
        ):
            yield

    @contextmanager
    def leading_to(self, app: Application, library: Path, cache: Path) -> Iterator[nginx.Ports]:
        """Lead to an application and its folders meanwhile; yields the ports."""
        ports = self._free.pop()
        places = {str(port): self._run / str(port) for port in (ports.plain, ports.https)}
        for port, place in places.items():
            place.mkdir()
            (place / "library").symlink_to(library)
            (place / "cache").symlink_to(cache)
            self._apps[port] = app
        try:
            yield ports
        finally:
            for port, place in places.items():
                del self._apps[port]
                (place / "library").unlink()
                (place / "cache").unlink()
                place.rmdir()
            self._free.append(ports)

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        port = environ.pop(f"HTTP_{PORT.upper().replace('-', '_')}")
        return self._apps[port](environ, start_response)


@contextmanager
def listening(app: Application, **changes: str) -> Iterator[None]:
    """A web process as `production.ini` has it, but a thread of this one: tests see inside.

    `changes` say where it listens: another `unix_socket`, or `host` and `port`.
    """
    options = {**server_options(), **changes}
    if "port" in options:
        del options["unix_socket"], options["unix_socket_perms"]
    server = web.listen(app, **options)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        close_from_within(server)
        thread.join(10)
        server.task_dispatcher.shutdown()


def close_from_within(server: Any) -> None:
    """Have a server close itself at once: else its loop would sleep for a second."""
    pulled = threading.Event()

    def close() -> None:
        pulled.wait()  # The trigger is closed as well: not while it is still pulled.
        server.close()

    server.trigger.pull_trigger(close)
    pulled.set()


@functools.cache
def server_options() -> dict[str, str]:
    """What `production.ini` says to waitress."""
    options = dict(plaster.get_settings(str(PRODUCTION_INI), "server:main", {"instance": "1"}))
    del options["use"]
    return options
