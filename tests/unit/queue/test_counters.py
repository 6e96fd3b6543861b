"""Counters of several processes."""

import os
import signal
from pathlib import Path

import pytest

from bviewer.queue.counters import (
    CACHE_HITS,
    COUNTERS,
    RENDERING_SECONDS,
    Counters,
    NoCounters,
    requests,
)
from tests.processes import wait_until


def in_a_fork(work: object) -> int:
    """Do something in a forked process; returns its id once it has ended."""
    process = os.fork()
    if process == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(process, 0)
    return process


def files(folder: Path) -> list[Path]:
    """The files of all processes."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_counted_is_there_for_others(tmp_path: Path) -> None:
    counters, others = Counters(tmp_path), Counters(tmp_path)
    counters.add(CACHE_HITS)
    counters.add(CACHE_HITS, 2)
    counters.add(RENDERING_SECONDS, 0.25)
    assert counters.totals() == others.totals()
    assert counters.totals()[CACHE_HITS] == 3
    assert counters.totals()[RENDERING_SECONDS] == 0.25
    assert list(counters.totals()) == list(COUNTERS)


def test_nothing_is_written_before_something_is_counted(tmp_path: Path) -> None:
    assert set(Counters(tmp_path / "new").totals().values()) == {0}
    NoCounters().add(CACHE_HITS)
    assert list(tmp_path.iterdir()) == []


def test_processes_are_added_up(tmp_path: Path) -> None:
    one, other = Counters(tmp_path), Counters(tmp_path)
    one.add(CACHE_HITS, 5)
    other.add(CACHE_HITS, 7)
    assert one.totals()[CACHE_HITS] == 12
    assert len(files(tmp_path)) == 2


def test_a_forked_process_counts_by_itself(tmp_path: Path) -> None:
    counters = Counters(tmp_path)
    counters.add(CACHE_HITS, 5)
    in_a_fork(lambda: counters.add(CACHE_HITS, 10))
    counters.add(CACHE_HITS)
    assert counters.totals()[CACHE_HITS] == 16


def test_a_child_that_counts_nothing_keeps_no_file(tmp_path: Path) -> None:
    counters = Counters(tmp_path)
    counters.add(CACHE_HITS, 5)
    in_a_fork(lambda: None)
    counters.add(CACHE_HITS)
    assert counters.totals()[CACHE_HITS] == 6
    assert len(files(tmp_path)) == 1


def test_the_file_of_a_process_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    marker = tmp_path / "counted"

    def count_and_wait() -> None:
        Counters(tmp_path / "counters").add(CACHE_HITS, 3)
        marker.touch()
        signal.pause()

    process = os.fork()
    if process == 0:
        count_and_wait()
    wait_until(marker.exists, "the other process")
    counters = Counters(tmp_path / "counters")
    counters.add(CACHE_HITS)
    assert len(files(tmp_path / "counters")) == 2
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)

    for _restart in range(3):
        successor = Counters(tmp_path / "counters")
        successor.add(CACHE_HITS)
        successor.close()
    assert counters.totals()[CACHE_HITS] == 7
    assert len(files(tmp_path / "counters")) == 2


def test_a_file_that_ends_early_counts_as_far_as_it_goes(tmp_path: Path) -> None:
    counters = Counters(tmp_path)
    counters.add(requests("page", "1xx"), 4)
    (file,) = files(tmp_path)
    assert file.stat().st_size == 8
    counters.add(COUNTERS[-1], 2)
    assert sum(Counters(tmp_path).totals().values()) == 6


def test_a_folder_that_cannot_be_written_to_keeps_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Counters(tmp_path / "file").add(CACHE_HITS)


def test_a_counter_nobody_knows_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Counters(tmp_path).add("nonsense")
