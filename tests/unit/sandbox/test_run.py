"""Whatever work does, the parent gets a result or an exception, in time, and no child is left."""

import ctypes
import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bviewer.renditions.errors import BrokenImage
from bviewer.sandbox import child, run
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.run import run_limited

MEGABYTE = 1024 * 1024


def inside(work, memory_mb=256, seconds=20):
    return run_limited(work, memory_mb, seconds)


def children():
    """Ids of this thread's child processes, dead or alive."""
    path = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return set(path.read_text(encoding="ascii").split())


def open_files():
    """What is open; pipes and sockets have names that do not come again."""
    names = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # The folder itself was open a moment ago.
            names.add(descriptor.readlink())
    return names


@pytest.fixture(autouse=True)
def _no_child_and_no_file_is_left():
    """What earlier tests left open may be closed meanwhile."""
    children_before, files_before = children(), open_files()
    yield
    assert children() == children_before
    assert open_files() <= files_before


class StubbornError(Exception):
    """Pickles well and comes back badly."""

    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


class TestResults:
    def test_a_result_comes_back_from_another_process(self):
        number, result = inside(lambda: (os.getpid(), {"pixels": b"\0\xff"}))
        assert result == {"pixels": b"\0\xff"}
        assert number != os.getpid()

    def test_nothing_the_work_changes_is_changed_here(self):
        seen = []
        inside(lambda: seen.append(1))
        assert seen == []

    def test_a_huge_result(self):
        assert inside(lambda: bytes(64 * MEGABYTE), memory_mb=512) == bytes(64 * MEGABYTE)

    def test_output_that_was_not_written_yet_is_not_written_twice(self):
        script = (
            "from bviewer.sandbox.run import run_limited;"
            "print('once', end=''); run_limited(lambda: 1, 64, 9)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
        assert done.stdout == b"once"


class TestExceptions:
    @pytest.mark.parametrize(
        "error",
        [
            BrokenImage("the file is empty"),
            OSError(errno.ENOSPC, "No space left on device", "/cache/x.jpg"),
            MemoryError("too much"),
            ValueError("wrong", 7),
            KeyboardInterrupt(),
            SystemExit(3),
        ],
    )
    def test_they_keep_type_and_message(self, error):
        def work():
            raise error

        with pytest.raises(type(error)) as caught:
            inside(work)
        assert type(caught.value) is type(error)
        assert str(caught.value) == str(error)
        assert getattr(caught.value, "errno", None) == getattr(error, "errno", None)

    def test_they_say_where_they_happened(self):
        def somewhere_deep():
            return 1 / 0

        with pytest.raises(ZeroDivisionError) as caught:
            inside(somewhere_deep)
        assert "somewhere_deep" in caught.value.__notes__[0]

    @pytest.mark.parametrize(
        "error", [StubbornError("this", "that"), type("Local", (Exception,), {})("x")]
    )
    def test_one_that_does_not_survive_the_journey_is_described(self, error):
        def work():
            raise error

        with pytest.raises(WorkStopped, match=f"it failed with {type(error).__name__}: {error}"):
            inside(work)

    def test_a_result_that_cannot_be_sent_is_an_error(self):
        with pytest.raises((WorkStopped, AttributeError, TypeError), match=r"pickle|lambda"):
            inside(lambda: lambda: 1)


class TestStops:
    @pytest.mark.parametrize("work", [lambda: time.sleep(60), lambda: any(iter(int, 1))])
    def test_sleeping_and_looping_for_ever_are_stopped_in_time(self, work):
        started = time.monotonic()
        with pytest.raises(WorkStopped, match=r"^it took longer than 0\.3 s$"):
            inside(work, seconds=0.3)
        assert time.monotonic() - started < 50

    def test_whoever_waits_for_it_is_called_again_and_again(self, monkeypatch):
        monkeypatch.setattr(run, "_LOOK_EVERY", 0)
        read_end, write_end = os.pipe()
        calls = []

        def hold_on():
            calls.append("still here")
            if len(calls) == 3:
                os.write(write_end, b"!")

        assert run_limited(lambda: os.read(read_end, 1), 256, 20, hold_on) == b"!"
        os.close(read_end)
        os.close(write_end)

    def test_a_loop_in_c_is_stopped(self):
        with pytest.raises(WorkStopped, match=r"longer than 0\.3 s"):
            inside(lambda: pow(3, 10**9), seconds=0.3)

    def test_a_decoder_that_crashes(self):
        with pytest.raises(WorkStopped, match=r"^the decoder crashed \(signal SIGSEGV\)$"):
            inside(lambda: ctypes.string_at(0))

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT, signal.SIGBUS])
    def test_a_child_that_was_killed(self, number):
        with pytest.raises(WorkStopped, match=f"signal {number.name}"):
            inside(lambda: os.kill(os.getpid(), number))

    def test_a_signal_without_a_name(self):
        with pytest.raises(WorkStopped, match="signal 40"):
            inside(lambda: os.kill(os.getpid(), 40))

    def test_a_child_that_used_up_its_processor_time_was_too_slow(self):
        with pytest.raises(WorkStopped, match="longer than 20 s"):
            inside(lambda: os.kill(os.getpid(), signal.SIGXCPU))

    def test_a_child_that_leaves_without_a_word(self):
        with pytest.raises(WorkStopped, match="without an answer"):
            inside(lambda: os._exit(1))

    def test_allocating_four_gigabytes_is_an_ordinary_error(self):
        with pytest.raises(MemoryError):
            inside(lambda: bytearray(4096 * MEGABYTE))

    def test_memory_taken_bit_by_bit_ends_as_well(self):
        def swell():
            taken = []
            while True:
                taken.append(bytes(600))

        with pytest.raises(MemoryError):
            inside(swell, memory_mb=64)

    def test_a_child_that_is_stopped_dead_is_still_killed(self):
        with pytest.raises(WorkStopped, match="longer than"):
            inside(lambda: os.kill(os.getpid(), signal.SIGSTOP), seconds=0.3)


