"""A crowd that tries to sign in: a few are looked at at a time, all others turned away at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from pyramid.request import Request
from pyramid.response import Response

from bviewer.security.cookies import profile
from bviewer.security.devices import new_device
from bviewer.views.crowd import MOST_TRIES, crowd_tween_factory

SECRET = "a secret for tests that is long enough"


def known(name: str = "anna", secret: str = SECRET) -> str:
    """The cookies of a browser in which somebody has signed in."""
    return f"x=y; bv-device={new_device(secret, 1, name)}"


class Door:
    """The tween before a handler that looks at whoever is let in until a test says so."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.end, self.inside = threading.Event(), threading.Semaphore(0)
        self._tween, self._threads = crowd_tween_factory(self._look, None), threads

    def _look(self, _request: Request) -> Response:
        self.inside.release()
        assert self.end.wait(20)
        return Response("looked at")

    def knock(
        self, path: str = "/login", cookie: str = "", method: str = "POST", of: int = 9
    ) -> Future:
        """Send a request, `of` somebody."""
        request = Request.blank(path, method=method, headers={"Cookie": cookie})
        request.remote_addr, request.bearer_token = f"192.0.2.{of}", None
        request.runtime = SimpleNamespace(settings=SimpleNamespace(secret=SECRET))
        request.device_cookie = profile("bv-device", secure=False, max_age=None).bind(request)
        return self._threads.submit(self._tween, request)

    def fill(self, *cookies: str) -> list[Future]:
        """As many as may be inside, of an address each."""
        let_in = [
            self.knock(cookie=cookie, of=number)
            for number, cookie in enumerate(cookies or [""] * MOST_TRIES)
        ]
        assert all(self.inside.acquire(timeout=20) for _ in let_in)
        return let_in


@pytest.fixture
def door() -> Iterator[Door]:
    """The door, which opens at the end."""
    with ThreadPoolExecutor(4 * MOST_TRIES) as threads:
        door = Door(threads)
        yield door
        door.end.set()


def test_a_few_tries_are_looked_at_and_all_others_are_turned_away_at_once(door: Door) -> None:
    let_in = door.fill()
    for path, cookie in (
        ("/login", ""),
        ("/a/../login", known(secret="a secret of somebody else")),
    ):
        answer = door.knock(path, cookie).result(20)
        assert (answer.status_int, answer.content_type) == (503, "text/plain")
        assert answer.headers["Retry-After"] == "2"
    assert not any(each.done() for each in let_in)
    door.end.set()
    assert {each.result(20).text for each in let_in} == {"looked at"}
    assert door.knock().result(20).text == "looked at"


def test_a_crowd_of_strangers_keeps_no_known_browser_out_and_no_page(door: Door) -> None:
    door.fill()
    let_in = door.fill(*(known(f"person {number}") for number in range(MOST_TRIES)))
    let_in += [door.knock(method="GET"), door.knock("/"), door.knock("/logout")]
    assert all(door.inside.acquire(timeout=20) for _ in range(3))
    assert door.knock(cookie=known()).result(20).status_int == 503
    door.end.set()
    assert {each.result(20).text for each in let_in} == {"looked at"}


def test_nobody_is_inside_twice(door: Door) -> None:
    door.fill("", known())
    assert door.knock(of=0).result(20).status_int == 503
    # Nor any account, in another browser.
    assert door.knock(cookie=known()).result(20).status_int == 503


def test_a_try_that_fails_leaves_its_place(door: Door) -> None:
    def fail(_request: Request) -> Response:
        raise ValueError

    door._tween = crowd_tween_factory(fail, None)
    for _ in range(2 * MOST_TRIES):
        assert isinstance(door.knock().exception(20), ValueError)
