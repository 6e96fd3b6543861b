"""The web server for laptops and development: waitress, with the workers as a child process.

In an ini file: `use = egg:bviewer#server`, with `host`, `port` and `workers`.
"""

import errno
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, NoReturn

import waitress

log = logging.getLogger(__name__)

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 6543
# Somebody with a slow connection who fetches an original holds one for as long as it takes.
DEFAULT_THREADS = 8
DEFAULT_WORKERS = 2  # One may be busy with a sync while the other makes thumbnails.
STOP_TIMEOUT = 10  # Seconds; a worker that is told to end needs less.
HURRY = 3  # Seconds; one that is told twice puts the jobs at hand back, and needs less.
RESTART_DELAY = 2  # Seconds.

# A laptop's server is reachable by browsers alone: nothing of what proxies say is believed.
OPTIONS = {
    "channel_timeout": 30,
    "max_request_header_size": 32768,
    "max_request_body_size": 1048576,
    "clear_untrusted_proxy_headers": True,
    "ident": "bviewer",
}


class CannotListen(Exception):  # noqa: N818 - it names what is wrong.
    """Another program listens there already, or nobody can; the message says which."""


def serve_ini(
    app: Callable[..., Any],
    global_config: dict[str, str],
    host: str = DEFAULT_HOST,
    port: str = str(DEFAULT_PORT),
    workers: str = str(DEFAULT_WORKERS),
) -> None:
    """Entry point for `pserve`: serve until interrupted."""
    try:
        serve(app, global_config["__file__"], host, int(port), int(workers))
    except CannotListen as error:
        sys.stderr.write(f"bviewer: {error}\n")
        sys.stderr.flush()
        os._exit(1)  # For pserve, every SystemExit is a success.


def serve(
    app: Callable[..., Any],
    ini: str,
    host: str,
    port: int,
    workers: int,
    ready: Callable[[], None] = lambda: None,
    *,
    threads: int = DEFAULT_THREADS,
) -> None:
    """Listen, start the workers, call `ready`, serve until interrupted, stop everything.

    Raises CannotListen before anything was started.
    """
    require_free_port(host, port)  # Here and now, for waitress leaves sockets open when it fails.
    try:
        server = waitress.create_server(app, host=host, port=port, threads=threads, **OPTIONS)
    except (OSError, ValueError) as error:  # waitress has a ValueError for an unknown host.
        raise CannotListen(explanation(error, host, port)) from error
    signal.signal(signal.SIGTERM, stop_like_interrupt)
    # What is loaded now stays as long as the process: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    with closing(server), worker_process(ini, workers):
        ready()
        server.run()


def explanation(error: Exception, host: str, port: int) -> str:
    """Say which port it is that is taken, or what else is wrong with it."""
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; choose another port"
    reason = getattr(error, "strerror", None) or error
    return f"cannot listen on port {port} of {host}: {reason}"


def require_free_port(host: str, port: int) -> None:
    """Raise CannotListen if nobody can listen there, before anything is written."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, ValueError) as error:  # A ValueError if it cannot be the name of a host.
            raise CannotListen(explanation(error, host, port)) from error


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
        # -P: what lies in the folder we are started in is none of our modules.
        self._command = [sys.executable, "-P", "-m", "bviewer", "worker", ini]
        self._command += ["--workers", str(workers), "--with-parent", str(os.getpid())]
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the worker, again and again, until we stop."""
        while not self._stopping.is_set():
            try:
                outcome = f"ended with code {self.run_once()}"
            except OSError as error:
                outcome = f"cannot be started: {error}"
            if not self._stopping.wait(RESTART_DELAY):
                log.error("the worker %s; starting it again", outcome)

    def run_once(self) -> int:
        """Run the worker to its end, unless we stop already; returns its exit code."""
        with self._starting:
            if self._stopping.is_set():
                return 0
            self._process = subprocess.Popen(  # noqa: S603 - our own program.
                self._command, stdin=subprocess.DEVNULL, start_new_session=True
            )
        return self._process.wait()

    def stop(self) -> None:
        """Let the jobs at hand finish, but not for ever: a lost job is recovered later."""
        with self._starting:
            self._stopping.set()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self.join(STOP_TIMEOUT)
        except BaseException:  # Somebody pressed Ctrl-C again.
            self._process.terminate()
            self.join(HURRY)
            raise
        finally:
            self._process.kill()
            self.join()
