"""Asking without waiting."""

import threading
import time
from collections.abc import Iterator

import pytest

from bviewer.process.health_checks import NO_ANSWER, Probe, find_faults
from tests.processes import PATIENCE, wait_until


@pytest.fixture
def hung() -> Iterator[threading.Event]:
    """What a probe waits for; set at the end, lest its thread outlive the test."""
    event = threading.Event()
    yield event
    event.set()


def fail() -> None:
    raise OSError("no such thing")


def test_what_works_has_no_fault() -> None:
    assert find_faults({"one": Probe(lambda: None), "two": Probe(lambda: 0)}, 1) == {}


def test_what_fails_says_why() -> None:
    probes = {"good": Probe(lambda: None), "bad": Probe(fail)}
    assert find_faults(probes, 1) == {"bad": "no such thing"}


def test_a_fault_is_forgotten_when_it_is_over() -> None:
    faults = [OSError("no such thing")]

    def look() -> None:
        while faults:
            raise faults.pop()

    probe = Probe(look)
    assert find_faults({"it": probe}, 1) == {"it": "no such thing"}
    assert find_faults({"it": probe}, 1) == {}


def test_nobody_waits_for_what_hangs(hung: threading.Event) -> None:
    probes = {name: Probe(hung.wait) for name in ("one", "two", "three")}
    start = time.monotonic()
    assert set(find_faults(probes, 0.1).values()) == {NO_ANSWER}
    assert time.monotonic() - start < PATIENCE


def test_one_thread_hangs_however_often_one_asks(hung: threading.Event) -> None:
    asked: list[float] = []

    def look() -> None:
        asked.append(time.monotonic())
        hung.wait()

    probe = Probe(look)
    for _time in range(5):
        assert find_faults({"it": probe}, 0.01) == {"it": NO_ANSWER}
    wait_until(lambda: asked, "the question")
    assert len(asked) == 1
    hung.set()
    probe.fault(5)
    assert find_faults({"it": probe}, 5) == {}
