"""Real processes of bviewer, and how tests look at them: over HTTP, and from the outside."""

import ctypes
import os
import secrets
import signal
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from tests.lifetimes import start

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # Seconds after which a test gives up waiting.
LONG = 120  # Seconds for hundreds of jobs.
MARK = "BVIEWER_TEST"
IN_OPEN = 0x20  # From Linux's inotify(7).


def wait_until(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> None:
    """Wait until something is so, but not for ever."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(process: int) -> list[int]:
    """The processes that a process has started, the oldest first."""
    found = []
    with suppress(FileNotFoundError, ProcessLookupError):  # It may end while it is asked.
        for file in Path(f"/proc/{process}/task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):  # So may each of its threads.
                found += [int(word) for word in file.read_text().split()]
    return sorted(found)


def kill(process: int) -> None:
    """Kill a process with -9, if it is still there."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: Message
    body: bytes


class Program:
    """A command that runs until it is stopped, and every process it ever starts.

    All of them carry a mark in their environment. So they are found, and ended, also when the one
    that started them is gone.
    """

    def __init__(self, command: list[str], folder: Path, port: int = 0) -> None:
        """`folder` takes the log and is the (empty) home directory."""
        self.port = port
        self.mark = secrets.token_hex(8)
        self.home = folder / f"home-{self.mark}"
        self.home.mkdir(parents=True)
        self._log = folder / f"log-{self.mark}"
        unwanted = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "XDG_DATA_HOME"}
        environment = {name: value for name, value in os.environ.items() if name not in unwanted}
        with self._log.open("wb") as log:
            self.process = start(
                command,
                signal.SIGTERM,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={**environment, "HOME": str(self.home), MARK: self.mark},
            )
        self.pid = self.process.pid

    @property
    def log(self) -> str:
        """What it and all of its processes have said so far."""
        return self._log.read_text()

    def wait_for_log(self, text: str, patience: float = PATIENCE) -> None:
        """Wait until it says something."""

        def is_said() -> bool:
            assert self.process.poll() is None or text in self.log, f"it ended:\n{self.log}"
            return text in self.log

        wait_until(is_said, f"{text!r} in the log", patience)

    @property
    def processes(self) -> set[int]:
        """The ids of all its processes that live, whoever their parent is by now."""
        found = set()
        for file in Path("/proc").glob("[0-9]*/environ"):
            try:
                if f"{MARK}={self.mark}".encode() in file.read_bytes().split(b"\0"):
                    found.add(int(file.parent.name))
            except OSError:
                continue
        return {process for process in found if is_alive(process)}

    def wait_for_end_of_all(self, patience: float = PATIENCE) -> None:
        """Wait until no process is left."""
        wait_until(lambda: not self.processes, "the end of all processes", patience)

    def interrupt(self) -> int:
        """Press Ctrl-C, which reaches all processes of the terminal; returns the exit code."""
        os.killpg(self.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """End what is left."""
        for process in self.processes:
            kill(process)
        self.process.wait(PATIENCE)

    # A server and its workers.

    @property
    def server(self) -> int:
        """The process that serves; `make` is only its parent."""
        is_make = Path(f"/proc/{self.pid}/comm").read_text().strip() == "make"
        return children(self.pid)[0] if is_make else self.pid

    @property
    def consumer(self) -> int | None:
        """The process in charge of the workers."""
        return next(iter(children(self.server)), None)

    @property
    def workers(self) -> list[int]:
        """The processes that the consumer has started: those that run tasks."""
        consumer = self.consumer
        return [] if consumer is None else children(consumer)

    def get(self, path: str) -> Answer:
        """Ask the server for something."""
        return self.ask("GET", path, {})

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> Answer:
        """Send a request to the server."""
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def wait_for(self, path: str, status: int = 200) -> Answer:
        """Ask again and again until the answer has this status."""
        wait_until(lambda: self.get(path).status == status, f"{status} for {path}")
        return self.get(path)


@contextmanager
def running(command: list[str], folder: Path, port: int = 0) -> Iterator[Program]:
    """Run a command, and leave none of its processes behind."""
    program = Program(command, folder, port)
    try:
        yield program
    finally:
        program.close()


def bviewer(*arguments: object) -> list[str]:
    """The command line of bviewer."""
    return [sys.executable, "-m", "bviewer", *map(str, arguments)]


class OpenCounter:
    """Counts how often the files of a folder are opened, by whomever."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        watch = libc.inotify_add_watch(self._descriptor, os.fsencode(folder), IN_OPEN)
        assert watch >= 0, os.strerror(ctypes.get_errno())

    def count(self) -> Counter[str]:
        """How often each name was opened since the last count."""
        counts: Counter[str] = Counter()
        while events := self._read():
            while events:
                _watch, _mask, _cookie, length = struct.unpack_from("iIII", events)
                counts[events[16 : 16 + length].rstrip(b"\0").decode()] += 1
                events = events[16 + length :]
        del counts[""]  # The folder itself.
        return counts

    def close(self) -> None:
        """Stop counting."""
        os.close(self._descriptor)

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, 1 << 20)
        except BlockingIOError:
            return b""
