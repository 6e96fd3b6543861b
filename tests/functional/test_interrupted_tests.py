"""Ctrl-C while tests run, pressed once or impatiently: nothing that they have started goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import LONG, ROOT, children, is_alive, kill, wait_until

pytestmark = pytest.mark.soak

TESTS = ("headers", "processes", "queue_at_scale", "synced_files")
SERVERS = ("nginx", "redis-server", "postgres", "\0bviewer\0")


def descendants(process: int) -> set[int]:
    """Return all processes that a process and its children have started."""
    found = children(process)
    return {*found, *(below for child in found for below in descendants(child))}


def name(process: int) -> str:
    """Return the command line of a process."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):  # It may end while it is asked.
        return ""


def notice_ctrl_c() -> None:
    """As a program in the foreground does; those that a job in the background starts ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_leaves_nothing_running(tmp_path: Path, times: int) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    files = [f"tests/functional/test_{each}.py" for each in TESTS]
    with (tmp_path / "log").open("wb") as log:
        tests = subprocess.Popen(
            [*command, "--basetemp", tmp_path / "tests", *files],
            stdout=log,
            stderr=log,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=notice_ctrl_c,  # noqa: PLW1509 - the tests have no threads that hold locks.
        )
    started: set[int] = set()

    def all_are_there() -> bool:
        assert tests.poll() is None, (tmp_path / "log").read_text()
        started.update(descendants(tests.pid))
        names = [name(process) for process in started]
        return all(any(server in name for name in names) for server in SERVERS)

    try:
        wait_until(all_are_there, "servers of all kinds", LONG)
        for _ in range(times):
            started |= descendants(tests.pid)
            os.killpg(tests.pid, signal.SIGINT)
        tests.wait(LONG)
        wait_until(lambda: not any(map(is_alive, started)), "the end of all servers")
    finally:
        for process in (tests.pid, *started):
            kill(process)
        tests.wait(LONG)  # Else another test is warned of it.