class TestHalfAnAnswer:
    @pytest.fixture
    def cut_short(self, monkeypatch):
        def cut(then):
            def send(writer, answer):
                whole = child.HEADER.pack(len(answer)) + answer
                writer.write(whole[: len(whole) // 2])
                then()

            monkeypatch.setattr(child, "_send", send)

        return cut

    def test_a_child_killed_half_way(self, cut_short):
        cut_short(lambda: os.kill(os.getpid(), signal.SIGKILL))
        with pytest.raises(WorkStopped, match="SIGKILL"):
            inside(lambda: bytes(50_000))

    def test_a_child_that_falls_asleep_half_way(self, cut_short):
        cut_short(lambda: time.sleep(60))
        with pytest.raises(WorkStopped, match="longer than"):
            inside(lambda: bytes(50_000), seconds=0.3)

    def test_an_answer_cut_off_within_its_header(self, monkeypatch):
        monkeypatch.setattr(child, "_send", lambda writer, answer: writer.write(b"\0\0\0"))
        with pytest.raises(WorkStopped, match="without an answer"):
            inside(lambda: 1)


class TestParents:
    def test_a_system_that_has_no_process_left_says_so(self, monkeypatch):
        def refuse():
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

        monkeypatch.setattr(os, "fork", refuse)
        with pytest.raises(OSError, match="temporarily unavailable"):
            inside(lambda: 1)
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()

    def test_a_handler_that_raises_here_ends_the_child(self):
        class InterruptError(Exception):
            pass

        def interrupt(*_):
            raise InterruptError

        before = signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            with pytest.raises(InterruptError):
                inside(lambda: time.sleep(60))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def test_no_handler_of_the_parent_runs_in_the_child(self, monkeypatch):
        """A child that a handler threw out of its work would go on as a second parent."""
        parent, answer = os.getpid(), child.answer

        def interrupted(*args):
            os.kill(os.getpid(), signal.SIGUSR1)
            answer(*args)

        def handle(*_):
            os._exit(0) if os.getpid() != parent else None

        monkeypatch.setattr(child, "answer", interrupted)
        before = signal.signal(signal.SIGUSR1, handle)
        try:
            with pytest.raises(WorkStopped, match="SIGUSR1"):
                inside(lambda: 1)
        finally:
            signal.signal(signal.SIGUSR1, before)

    def test_a_daemon_process_may_use_it(self):
        context = multiprocessing.get_context("fork")
        queue = context.SimpleQueue()
        daemon = context.Process(target=lambda: queue.put(inside(lambda: 42)), daemon=True)
        daemon.start()
        daemon.join(60)
        assert not queue.empty()
        assert queue.get() == 42
        queue.close()
        daemon.close()

    @pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
    def test_threads_do_not_wait_for_each_other(self):
        read_end, write_end = os.pipe()
        slow = threading.Thread(target=lambda: inside(lambda: os.read(read_end, 1)))
        slow.start()
        assert [inside(lambda: 1) for _ in range(5)] == [1] * 5
        assert slow.is_alive()
        os.write(write_end, b"!")
        slow.join()
        os.close(read_end)
        os.close(write_end)

    def test_no_child_outlives_a_parent_that_was_killed(self):
        script = (
            "import os, time; from bviewer.sandbox.run import run_limited;"
            "run_limited(lambda: (print(os.getpid(), flush=True), time.sleep(60)), 64, 60)"
        )
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
            assert parent.stdout is not None
            number = int(parent.stdout.readline())
            parent.kill()
        deadline = time.monotonic() + 60
        while _is_alive(number) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not _is_alive(number)


def _is_alive(number):
    """Whether a process runs; one that died and was not reaped by its new parent does not."""
    try:
        state = (
            Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
        )
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
