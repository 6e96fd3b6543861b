"""A disk that does not answer keeps few requests waiting."""

from contextlib import ExitStack
from functools import partial

import pytest

from bviewer.delivery import disk as disk_module
from bviewer.delivery.disk import AT_ONCE, Disk, DiskSilent
from bviewer.process.server import DEFAULT_THREADS


def test_few_wait_for_it_and_all_others_are_told(monkeypatch):
    monkeypatch.setattr(disk_module, "LATELY", 0)
    disk = Disk()
    for _ in range(2):
        with ExitStack() as waiting:
            for _ in range(AT_ONCE):
                waiting.enter_context(disk.asked())
            with pytest.raises(DiskSilent), disk.asked():
                pass


def test_a_disk_that_is_slow_answers_all_of_them(monkeypatch):
    monkeypatch.setattr(disk_module, "PATIENCE", 0.01)
    disk, seen = Disk(1), []
    with ExitStack() as another:
        another.enter_context(disk.asked())
        monkeypatch.setattr("time.monotonic", partial(leave, another, seen))
        with disk.asked():
            assert seen, "it was waited for"


def leave(another, seen):
    """What time it is; the other one that asks is answered now."""
    seen.append("answered")
    another.pop_all().close()
    return 0


def test_who_is_told_of_something_else_waits_no_more():
    disk = Disk(1)
    for _ in range(2):
        with pytest.raises(FileNotFoundError), disk.asked():
            raise FileNotFoundError


def test_there_is_always_somebody_to_answer():
    assert AT_ONCE < DEFAULT_THREADS
