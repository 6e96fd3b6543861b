"""How long a child is waited for, as the kernel tells what it does."""

from pathlib import Path

import pytest

from bviewer.sandbox import patience
from bviewer.sandbox.patience import Patience

CHILD = 4711
SECOND = 1_000_000_000  # Nanoseconds.


class Kernel:
    """A clock, and a child with threads that run, sleep or wait for a processor meanwhile."""

    def __init__(self, processes: Path) -> None:
        self.folder = processes / str(CHILD) / "task"
        self.now = 1000.0
        self.waits: dict[int, int] = {}
        self.pass_by(0, {CHILD: 0})

    def pass_by(self, seconds: float, waiting: dict[int, float]) -> None:
        """Let so many seconds pass, in which threads wait for so many."""
        self.now += seconds
        for thread, waited in waiting.items():
            self.waits[thread] = self.waits.get(thread, 0) + int(waited * SECOND)
            file = self.folder / str(thread) / "schedstat"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"12345 {self.waits[thread]} 67\n")

    def end(self, thread: int) -> None:
        """Let a thread end."""
        (self.folder / str(thread) / "schedstat").unlink()
        (self.folder / str(thread)).rmdir()


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """What the kernel tells."""
    kernel = Kernel(tmp_path)
    monkeypatch.setattr(patience, "_PROCESSES", tmp_path)
    monkeypatch.setattr("time.monotonic", lambda: kernel.now)
    return kernel


def test_time_in_which_a_child_runs_or_sleeps_counts(kernel: Kernel) -> None:
    waiting = Patience(CHILD, 60)
    kernel.pass_by(45, {CHILD: 0})
    assert waiting.left() == pytest.approx(15)
    kernel.pass_by(15, {CHILD: 0})
    assert waiting.left() == pytest.approx(0)


def test_time_in_which_it_waits_for_a_processor_does_not(kernel: Kernel) -> None:
    kernel.pass_by(30, {CHILD: 30})  # Before anybody waited for it.
    waiting = Patience(CHILD, 60)
    for _minute in range(5):
        kernel.pass_by(60, {CHILD: 54})
        waiting.left()
    assert waiting.left() == pytest.approx(30)
    kernel.pass_by(30, {CHILD: 0})
    assert waiting.left() == pytest.approx(0)


def test_threads_that_wait_for_a_processor_while_another_waits_for_them(kernel: Kernel) -> None:
    waiting = Patience(CHILD, 60)
    kernel.pass_by(50, {CHILD: 0, CHILD + 1: 40, CHILD + 2: 5})
    assert waiting.left() == pytest.approx(55)
    kernel.end(CHILD + 1)
    kernel.pass_by(10, {CHILD: 0})
    assert waiting.left() == pytest.approx(45)


def test_no_time_is_given_for_threads_that_wait_at_once(kernel: Kernel) -> None:
    waiting = Patience(CHILD, 60)
    kernel.pass_by(10, {CHILD: 10, CHILD + 1: 10, CHILD + 2: 10})
    assert waiting.left() == pytest.approx(60)
    kernel.pass_by(20, {CHILD: 0})
    assert waiting.left() == pytest.approx(40), "they have not waited in advance"


def test_all_time_counts_where_the_kernel_tells_nothing(
    tmp_path: Path, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_PROCESSES", tmp_path / "nothing")
    waiting = Patience(CHILD, 60)
    kernel.pass_by(40, {CHILD: 40})
    assert waiting.left() == pytest.approx(20)
