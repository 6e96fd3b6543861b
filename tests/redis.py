"""A real Redis for tests: a server of its own in a temporary folder, gone afterwards."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest
from redis import Redis

from tests.lifetimes import start
from tests.processes import wait_until

DATABASES = 1000


class Server:
    """A running server, reached by a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = cycle(range(DATABASES))

    def url(self, number: int) -> str:
        """The URL of a database as an ini file has it."""
        return f"unix://{self.socket}?db={number}"

    def empty_url(self) -> str:
        """The URL of a database with nothing in it; after many of them the first comes again."""
        number = next(self._numbers)
        with self.client(number) as client:
            client.flushdb()
        return self.url(number)

    def start(self) -> None:
        """Start it, with nothing in it, and wait until it answers."""
        program = shutil.which("redis-server")
        if program is None:
            pytest.fail("Redis is not installed: tools/require_packages redis-server")
        options = {
            "port": "0", "unixsocket": self.socket, "dir": self.folder, "save": "",
            "databases": str(DATABASES),
        }  # fmt: skip
        arguments = [word for key, value in options.items() for word in (f"--{key}", value)]
        with (self.folder / "log").open("ab") as log:
            self._process = start([program, *arguments], signal.SIGKILL, stdout=log, stderr=log)
        wait_until(self.socket.exists, "Redis")
        with Redis(unix_socket_path=str(self.socket)) as client:
            client.ping()

    def stop(self) -> None:
        """Stop it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self.socket.unlink(missing_ok=True)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Meanwhile it takes connections, and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def client(self, number: int = 0) -> Redis:
        """A way to look into a database, and to do harm there."""
        return Redis.from_url(self.url(number))


@contextmanager
def running_server() -> Iterator[Server]:
    """A server that ends with the context."""
    with tempfile.TemporaryDirectory(prefix="bviewer-redis-") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Server]:
    """One server for all tests of this process."""
    with running_server() as server:
        yield server


@pytest.fixture
def redis(redis_server: Server) -> str:
    """The URL of an empty database."""
    return redis_server.empty_url()
