"""A real PostgreSQL for tests: a server of its own in a temporary folder, gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine

from bviewer.db.schema import migrate
from tests.lifetimes import start
from tests.processes import wait_until

DEBIAN = Path("/usr/lib/postgresql")


class Server:
    """A server; whoever can enter its folder is its superuser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """The URL of a database as an ini file has it."""
        return f"postgresql://bviewer@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run a statement about databases, outside any of them."""
        with self.connect() as connection:
            connection.execute(statement)

    @cached_property
    def template(self) -> str:
        """A database with all tables and no rows, to copy."""
        name = "bviewer_template"
        self.execute(f"CREATE DATABASE {name}")
        engine = create_engine(self.url(name))
        migrate(engine)
        engine.dispose()
        return name

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Connect to a database; each statement is a transaction of its own."""
        parameters = {"user": "bviewer", "dbname": database, "host": str(self.folder)}
        return psycopg.connect(**parameters, autocommit=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # No port, only a socket in the folder; nothing needs to survive a power cut.
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "full_page_writes": "off",
        }
        words = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = start(
                [program("postgres"), "-D", str(self.folder / "cluster"), *words],
                signal.SIGQUIT,
                stdout=log,
                stderr=log,
                cwd="/",
                **nobody(),
            )
        wait_until(self._answers, "PostgreSQL", 60)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Stop it as a power cut would: it ends all connections."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(60)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps them out of PATH."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: folder.parent.name.zfill(4))
    path = os.pathsep.join([*map(str, reversed(folders)), os.environ["PATH"]])
    found = shutil.which(name, path=path)
    if found is None:
        pytest.fail("PostgreSQL is not installed: tools/require_packages postgresql", pytrace=False)
    return found


def nobody() -> dict[str, Any]:
    """Whom its programs run as: they refuse to be root."""
    if os.getuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def make_cluster(folder: Path) -> None:
    """Make an empty cluster in a folder."""
    run(
        *(program("initdb"), "--pgdata", str(folder / "cluster"), "--username=bviewer"),
        *("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"),
    )


def run(*command: str) -> None:
    """Run one of the programs to its end."""
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", check=False, timeout=60, **nobody()
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running_server() -> Iterator[Server]:
    """A server with an empty cluster; it ends with the context."""
    # Not pytest's own folder: another user has to get in.
    folder = Path(tempfile.mkdtemp(prefix="bviewer-postgresql-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        make_cluster(folder)
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


@pytest.fixture
def migrated_postgresql(postgresql_server: Server) -> Iterator[str]:
    """The URL of a database with all tables and no rows."""
    name = f"test{next(numbers)}"
    postgresql_server.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_server.template}")
    yield postgresql_server.url(name)
    postgresql_server.execute(f"DROP DATABASE {name} WITH (FORCE)")
