"""A real PostgreSQL for tests: a server of its own in a temporary folder, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

DEBIAN = Path("/usr/lib/postgresql")

# No port, only a socket in the folder; nothing needs to survive a power cut.
OPTIONS = "-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"


@dataclass(frozen=True)
class Server:
    """A running server; whoever can enter its folder is its superuser."""

    folder: Path

    def url(self, database: str) -> str:
        """The URL of a database as an ini file has it."""
        return f"postgresql://bviewer@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run a statement about databases, outside any of them."""
        parameters = {"user": "bviewer", "dbname": "postgres", "host": str(self.folder)}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = OPTIONS.format(folder=self.folder)
        log = str(self.folder / "log")
        self._control("start", "--wait", "--log", log, "--options", options)

    def stop(self) -> None:
        """Stop it as a power cut would: it ends all connections."""
        self._control("stop", "--mode=immediate")

    def _control(self, command: str, *options: str) -> None:
        run(program("pg_ctl"), command, "--pgdata", str(self.folder / "cluster"), *options)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps them out of PATH."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: folder.parent.name.zfill(4))
    path = os.pathsep.join([*map(str, reversed(folders)), os.environ["PATH"]])
    found = shutil.which(name, path=path)
    if found is None:
        pytest.fail("PostgreSQL is not installed: tools/require_packages postgresql", pytrace=False)
    return found


def run(*command: str) -> None:
    """Run one of the programs, which refuse to be root."""
    options = {"user": "nobody", "group": "nogroup"} if os.getuid() == 0 else {}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", check=False, timeout=60, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running_server() -> Iterator[Server]:
    """A server with an empty cluster; it ends with the context."""
    initdb = program("initdb")
    # Not pytest's own folder: another user has to get in.
    folder = Path(tempfile.mkdtemp(prefix="bviewer-postgresql-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        run(
            *(initdb, "--pgdata", str(folder / "cluster"), "--username=bviewer", "--auth=trust"),
            *("--no-sync", "--encoding=UTF8", "--locale=C"),
        )
        server = Server(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server for all tests of this process."""
    with running_server() as server:
        yield server


numbers = count(1)


@pytest.fixture
def postgresql(postgresql_server: Server) -> Iterator[str]:
    """The URL of an empty database."""
    name = f"test{next(numbers)}"
    postgresql_server.execute(f"CREATE DATABASE {name}")
    yield postgresql_server.url(name)
    postgresql_server.execute(f"DROP DATABASE {name} WITH (FORCE)")
