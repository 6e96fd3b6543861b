"""Processes end with the one that started them, however that one ended."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bviewer.sandbox import child_process as module

# Starts a child that binds itself to this process, or to the one that is named, and hands it its
# output: as long as anybody lives who could write, the reader does not come to an end.
PARENT = """
import os, subprocess, sys
parent = sys.argv[3] if len(sys.argv) > 3 else str(os.getpid())
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2], parent])
print("exit code", child.wait(), flush=True)
"""

CHILD = """
import runpy, signal, sys, time
end_with_parent = runpy.run_path(sys.argv[1])["end_with_parent"]
end_with_parent(int(sys.argv[2]), signal.SIGTERM)
print("bound", flush=True)
time.sleep(60)
"""


def start(*parent: str) -> subprocess.Popen[str]:
    """Start a parent and its child, which binds itself to the process `parent`."""
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD, str(Path(module.__file__)), *parent],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_child_ends_when_its_parent_is_killed(number: signal.Signals) -> None:
    with start() as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "bound\n"
        parent.send_signal(number)
        rest, _ = parent.communicate(timeout=30)
        assert rest == ""


def test_child_whose_parent_was_gone_already_ends_at_once() -> None:
    nobody = "1"  # Not who started it, as if that one was killed in between.
    with start(nobody) as parent:
        output, _ = parent.communicate(timeout=30)
        assert output == "exit code 1\n"
