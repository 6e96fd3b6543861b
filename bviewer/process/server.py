"""The web server for laptops and development: waitress, with the workers beside it.

In an ini file: `use = egg:bviewer#server`, with `host`, `port` and `workers`.
"""

import errno
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any, NoReturn

from bviewer.process.keeper import worker_process

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 6543
# Somebody with a slow connection who fetches an original holds one for as long as it takes.
DEFAULT_THREADS = 8
DEFAULT_WORKERS = 2  # One may be busy with a sync while the other makes thumbnails.

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
    """Start the workers, listen, call `ready`, serve until interrupted, stop everything.

    The workers come first: they are forked off this process, and listening takes threads. Raises
    CannotListen with nothing left running, and in all likelihood before anything was started.
    """
    require_free_port(host, port)  # Here and now, for waitress leaves sockets open when it fails.
    # What is loaded now stays as long as the process: the collector need not look at it again, and
    # leaves it where the worker that is forked off here shares it with us.
    gc.collect()
    gc.freeze()
    with worker_process(ini, workers), closing(listen(app, host, port, threads)) as server:
        signal.signal(signal.SIGTERM, stop_like_interrupt)
        ready()
        server.run()


def listen(app: Callable[..., Any], host: str, port: int, threads: int) -> Any:
    """Return waitress, listening; raises CannotListen."""
    import waitress  # noqa: PLC0415 - other commands look at ports as well.

    try:
        return waitress.create_server(app, host=host, port=port, threads=threads, **OPTIONS)
    except (OSError, ValueError) as error:  # waitress has a ValueError for an unknown host.
        raise CannotListen(explanation(error, host, port)) from error


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
