"""The web server for laptops and development: waitress, with the workers beside it.

In an ini file: `use = egg:bviewer#server`, with `host`, `port`, `workers` and `url_prefix`.
"""

import errno
import gc
import linecache
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from bviewer.config.ini import read_settings
from bviewer.config.parsers import Networks
from bviewer.process.keeper import worker_process
from bviewer.process.proxies import believing

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 6543
# Few are faster, and less in each other's way. Two may wait for a database that a sync writes to.
DEFAULT_THREADS = 4
DEFAULT_WORKERS = 2  # One may be busy with a sync while the other makes thumbnails.

# Unless the operator names proxies, nothing of what they say is believed.
OPTIONS = {
    "connection_limit": 300,
    "asyncore_use_poll": True,
    "channel_timeout": 30,
    "cleanup_interval": 5,
    "max_request_header_size": 8192,
    # Larger bodies than forms are refused by us, and the connection goes on; but not any number.
    "max_request_body_size": 524_288,
    "clear_untrusted_proxy_headers": True,
    "ident": "bviewer",
}


class CannotListen(Exception):  # noqa: N818 - it names what is wrong.
    """Another program listens there already, or nobody can; the message says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens, and what is between it and browsers.

    Of `proxies` it is believed what they say about scheme, host and address of a visitor, for whom
    all addresses begin with `url_prefix`. By the `secret` of the installation it is seen which
    browsers are known; by any other, none is.
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    threads: int = DEFAULT_THREADS
    proxies: Networks = ()
    url_prefix: str = ""
    secret: str = field(default_factory=secrets.token_hex, repr=False)


def serve_ini(
    app: Callable[..., Any],
    global_config: dict[str, str],
    host: str = DEFAULT_HOST,
    port: str = str(DEFAULT_PORT),
    workers: str = str(DEFAULT_WORKERS),
    url_prefix: str = "",
) -> None:
    """Entry point for `pserve`: serve until interrupted."""
    ini = global_config["__file__"]
    settings = read_settings(Path(ini))
    place = Place(
        host,
        int(port),
        proxies=settings.trusted_proxy,
        url_prefix=url_prefix,
        secret=settings.secret,
    )
    try:
        serve(app, ini, place, int(workers))
    except CannotListen as error:
        sys.stderr.write(f"bviewer: {error}\n")
        sys.stderr.flush()
        os._exit(1)  # For pserve, every SystemExit is a success.


def serve(
    app: Callable[..., Any],
    ini: str,
    place: Place,
    workers: int,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Start the workers, listen, call `ready`, serve until interrupted, stop everything.

    The workers come first: they are forked off this process, and listening takes threads. Raises
    CannotListen with nothing left running, and in all likelihood before anything was started.
    """
    # Here and now, for waitress leaves sockets open when it fails.
    require_free_port(place.host, place.port)
    linecache.clearcache()  # Pyramid has looked at the source of whoever configures it.
    # What is loaded now stays as long as the process: the collector need not look at it again, and
    # leaves it where the worker that is forked off here shares it with us.
    gc.collect()
    gc.freeze()
    with worker_process(ini, workers), closing(listen(app, place)) as server:
        signal.signal(signal.SIGTERM, stop_like_interrupt)
        ready()
        server.run()


def listen(app: Callable[..., Any], place: Place) -> Any:
    """Return waitress, listening; raises CannotListen."""
    # Other commands look at ports as well.
    import waitress  # noqa: PLC0415

    from bviewer.process.connections import (  # noqa: PLC0415
        Paced,
        leaving_files_to_the_loop,
        limit_connections,
    )
    from bviewer.process.doors import Doors  # noqa: PLC0415

    options: dict[str, Any] = {
        "host": place.host,
        "port": place.port,
        "url_prefix": place.url_prefix,
        # Our own look at these headers leaves none of them.
        "clear_untrusted_proxy_headers": not place.proxies,
    }
    app, sockets = leaving_files_to_the_loop(app), dict[int, Any]()
    if place.proxies:
        app = believing(app, place.proxies)
    try:
        server = waitress.create_server(
            app,
            sockets,
            _dispatcher=Doors(place.threads, place.secret),
            **OPTIONS | options,
        )
    except (OSError, ValueError) as error:  # waitress has a ValueError for an unknown host.
        raise CannotListen(explanation(error, place.host, place.port)) from error
    limit_connections(sockets, place.proxies)
    server.asyncore = Paced
    return server


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
