"""Whose turn it is, and that requests are answered one after another."""

import threading

import pytest

from bviewer.process import turns
from bviewer.process.turns import LONGEST, PERIOD, InTurn, Turns


class Request:
    """A connection whose request takes until its end."""

    def __init__(self, visitor: str) -> None:
        self.visitor = visitor
        self.begun, self.end = threading.Event(), threading.Event()

    def service(self) -> None:
        """Be answered."""
        self.begun.set()
        self.end.wait(60)


def come(waiting: Turns, networks: str) -> None:
    """Have a request of each of these addresses wait."""
    for each in networks:
        waiting.add(Request(each))


def taken(waiting: Turns, number: int) -> str:
    """The addresses of so many that wait, as it is their turn."""
    return "".join(waiting.take().visitor for _ in range(number))


def test_it_is_the_turn_of_whoever_had_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(turns.time, "monotonic", lambda: now)
    waiting = Turns()
    come(waiting, "aaaab")
    assert taken(waiting, 5) == "abaaa"
    come(waiting, "aaba")
    assert taken(waiting, 4) == "baaa"
    now += PERIOD + 1
    come(waiting, "ab")
    assert taken(waiting, 2) == "ab"
    # Others who come anew all the time keep nobody waiting for long.
    come(waiting, "a")
    now += LONGEST
    come(waiting, "cd")
    assert taken(waiting, 3) == "acd"


def test_requests_are_answered_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "ALONE", 20)
    first, second, third = requests = [Request("a"), Request("a"), Request("b")]
    dispatcher = InTurn(len(requests))
    for each in requests:
        dispatcher.add_task(each)
        assert first.begun.wait(60)
    first.end.set()
    # Whoever had less comes first, although a thread waited for the other already.
    assert third.begun.wait(60)
    assert not second.begun.is_set()
    third.end.set()
    assert second.begun.wait(60)
    second.end.set()
    dispatcher.shutdown()


def test_nobody_waits_for_long_for_one_that_waits_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "ALONE", 0.001)
    first, second, third = requests = [Request("a"), Request("b"), Request("c")]
    dispatcher = InTurn(len(requests))
    for each in (first, second):
        dispatcher.add_task(each)
        assert each.begun.wait(60)
    # Nor does everybody who comes later: now it is the second that others wait for.
    monkeypatch.setattr(turns, "ALONE", 20)
    dispatcher.add_task(third)
    second.end.set()
    assert third.begun.wait(10)
    assert not first.end.is_set()
    for each in requests:
        each.end.set()
    dispatcher.shutdown()
