"""How many decode at once."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing.connection import Connection

import pytest

from bviewer.sandbox import places
from bviewer.sandbox.places import Places

FORK = multiprocessing.get_context("fork")


class FullError(Exception):
    """There is no place."""


def give_up() -> None:
    """Wait for no place."""
    raise FullError


def places_for(spare_mb: int, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Places on a machine that has so much memory to spare."""
    monkeypatch.setattr(places, "spare_mb", lambda: spare_mb)
    shared = Places()
    shared.share()
    return shared


def hold(shared: Places, pipe: Connection, *, patient: bool = False) -> None:
    """Take a place until told to leave it; one that is patient says that it waits."""
    with shared.taken(partial(pipe.send, "waits") if patient else give_up):
        pipe.send("taken")
        pipe.recv()
    pipe.send("left")
    pipe.recv()


@contextmanager
def taken_by_another(shared: Places, *, patient: bool = False) -> Iterator[tuple[int, Connection]]:
    """Have a forked process take a place, or wait for one if it is `patient`; yields its id, and
    what it does as it is told."""
    here, there = FORK.Pipe()
    process = FORK.Process(target=hold, args=(shared, there), kwargs={"patient": patient})
    process.start()
    try:
        assert here.recv() == ("waits" if patient else "taken")
        assert process.pid is not None
        yield process.pid, here
    finally:
        process.kill()
        process.join()


def is_free(shared: Places) -> bool:
    """Whether there is a place."""
    try:
        with shared.taken(give_up):
            return True
    except FullError:
        return False


def is_free_for_another(shared: Places) -> bool:
    """Whether there is a place for another process."""
    process = FORK.Process(target=lambda: os._exit(is_free(shared)))
    process.start()
    process.join()
    return process.exitcode == 1


def test_anybody_finds_a_place_where_none_are_shared() -> None:
    with Places().taken(give_up):
        pass


def test_processes_with_little_memory_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = places_for(256, monkeypatch)
    assert is_free(shared)
    with taken_by_another(shared) as (_process, other):
        assert not is_free(shared)
        other.send("leave")
        assert other.recv() == "left"
        assert is_free(shared)


def test_one_that_is_killed_leaves_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = places_for(256, monkeypatch)
    with taken_by_another(shared) as (process, _other):
        os.kill(process, signal.SIGKILL)
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        assert is_free(shared)


def test_as_many_as_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = places_for(1100, monkeypatch)
    with taken_by_another(shared):
        assert is_free(shared)
        with taken_by_another(shared):
            assert not is_free(shared)


def test_whoever_leaves_a_place_does_not_come_before_those_who_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = places_for(256, monkeypatch)
    with ExitStack() as waiting:
        with shared.taken(give_up):
            first, _pipe = waiting.enter_context(taken_by_another(shared, patient=True))
            waiting.enter_context(taken_by_another(shared, patient=True))
        assert not is_free(shared)
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        assert not is_free(shared), "another one waits"
    assert is_free(shared)


def test_whoever_waits_holds_on_to_what_is_waited_with(monkeypatch: pytest.MonkeyPatch) -> None:
    shared, said = places_for(256, monkeypatch), list[str]()
    monkeypatch.setattr(places, "_PAUSE", 0)
    with taken_by_another(shared) as (_process, other):

        def hold_on() -> None:
            if not said:
                other.send("leave")
            said.append("still here")

        with shared.taken(hold_on):
            assert said


def test_one_that_is_to_be_alone_waits_until_all_others_have_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = places_for(1100, monkeypatch)
    with taken_by_another(shared) as (_process, other):
        with pytest.raises(FullError), shared.taken(give_up, alone=True):
            pass
        assert is_free(shared)
        other.send("leave")
        assert other.recv() == "left"
        with shared.taken(give_up, alone=True):
            assert not is_free_for_another(shared)
        assert is_free_for_another(shared)
