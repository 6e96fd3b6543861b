"""What a child process gives up before it works. Seen from inside, through the sandbox."""

import errno
import mmap
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bviewer.sandbox import child
from bviewer.sandbox.child import HEADER, answer_length
from bviewer.sandbox.child_process import end_with_parent
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.run import run_limited

MEGABYTE = 1024 * 1024


def inside(work, memory_mb=256, seconds=20):
    return run_limited(work, memory_mb, seconds)


def take(megabytes):
    """Take so much memory from the system, whatever lies about that was used before."""
    mmap.mmap(-1, megabytes * MEGABYTE).close()


class TestAnswerLength:
    def test_it_is_not_known_before_the_header_is_there(self):
        assert answer_length(b"") is None
        assert answer_length(HEADER.pack(5)[:-1]) is None

    def test_it_counts_the_header(self):
        assert answer_length(bytearray(HEADER.pack(5) + b"ab")) == HEADER.size + 5


class TestLimits:
    def test_pages_come_before_renditions(self):
        assert inside(lambda: os.nice(0)) == min(19, os.nice(0) + 10)

    def test_a_crash_leaves_no_core_file(self):
        assert inside(lambda: resource.getrlimit(resource.RLIMIT_CORE))[0] == 0

    def test_time_of_the_processor_is_limited_a_little_later_than_time(self):
        assert inside(lambda: resource.getrlimit(resource.RLIMIT_CPU)[0], seconds=7.5) == 9

    def test_the_kernel_ends_it_before_any_other_if_memory_runs_out(self):
        assert inside(Path("/proc/self/oom_score_adj").read_text) == "1000\n"
        assert Path("/proc/self/oom_score_adj").read_text() != "1000\n"

    def test_there_is_no_more_memory_than_the_machine_has_to_spare(self, monkeypatch):
        inside(lambda: take(100))
        monkeypatch.setattr(child, "spare_mb", lambda: 64)
        with pytest.raises(OSError, match="Cannot allocate memory"):
            inside(lambda: take(100))

    def test_files_are_limited_however_many_the_parent_has_open(self):
        def open_many():
            opened = []
            try:
                while len(opened) < 1000:
                    opened.append(os.open("/dev/null", os.O_RDONLY))
            except OSError:
                return len(opened)
            return None

        held = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
        try:
            assert 32 <= inside(open_many) <= 200
        finally:
            for descriptor in held:
                os.close(descriptor)

    def test_memory_is_counted_from_what_the_parent_has(self):
        held = bytearray(300 * MEGABYTE)
        inside(lambda: take(50), memory_mb=100)
        with pytest.raises(OSError, match="Cannot allocate memory"):
            inside(lambda: take(120), memory_mb=100)
        assert len(held) > 0

    def test_a_lower_hard_limit_is_kept(self):
        def work():
            soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
            most = child._highest_descriptor() + 20
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
            limits = run_limited(lambda: resource.getrlimit(resource.RLIMIT_NOFILE), 64, 10)
            return limits, most, soft

        limits, most, soft = inside(work)
        assert limits == (most, most)
        assert soft > most


def test_limits_that_cannot_be_set_are_an_error_of_the_system(monkeypatch):
    def refuse():
        raise PermissionError(errno.EACCES, "Permission denied", "/proc/self/fd")

    monkeypatch.setattr(child, "_highest_descriptor", refuse)
    with pytest.raises(PermissionError, match="/proc/self/fd"):
        inside(lambda: 1)


def test_a_child_whose_parent_is_gone_already_does_nothing():
    with pytest.raises(WorkStopped, match="without an answer"):
        inside(lambda: end_with_parent(os.getpid(), signal.SIGKILL))


class TestSignals:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_stop_that_reaches_all_processes_is_left_to_the_parent(self, number):
        def work():
            os.kill(os.getpid(), number)
            return "done"

        assert inside(work) == "done"

    def test_handlers_and_masks_of_the_parent_are_forgotten(self):
        def work():
            blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
            return signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL, blocked

        before = signal.signal(signal.SIGUSR1, lambda *_: None)
        try:
            assert inside(work) == (True, set())
        finally:
            signal.signal(signal.SIGUSR1, before)


def test_what_decoders_print_goes_nowhere(capfd):
    def work():
        os.write(2, b"TIFFReadDirectory: Warning, ...")
        os.system("echo and what they start >&2")
        return os.fstat(2).st_rdev

    assert inside(work) == Path("/dev/null").stat().st_rdev
    os.write(2, b"the parent speaks")
    assert capfd.readouterr().err == "the parent speaks"


def test_a_child_without_any_error_output_works():
    script = (
        "import os; os.close(2); from bviewer.sandbox.run import run_limited;"
        "print(run_limited(lambda: 'done', 64, 9))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"done\n"
