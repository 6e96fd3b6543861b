"""What slow and greedy clients may take of the server of laptops."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from typing import Any

import pytest

from bviewer.config.parsers import parse_networks
from bviewer.delivery.blocks import FileBlocks
from bviewer.delivery.ranges import ByteRange
from bviewer.process import connections, server
from tests.entrance import close_from_within
from tests.ports import HOST, free_port
from tests.processes import wait_until

THREADS = 2
SIZE = 40 * 1024 * 1024  # More than sockets keep.
PAGE = b"x" * 1_000_000
GET = b"GET %s HTTP/1.1\r\nHost: pub.test\r\n\r\n"


class App:
    """A page, a page of 40 MB, and a file as large; knows which of its files are closed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.closed = threading.Semaphore(0)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/long":
            start_response("200 OK", [("Content-Length", str(40 * len(PAGE)))])
            return iter([PAGE] * 40)
        if environ["PATH_INFO"] != "/file":
            start_response("200 OK", [("Content-Length", str(len(PAGE)))])
            return [PAGE]
        start_response("200 OK", [("Content-Length", str(SIZE))])
        return WatchedBlocks(self.file, self.closed)


class WatchedBlocks(FileBlocks):
    """A whole file that says when it is closed."""

    def __init__(self, file: Path, closed: threading.Semaphore) -> None:
        super().__init__(file.open("rb", buffering=0), ByteRange(0, SIZE))
        self._closed = closed

    def close(self) -> None:
        """Close it, and say so."""
        super().close()
        self._closed.release()


