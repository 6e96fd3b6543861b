"""What tests start ends with them."""

import signal
import subprocess
import sys

import pytest

from tests.processes import ROOT, is_alive, kill, wait_until

STARTING = """
import signal, sys
from tests.lifetimes import start
# A shell has what it starts in the background ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
program = start(["sleep", "600"], signal.SIGTERM)
print(program.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_program_ends_with_whoever_has_started_it(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    ) as tests:
        assert tests.stdout is not None
        program = int(tests.stdout.readline())
        try:
            assert is_alive(program)
            tests.send_signal(number)
            wait_until(lambda: not is_alive(program), "the end of the program")
        finally:
            kill(program)
