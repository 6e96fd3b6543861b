"""How a crowd that tries passwords is turned away."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from typing import Any

import pytest

from bviewer.config.parsers import parse_networks
from bviewer.process import server
from bviewer.security.devices import new_device
from bviewer.views.crowd import MOST_TRIES
from tests.entrance import close_from_within
from tests.ports import HOST, free_port
from tests.processes import wait_until

SECRET = "a secret for tests that is long enough"
PREFIX = "/photos"
DOOR = f"{PREFIX}/login"


def visitor(number: int) -> dict[str, str]:
    """How a proxy hands on what a visitor sends."""
    return {"X-Forwarded-For": f"192.0.2.{number}"}


def known(number: int = 0, secret: str = SECRET, name: str = "anna") -> dict[str, str]:
    """What a browser sends in which somebody has signed in."""
    cookie = f"a=b; __Host-bv-device={new_device(secret, 1, name)}"
    return {**visitor(number), "Cookie": cookie}


class App:
    """Pages at once, and tries to sign in that take until their end."""

    def __init__(self) -> None:
        self.begun, self.end = threading.Semaphore(0), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            self.begun.release()
            self.end.wait(20)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"page"]


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def port(app: App) -> Iterator[int]:
    """Where a server listens behind a proxy that has one thread for all but tries to sign in."""
    port, proxies = free_port(), parse_networks(HOST)
    # As somebody may write it into an ini file.
    place = server.Place(HOST, port, 1, proxies, f"{PREFIX}/", SECRET)
    listening = server.listen(app, place)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield port
    app.end.set()
    close_from_within(listening)
    thread.join(10)
    for each in list(listening._map.values()):
        each.close()
    listening.task_dispatcher.shutdown()


def send(
    clients: ExitStack, port: int, method: str, path: str, headers: dict[str, str]
) -> HTTPConnection:
    """Ask for something, and do not wait for the answer."""
    client = clients.enter_context(closing(HTTPConnection(HOST, port, timeout=20)))
    client.request(method, path, headers=headers)
    return client


def test_few_tries_to_sign_in_are_let_in_and_all_others_told_at_once(app: App, port: int) -> None:
    with ExitStack() as clients:
        doors = [visitor, lambda number: known(name=f"person {number}")]
        inside = [
            send(clients, port, "POST", DOOR, door(number))
            for door in doors
            for number in range(MOST_TRIES)
        ]
        assert all(app.begun.acquire(timeout=20) for _ in doors)
        forged = known(MOST_TRIES, "a secret of somebody else")
        for path in (DOOR, "/" + DOOR, f"{PREFIX}/./login"):
            for headers in (visitor(MOST_TRIES), known(name="another"), forged):
                answer = send(clients, port, "POST", path, headers).getresponse()
                assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
                assert answer.headers["Cache-Control"] == "no-store"
                assert answer.read() == b"The gallery is busy. Please try again shortly.\n"
        # No page waits for that, nor does the form.
        for path in (f"{PREFIX}/", DOOR):
            assert send(clients, port, "GET", path, {}).getresponse().status == 200
        assert not app.begun.acquire(blocking=False)
        app.end.set()
        assert [each.getresponse().status for each in inside] == [200] * len(inside)
        wait_until(
            lambda: send(clients, port, "POST", DOOR, {}).getresponse().status == 200, "a place"
        )


def test_nobody_is_inside_twice_so_that_others_find_room(app: App, port: int) -> None:
    with ExitStack() as clients:
        inside = [send(clients, port, "POST", DOOR, each) for each in (visitor(1), known())]
        assert all(app.begun.acquire(timeout=20) for _ in inside)
        # An account is the same wherever it is and in however many browsers, and does not keep its
        # neighbours out; whoever forges a cookie is not known.
        forged = known(1, "a secret of somebody else")
        for headers in (visitor(1), known(2), known(3), forged):
            assert send(clients, port, "POST", DOOR, headers).getresponse().status == 503
        inside += [
            send(clients, port, "POST", DOOR, each) for each in (visitor(2), known(1, name="berta"))
        ]
        app.end.set()
        assert {each.getresponse().status for each in inside} == {200}


def test_nothing_that_came_behind_a_try_that_was_turned_away_is_done(app: App, port: int) -> None:
    with ExitStack() as clients:
        inside = send(clients, port, "POST", DOOR, visitor(1))
        assert app.begun.acquire(timeout=20)
        client = clients.enter_context(socket.create_connection((HOST, port), timeout=20))
        heads = (
            f"POST {path} HTTP/1.1\r\nHost: pub.test\r\nX-Forwarded-For: 192.0.2.1\r\n"
            "Content-Length: 0\r\n\r\n"
            for path in (DOOR, DOOR, f"{PREFIX}/other")
        )
        client.sendall("".join(heads).encode())
        received = b"".join(iter(lambda: client.recv(65536), b""))
        assert received.count(b"HTTP/1.1 ") == received.count(b"HTTP/1.1 503 ") == 1
        app.end.set()
        assert inside.getresponse().status == 200
        assert not app.begun.acquire(blocking=False)
