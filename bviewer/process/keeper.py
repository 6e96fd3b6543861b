"""The worker that runs beside a server: forked off it once, and started anew if it was killed.

A process that is forked off shares the memory of all that the server has imported, and is there at
once. It must be forked before there are threads, which may hold anything at the time. Later there
are threads: a worker that takes the place of a killed one is a program of its own.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from bviewer.config.settings import SettingsError
from bviewer.process.work import work
from bviewer.sandbox.child_process import end_with_parent
from bviewer.security.redaction import without_passwords

log = logging.getLogger(__name__)

STOP_TIMEOUT = 10  # Seconds; a worker that is told to end needs less.
HURRY = 3  # Seconds; one that is told twice puts the tasks at hand back, and needs less.
RESTART_DELAY = 2  # Seconds.
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}


class Process(Protocol):
    """A process that can be waited for and ended."""

    def wait(self) -> int:
        """Return its exit code, once it has ended."""

    def terminate(self) -> None:
        """Tell it to end."""

    def kill(self) -> None:
        """End it."""


class ForkedWorker:
    """A worker that is forked off this process, with a session of its own."""

    def __init__(self, ini: str, workers: int) -> None:
        target, args = run_forked, (ini, workers, os.getpid())
        self._process = get_context("fork").Process(target=target, args=args, name="worker")

    def fork(self) -> None:
        """Start it. Signals wait until the child has parted from our terminal, and come here."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def wait(self) -> int:
        """Return its exit code, once it has ended."""
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode

    def terminate(self) -> None:
        """Tell it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it, if it was started."""
        if self._process.pid is not None:
            self._process.kill()


def run_forked(ini: str, workers: int, parent: int) -> None:
    """Be the worker, in the process that was forked off the server."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(parent, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    logging.getLogger("huey").setLevel(logging.WARNING)
    try:
        work(Path(ini), workers, parent)
    except (SettingsError, OSError) as error:
        log.error("%s", without_passwords(str(error)))
        sys.exit(1)


@contextmanager
def worker_process(ini: str, workers: int) -> Iterator[None]:
    """Run `workers` worker processes meanwhile; none if there are to be none."""
    if not workers:
        yield
        return
    first = ForkedWorker(ini, workers) if may_fork() else None
    keeper = WorkerKeeper(ini, workers, first)
    try:
        if first is not None:
            first.fork()
        keeper.start()
        yield
    finally:
        keeper.stop()


def may_fork() -> bool:
    """Return whether this process has no threads yet; it has with `pserve --reload`."""
    return threading.active_count() == 1


class WorkerKeeper(threading.Thread):
    """Keeps a worker running: one that was killed is started again.

    The worker has a session of its own, so that Ctrl-C reaches it once, through us. It ends with
    this thread, which lives as long as the server.
    """

    def __init__(self, ini: str, workers: int, first: Process | None = None) -> None:
        """`first` runs before this thread does, if there is one."""
        super().__init__(daemon=True, name="worker-keeper")
        # -P: what lies in the folder we are started in is none of our modules.
        self._command = [sys.executable, "-P", "-m", "bviewer", "worker", ini]
        self._command += ["--workers", str(workers), "--with-parent", str(os.getpid())]
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._process: Process | None = first
        self._is_first = first is not None

    def run(self) -> None:
        """Start the worker, again and again, until we stop."""
        while not self._stopping.is_set():
            try:
                outcome = f"ended with code {self.run_once()}"
            except OSError as error:
                outcome = f"cannot be started: {error}"
            if not self._stopping.wait(RESTART_DELAY):
                log.error("the worker %s; starting it again", outcome)

    def run_once(self) -> int:
        """Run the worker to its end, unless we stop already; returns its exit code."""
        if self._is_first:
            assert self._process is not None
            self._is_first = False
            return self._process.wait()
        with self._starting:
            if self._stopping.is_set():
                return 0
            self._process = subprocess.Popen(  # noqa: S603 - our own program.
                self._command, stdin=subprocess.DEVNULL, start_new_session=True
            )
        return self._process.wait()

    def stop(self) -> None:
        """Let the tasks at hand finish, but not for ever: a lost one is recovered later."""
        with self._starting:
            self._stopping.set()
        if self._process is None:
            return
        if self.ident is None:  # Interrupted while the first was forked: it has no task yet.
            self._process.kill()
            return
        self._process.terminate()
        try:
            self.join(STOP_TIMEOUT)
        except BaseException:  # Somebody pressed Ctrl-C again.
            self._process.terminate()
            self.join(HURRY)
            raise
        finally:
            self._process.kill()
            self.join()
