"""Whose turn it is, and how a crowd that tries passwords is turned away."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any

import pytest

from bviewer.process import server, turns
from bviewer.process.turns import PERIOD, Turns
from bviewer.views.crowd import MOST_TRIES
from tests.entrance import close_from_within
from tests.ports import HOST, free_port
from tests.processes import wait_until

PREFIX = "/photos"
DOOR = f"{PREFIX}/login"
KNOWN = {"Cookie": "a=b; __Host-bv-device=anything"}


def come(queue: Turns, networks: str) -> None:
    """Have a request of each of these addresses wait."""
    queue.extend(SimpleNamespace(network=each) for each in networks)


def taken(queue: Turns) -> str:
    """The addresses of all that wait, as it is their turn."""
    return "".join(queue.popleft().network for _ in range(len(queue)))


def test_it_is_the_turn_of_whoever_had_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(turns.time, "monotonic", lambda: now)
    queue = Turns()
    come(queue, "aaaab")
    assert taken(queue) == "abaaa"
    come(queue, "aaba")
    assert taken(queue) == "baaa"
    now += PERIOD + 1
    come(queue, "ab")
    assert taken(queue) == "ab"


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
    """Where a server listens that has one thread for all but tries to sign in."""
    port = free_port()
    listening = server.listen(app, server.Place(HOST, port, threads=1, url_prefix=PREFIX))
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
        doors: list[dict[str, str]] = [{}, KNOWN]
        inside = [
            send(clients, port, "POST", DOOR, headers)
            for headers in doors
            for _ in range(MOST_TRIES)
        ]
        assert all(app.begun.acquire(timeout=20) for _ in doors)
        for path in (DOOR, "/" + DOOR):
            for headers in doors:
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
