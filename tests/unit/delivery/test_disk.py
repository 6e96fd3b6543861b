"""A disk that does not answer keeps few requests waiting."""

from contextlib import ExitStack

import pytest

from bviewer.delivery.disk import AT_ONCE, Disk, DiskSilent
from bviewer.process.server import DEFAULT_THREADS


def test_few_wait_for_it_and_all_others_are_told():
    disk = Disk()
    for _ in range(2):
        with ExitStack() as waiting:
            for _ in range(AT_ONCE):
                waiting.enter_context(disk.asked())
            with pytest.raises(DiskSilent), disk.asked():
                pass


def test_who_is_told_of_something_else_waits_no_more():
    disk = Disk(1)
    for _ in range(2):
        with pytest.raises(FileNotFoundError), disk.asked():
            raise FileNotFoundError


def test_there_is_always_somebody_to_answer():
    assert AT_ONCE < DEFAULT_THREADS
