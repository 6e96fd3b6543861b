"""Files that change while a real server sends them to a slow client."""

import os
import re
import socket
import time
from contextlib import contextmanager

import pytest

from tests.unit.delivery.serving import HOST, fetch, original_url, running_server

MEBIBYTE = 1024 * 1024
SIZE = 40 * MEBIBYTE  # More than the server and the sockets between keep in memory.


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def server(library):
    with running_server(library, library) as server:
        yield server


@pytest.fixture
def large(library):
    """Every block differs from every other, so that a wrong offset shows."""
    path = library / "large.jpg"
    with path.open("wb") as file:
        for number in range(SIZE // 4096):
            file.write(number.to_bytes(4, "big") * 1024)
    yield path
    path.unlink()


class SlowClient:
    """Has asked for a file, and reads no more than it is told to."""

    def __init__(self, connection, path):
        self.connection = connection
        request = f"GET {original_url('direct', path.name)} HTTP/1.1\r\nHost: pub.test\r\n\r\n"
        connection.sendall(request.encode())
        self.received = b""
        while b"\r\n\r\n" not in self.received:
            self.received += connection.recv(65536)
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        self.promised = int(re.search(rb"Content-Length: (\d+)", head)[1])

    def drain(self, wanted=SIZE, seconds=60):
        """Read until everything is there or the server closes; how long that took, in seconds."""
        chunks, missing = [], wanted - len(self.received)
        started = time.monotonic()
        self.connection.settimeout(seconds)
        while missing > 0 and (chunk := self.connection.recv(MEBIBYTE)):
            chunks.append(chunk)
            missing -= len(chunk)
            assert time.monotonic() - started < seconds
        self.received += b"".join(chunks)
        return time.monotonic() - started


@contextmanager
def slow_client(server, path):
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.settimeout(60)  # A hang is longer than any load.
        connection.connect((HOST, server.port))
        yield SlowClient(connection, path)


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def cpu_share(server, seconds=0.4):
    """The part of one core that the server uses from now on."""
    before, started = server.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return (server.cpu_seconds() - before) / (time.monotonic() - started)


def is_open(server, path):
    return any(str(path) in link for link in server.open_files())


@pytest.mark.parametrize("moment", ["at once", "when the server waits for the client"])
def test_a_file_truncated_while_sent_closes_the_connection(server, large, moment):
    before = large.read_bytes()
    with slow_client(server, large) as client:
        if moment != "at once":
            wait_until(lambda: cpu_share(server, 0.1) < 0.01)
        os.truncate(large, MEBIBYTE)
        assert client.promised == SIZE
        client.drain()
        assert MEBIBYTE <= len(client.received) < SIZE
        assert before.startswith(client.received)
        wait_until(lambda: cpu_share(server) < 0.1)
        assert not is_open(server, large)


def test_a_client_that_stops_reading_a_truncated_file_costs_nothing(server, large):
    with slow_client(server, large):
        os.truncate(large, MEBIBYTE)
        wait_until(lambda: cpu_share(server) < 0.1)
    wait_until(lambda: not is_open(server, large))


def test_a_file_replaced_while_sent_arrives_as_it_was(server, large):
    before = large.read_bytes()
    with slow_client(server, large) as client:
        other = large.with_name("other")
        other.write_bytes(b"new" * MEBIBYTE)
        other.replace(large)
        client.drain()
        assert client.received == before


def test_resuming_a_replaced_file_gets_the_whole_new_one(server, large):
    url = original_url("direct", large.name)
    resume = {"Range": "bytes=100-", "If-Range": fetch(server.port, url).headers["ETag"]}
    assert fetch(server.port, url, headers=resume).status == 206
    other = large.with_name("other")
    other.write_bytes(b"new" * 100)
    other.replace(large)

    answer = fetch(server.port, url, headers=resume)

    assert (answer.status, answer.body) == (200, b"new" * 100)


def test_a_client_that_disconnects_has_the_file_closed(server, large):
    with slow_client(server, large):
        wait_until(lambda: is_open(server, large))
    wait_until(lambda: not is_open(server, large))
    wait_until(lambda: cpu_share(server) < 0.1)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("HEAD", {}, 200),
        ("GET", {"If-None-Match": "*"}, 304),
        ("GET", {"Range": "bytes=-"}, 416),
        ("GET", {"If-Match": '"other"'}, 412),
    ],
)
def test_an_answer_without_a_body_leaves_no_file_open(server, large, method, headers, status):
    answer = fetch(server.port, original_url("direct", large.name), method, headers)

    assert (answer.status, answer.body) == (status, b"")
    wait_until(lambda: not is_open(server, large))


def test_an_empty_file_is_not_found(server, large):
    os.truncate(large, 0)
    assert fetch(server.port, original_url("direct", large.name)).status == 404
