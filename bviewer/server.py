"""The web server for laptops and development: waitress, with the workers as a child process.

In an ini file: `use = egg:bviewer#server`, with `host`, `port` and `workers`.
"""

import errno
import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import waitress

log = logging.getLogger(__name__)

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 6543
STOP_TIMEOUT = 10  # Seconds for a worker to finish the job at hand.
RESTART_DELAY = 2  # Seconds.

# A laptop's server is reachable by browsers alone: nothing of what proxies say is believed.
OPTIONS = {
    "threads": 8,
    "channel_timeout": 30,
    "max_request_header_size": 32768,
    "max_request_body_size": 1048576,
    "clear_untrusted_proxy_headers": True,
    "ident": "bviewer",
}


class PortInUse(Exception):  # noqa: N818 - it names what is wrong.
    """Another program listens there already."""


def serve_ini(
    app: Callable[..., Any],
    global_config: dict[str, str],
    host: str = DEFAULT_HOST,
    port: str = str(DEFAULT_PORT),
    workers: str = "1",
) -> None:
    """Entry point for `pserve`: serve until interrupted."""
    try:
        serve(app, global_config["__file__"], host, int(port), int(workers))
    except PortInUse as error:
        sys.exit(f"bviewer: {error}")


def serve(
    app: Callable[..., Any],
    ini: str,
    host: str,
    port: int,
    workers: int,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Listen, start the workers, call `ready`, serve until interrupted, stop everything.

    Raises PortInUse before anything was started.
    """
    try:
        server = waitress.create_server(app, host=host, port=port, **OPTIONS)
    except OSError as error:
        raise explained(error, host, port) from error
    signal.signal(signal.SIGTERM, stop_like_interrupt)
    with worker_process(ini, workers):
        ready()
        server.run()


def explained(error: OSError, host: str, port: int) -> Exception:
    """Say which port it is that is taken."""
    if error.errno == errno.EADDRINUSE:
        return PortInUse(f"port {port} on {host} is in use; choose another with --port")
    return error


def require_free_port(host: str, port: int) -> None:
    """Raise PortInUse if nobody can listen there, before anything is written."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise explained(error, host, port) from error


def stop_like_interrupt(_signal: int, _frame: Any) -> NoReturn:
    """SIGTERM stops as cleanly as Ctrl-C."""
    raise SystemExit(0)


@contextmanager
def worker_process(ini: str, workers: int) -> Iterator[None]:
    """Run `workers` worker processes meanwhile; none if there are to be none."""
    if not workers:
        yield
        return
    keeper = WorkerKeeper(ini, workers)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


class WorkerKeeper(threading.Thread):
    """Keeps a worker running: one that was killed is started again.

    The worker has a session of its own, so that Ctrl-C reaches it once, through us. It ends with
    this thread, which lives as long as the server.
    """

    def __init__(self, ini: str, workers: int) -> None:
        super().__init__(daemon=True, name="worker-keeper")
        self._command = [sys.executable, "-m", "bviewer", "worker", ini, "--workers", str(workers)]
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the worker, again and again, until we stop."""
        while not self._stopping.is_set():
            self._process = subprocess.Popen(  # noqa: S603 - our own program.
                [*self._command, "--with-parent"], stdin=subprocess.DEVNULL, start_new_session=True
            )
            self._started.set()
            code = self._process.wait()
            if not self._stopping.wait(RESTART_DELAY):
                log.error("the worker ended with code %d and is started again", code)

    def stop(self) -> None:
        """Let the job at hand finish, but not for ever: a lost job is found by the sweep."""
        self._started.wait()
        self._stopping.set()
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self.join(STOP_TIMEOUT)
        if self.is_alive():
            self._process.kill()
            self.join()
