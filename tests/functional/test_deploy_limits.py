"""What nginx as shipped keeps from the application: too much at once, of one address or of all."""

import re
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.entrance import listening
from tests.functional.echo import echo
from tests.nginx import HOST, Ports, render, serving
from tests.processes import wait_until
from tests.site import HOST as GALLERY

GET = f"GET / HTTP/1.1\r\nHost: {GALLERY}\r\n\r\n".encode()
SCROLLED = 1000  # Requests at once, by somebody who scrolls through thumbnails.


@contextmanager
def limiting(run: Path, path: Path, application: Callable[..., Any]) -> Iterator[int]:
    """An nginx of its own, which has counted nothing yet; yields its port without TLS."""
    ports = Ports()
    configuration = render(run, run, run, [f"unix:{path}"], ports)
    with listening(application, unix_socket=str(path)), serving(configuration, ports.plain):
        yield ports.plain


def ask_at_once(port: int, number: int) -> list[tuple[int, str]]:
    """The statuses and headers of the answers to a number of requests, sent without waiting."""
    with socket.create_connection((HOST, port), timeout=20) as connection:
        connection.sendall(GET * (number - 1) + GET.replace(b"Host", b"Connection: close\r\nHost"))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    heads = re.findall(r"HTTP/1\.1 (\d+) .*?\r\n(.*?)\r\n\r\n", received.decode(), re.DOTALL)
    return [(int(status), headers) for status, headers in heads]


def test_one_address_has_many_requests_a_second_and_no_more(tmp_path: Path, short: Path):
    with limiting(tmp_path, short / "requests.sock", echo) as port:
        answers = [answer for _ in range(6) for answer in ask_at_once(port, 500)]
        assert len(answers) == 3000
        assert {status for status, _headers in answers[:SCROLLED]} == {200}
        refusals = [headers for status, headers in answers if status == 429]
        assert 0 < len(refusals) <= 3000 - SCROLLED
        for line in ("Retry-After: 5", "Cache-Control: no-store"):
            assert refusals[0].count(line) == 1
        assert "limiting" not in (tmp_path / "error.log").read_text()


def test_one_address_has_many_requests_at_a_time_and_no_more(tmp_path: Path, short: Path):
    with waiting(tmp_path, short / "connections.sock") as port, ExitStack() as clients:
        assert answered(clients, port, [GET] * 310, 10) == [b"HTTP/1.1 429"] * 10


LAST = "127.0.0.9"  # Another address.
TRY = GET.replace(b"GET /", b"POST /login")
SAME_TRY = TRY.replace(b"/login", b"//./login/")
NO_TRY = TRY.replace(b"/login", b"/login%20bv-device=")
TRY_OF_KNOWN = TRY.replace(b"Host", b"Cookie: a=b; __Host-bv-device=c\r\nHost")


def test_one_try_to_sign_in_of_an_address_at_a_time_keeps_no_other_out(tmp_path: Path, short: Path):
    neighbours = [f"127.0.0.{number}" for number in range(10, 18)]
    with waiting(tmp_path, short / "tries.sock") as port, ExitStack() as clients:
        # One of an address is inside, however it spells the path; another gets in all the same.
        assert set(answered(clients, port, [TRY, SAME_TRY] * 2, 3)) == {b"HTTP/1.1 429"}
        assert answered(clients, port, [TRY] * 2, 1, LAST) == [b"HTTP/1.1 429"]
        # Nobody beyond four.
        assert answered(clients, port, [TRY] * 3, 1, *neighbours) == [b"HTTP/1.1 503"]
        # Whoever is known has a place all the same, and so do pages, whatever they are called.
        assert answered(clients, port, [NO_TRY] * 8, 0) == []
        assert set(answered(clients, port, [TRY_OF_KNOWN] * 4, 3, LAST)) == {b"HTTP/1.1 429"}
        client = clients.enter_context(socket.create_connection((HOST, port), timeout=20))
        client.sendall(GET)
        # They have eight, for whoever forges what they send has a place for a moment as well.
        assert answered(clients, port, [TRY_OF_KNOWN] * 8, 1, *neighbours) == [b"HTTP/1.1 503"]
        assert select.select([client], [], [], 0)[0] == []
        assert not (tmp_path / "error.log").read_text()


@contextmanager
def waiting(run: Path, path: Path) -> Iterator[int]:
    """An nginx before an application that answers nobody meanwhile; yields its port."""
    end = threading.Event()

    def wait(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        end.wait(20)
        return echo(environ, start_response)

    with limiting(run, path, wait) as port:
        try:
            yield port
        finally:
            end.set()


def answered(
    clients: ExitStack, port: int, requests: list[bytes], number: int, *of: str
) -> list[bytes]:
    """Send requests of some addresses, a connection each; returns how those begin that are answered
    at once."""
    connections = []
    for request, address in zip(requests, cycle(of or [HOST]), strict=False):
        connection = socket.create_connection((HOST, port), timeout=20, source_address=(address, 0))
        client = clients.enter_context(connection)
        client.sendall(request)
        connections.append(client)
    wait_until(lambda: len(select.select(connections, [], [], 0)[0]) >= number, "refusals")
    return [client.recv(12) for client in select.select(connections, [], [], 0)[0]]