@pytest.fixture
def app(tmp_path: Path) -> App:
    file = tmp_path / "large.bin"
    with file.open("wb") as large:
        for number in range(SIZE // 4096):
            large.write(number.to_bytes(4, "big") * 1024)
    return App(file)


@pytest.fixture
def port(app: App, request: pytest.FixtureRequest) -> Iterator[int]:
    """Where the server listens, as `bviewer serve` has it; behind proxies if a test has some."""
    port, proxies = free_port(), getattr(request, "param", ())
    listening = server.listen(app, server.Place(HOST, port, THREADS, proxies))
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield port
    close_from_within(listening)
    thread.join(10)
    for each in list(listening._map.values()):
        each.close()
    listening.task_dispatcher.shutdown()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the next server lose its patience soon."""
    monkeypatch.setitem(server.OPTIONS, "channel_timeout", 1)
    monkeypatch.setattr(connections, "REQUEST_DEADLINE", 0.5)


class Clock:
    """The time of day as connections take it, which a test may move."""

    ahead = 0

    def time(self) -> float:
        """Return it."""
        return time.time() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the next server, and more patience with readers than a test moves it by."""
    clock = Clock()
    monkeypatch.setattr(connections, "time", clock)
    monkeypatch.setitem(server.OPTIONS, "channel_timeout", 1000)
    return clock


@contextmanager
def client(port: int, sent: bytes = b"") -> Iterator[socket.socket]:
    """A client that has sent something, and reads by itself."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.settimeout(20)
        connection.connect((HOST, port))
        connection.sendall(sent)
        yield connection


def ask(port: int, path: str = "/", **headers: str) -> tuple[int, bytes]:
    """Status and body of an answer to somebody else."""
    with closing(HTTPConnection(HOST, port, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def read_page(connection: socket.socket) -> None:
    """Read until the page is there."""
    received = b""
    while not received.endswith(PAGE):
        chunk = connection.recv(1024 * 1024)
        assert chunk, "the server has closed the connection"
        received += chunk


def read_to_end(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    received = []
    with suppress(ConnectionResetError):
        while chunk := connection.recv(1024 * 1024):
            received.append(chunk)
    return b"".join(received)


def spooled() -> list[str]:
    """Temporary files that this process has open; they have no names."""
    links = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            links.append(os.fspath(link.readlink()))
    return [link for link in links if link.endswith("(deleted)")]


def is_closed_while_dripping(connection: socket.socket) -> bool:
    """Send a byte now and then, until the server has enough."""
    connection.settimeout(0.05)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection.sendall(b"x")
            if connection.recv(100) == b"":
                return True
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            return True
    return False


def test_a_head_has_eight_kilobytes(port: int) -> None:
    assert ask(port, Cookie="x" * 7000)[0] == 200
    assert ask(port, Cookie="x" * 9000)[0] == 431


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "begun", [b"GET / HTTP/1.1\r\nX-Test: ", b"POST / HTTP/1.1\r\nContent-Length: 9000\r\n\r\n"]
)
def test_who_drips_a_request_is_cut_off(port: int, begun: bytes) -> None:
    with client(port, begun) as connection:
        assert is_closed_while_dripping(connection)


def test_a_second_request_has_as_much_time_as_the_first(clock: Clock, port: int) -> None:
    request = GET % b"/"
    with client(port, request) as connection:
        read_page(connection)
        clock.ahead += 25  # More than there is for a request.
        connection.sendall(request[:9])
        assert ask(port) == (200, PAGE)  # So the loop has looked at what was sent before.
        clock.ahead += 15
        assert ask(port) == (200, PAGE)
        connection.sendall(request[9:])
        read_page(connection)


def test_slow_readers_of_a_file_keep_no_thread_and_fill_no_disk(port: int) -> None:
    before = spooled()
    with ExitStack() as readers:
        slow = [readers.enter_context(client(port, GET % b"/file")) for _ in range(4 * THREADS)]
        assert all(reader.recv(1) for reader in slow)
        for _ in range(3):
            assert ask(port) == (200, PAGE)
        assert spooled() == before


def test_a_file_arrives_as_it_is(port: int, app: App) -> None:
    assert ask(port, "/file") == (200, app.file.read_bytes())
    assert app.closed.acquire(timeout=60)


def test_a_file_that_became_shorter_ends_the_connection(port: int, app: App) -> None:
    with client(port, GET % b"/file") as reader:
        assert reader.recv(1)
        os.truncate(app.file, 1000)
        assert len(read_to_end(reader)) < SIZE
    assert app.closed.acquire(timeout=60)
    assert ask(port) == (200, PAGE)


@pytest.mark.usefixtures("hasty")
def test_who_takes_nothing_of_a_file_is_cut_off(port: int, app: App) -> None:
    with client(port, GET % b"/file") as reader:
        assert app.closed.acquire(timeout=60)
        assert len(read_to_end(reader)) < SIZE


@pytest.mark.usefixtures("hasty")
def test_who_takes_nothing_of_a_long_page_keeps_no_thread_for_ever(port: int) -> None:
    with ExitStack() as readers:
        for _ in range(THREADS):
            assert readers.enter_context(client(port, GET % b"/long")).recv(1)
        # On a busy machine even who reads is late now and then.
        wait_until(lambda: is_read(port), "a thread for who reads")


def test_one_address_has_so_many_connections(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PER_ADDRESS", 3)
    with ExitStack() as clients:
        first = clients.enter_context(client(port, GET % b"/"))
        assert first.recv(1)
        for _ in range(2):
            assert clients.enter_context(client(port, GET % b"/")).recv(1)
        with client(port) as fourth:
            assert read_to_end(fourth) == b""
        first.close()
        wait_until(lambda: is_answered(port), "room for another connection")


@pytest.mark.parametrize("port", [parse_networks("127.0.0.0/8")], indirect=True)
def test_a_proxy_has_any_number_of_connections(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PER_ADDRESS", 1)
    with ExitStack() as clients:
        for _ in range(3):
            assert clients.enter_context(client(port, GET % b"/")).recv(1)


def is_read(port: int) -> bool:
    """Whether a page is answered whole."""
    with suppress(IncompleteRead):
        return ask(port) == (200, PAGE)
    return False


def is_answered(port: int) -> bool:
    """Whether there is room for a connection more."""
    with client(port, GET % b"/") as connection, suppress(ConnectionResetError):
        return connection.recv(1) == b"H"
    return False
