"""The worker beside a server: forked once, started again, stopped."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from bviewer.process import keeper as module
from bviewer.process.keeper import ForkedWorker, WorkerKeeper, worker_process
from tests.processes import PATIENCE, wait_until


@pytest.fixture
def fake_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder; each worker that is started leaves a file there named by its process id.

    The first of them ends at once, the others when they are told to.
    """
    monkeypatch.setattr(module, "RESTART_DELAY", 0.05)
    monkeypatch.setattr(module, "may_fork", lambda: False)
    script = """
import os, signal, sys, time
folder = sys.argv[1]
first = not os.listdir(folder)
open(os.path.join(folder, str(os.getpid())), "w").close()
time.sleep(0 if first else 60)
sys.exit(7)
"""
    folder = tmp_path / "started"
    folder.mkdir()
    command = [sys.executable, "-c", script, str(folder)]
    original = WorkerKeeper.__init__

    def init(keeper: WorkerKeeper, *arguments: object) -> None:
        original(keeper, *arguments)
        keeper._command = command

    monkeypatch.setattr(WorkerKeeper, "__init__", init)
    return folder


def test_worker_that_ended_is_started_again_with_a_line_in_the_log(
    fake_worker: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with worker_process("some.ini", 1):
        wait_until(lambda: len(list(fake_worker.iterdir())) == 2, "a second worker")
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["the worker ended with code 7; starting it again"]


def test_worker_is_gone_when_the_server_is(fake_worker: Path) -> None:
    with worker_process("some.ini", 1):
        wait_until(lambda: len(list(fake_worker.iterdir())) == 2, "a second worker")
        processes = [int(file.name) for file in fake_worker.iterdir()]
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_worker_that_does_not_listen_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_TIMEOUT", 0.2)
    keeper = WorkerKeeper("some.ini", 1)
    ready = tmp_path / "ready"
    script = (
        "import pathlib, signal, sys, time;"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    )
    keeper._command = [sys.executable, "-c", script, str(ready)]
    keeper.start()
    wait_until(ready.exists, "the worker")
    keeper.stop()
    assert keeper._process is not None
    assert keeper._process.returncode == -signal.SIGKILL


def test_worker_that_cannot_be_started_is_said_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "RESTART_DELAY", 0.02)
    keeper = WorkerKeeper("some.ini", 1)
    keeper._command = ["/no/such/program"]
    keeper.start()
    wait_until(lambda: len(caplog.records) >= 2, "two tries")
    keeper.stop()
    keeper.join(PATIENCE)
    assert not keeper.is_alive()
    assert "the worker cannot be started: " in caplog.records[0].getMessage()
    assert caplog.records[0].levelno == logging.ERROR


def test_worker_is_told_again_when_somebody_presses_ctrl_c_again_and_may_clean_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = WorkerKeeper("some.ini", 1)
    ready, told, clean = (tmp_path / name for name in ("ready", "told", "clean"))
    script = """
import pathlib, signal, sys, time
def stop(*args):
    signal.signal(signal.SIGTERM, stop_again)
    pathlib.Path(sys.argv[3]).touch()
def stop_again(*args):
    time.sleep(0.2)
    pathlib.Path(sys.argv[2]).touch()
    sys.exit()
signal.signal(signal.SIGTERM, stop)
pathlib.Path(sys.argv[1]).touch()
while True:
    time.sleep(0.05)  # A signal just before a pause is noticed behind it.
"""
    keeper._command = [sys.executable, "-c", script, str(ready), str(clean), str(told)]
    keeper.start()
    wait_until(ready.exists, "the worker")
    real = keeper.join

    def interrupted(timeout: float | None = None) -> None:
        if timeout == module.STOP_TIMEOUT:
            wait_until(told.exists, "the first signal")
            raise KeyboardInterrupt
        real(timeout)

    monkeypatch.setattr(keeper, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keeper.stop()
    assert clean.exists()
    assert not keeper.is_alive()


def test_server_that_stops_before_its_worker_was_started_does_not_wait(
    fake_worker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = WorkerKeeper("some.ini", 1)
    keeper.stop()
    keeper.start()
    keeper.join(PATIENCE)
    assert not keeper.is_alive()
    assert not list(fake_worker.iterdir())


def test_server_without_workers_starts_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WorkerKeeper", pytest.fail)
    with worker_process("some.ini", 0):
        pass


def test_worker_is_told_which_process_to_end_with() -> None:
    command = " ".join(WorkerKeeper("some.ini", 3)._command)
    assert command.endswith(f" worker some.ini --workers 3 --with-parent {os.getpid()}")


# The first worker is forked.


@pytest.fixture
def forked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that the work of a forked worker leaves; it works until it is told to end."""
    file = tmp_path / "forked"

    def work(ini: Path, workers: int, parent: int) -> None:
        draft = file.with_suffix(".part")
        draft.write_text(f"{ini} {workers} {parent} {os.getsid(0)}")
        draft.rename(file)
        time.sleep(60)

    monkeypatch.setattr(module, "work", work)
    monkeypatch.setattr(module, "may_fork", lambda: True)
    return file


def test_first_worker_is_forked_with_a_session_of_its_own(forked: Path) -> None:
    with worker_process("some.ini", 3):
        wait_until(forked.exists, "the worker")
        ini, workers, parent, session = forked.read_text().split()
        assert (ini, workers, int(parent)) == ("some.ini", "3", os.getpid())
        assert int(session) != os.getsid(0)
        os.kill(int(session), 0)
    with pytest.raises(ProcessLookupError):
        os.kill(int(session), 0)


def test_forked_worker_that_is_killed_is_followed_by_a_program(
    fake_worker: Path, forked: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with worker_process("some.ini", 1):
        wait_until(forked.exists, "the worker")
        os.kill(int(forked.read_text().split()[3]), signal.SIGKILL)
        wait_until(lambda: len(list(fake_worker.iterdir())) == 2, "two programs")
    messages = [record.getMessage() for record in caplog.records]
    assert messages == [
        "the worker ended with code -9; starting it again",
        "the worker ended with code 7; starting it again",
    ]


def test_ctrl_c_while_the_worker_is_forked_leaves_none_behind(
    forked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork, children = ForkedWorker.fork, []

    def interrupted(worker: ForkedWorker) -> None:
        fork(worker)
        wait_until(forked.exists, "the worker")
        children.extend(multiprocessing.active_children())  # Of those that ended it tells nothing.
        raise KeyboardInterrupt

    monkeypatch.setattr(ForkedWorker, "fork", interrupted)
    with pytest.raises(KeyboardInterrupt), worker_process("some.ini", 1):
        pass
    (child,) = children
    child.join(PATIENCE)  # Python waits for it as well, before it ends.
    assert child.exitcode == -signal.SIGKILL


def test_ctrl_c_before_the_worker_is_forked_is_all_that_is_said(
    forked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_worker: ForkedWorker) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ForkedWorker, "fork", interrupted)
    with pytest.raises(KeyboardInterrupt), worker_process("some.ini", 1):
        pass
    assert not forked.exists()


def test_forked_worker_that_cannot_work_says_why_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process = ForkedWorker(str(tmp_path / "bviewer.ini"), 1)
    process.fork()
    assert process.wait() == 1
    said = capfd.readouterr().err
    assert "Traceback" not in said


def test_process_with_threads_forks_nobody(
    forked: Path, fake_worker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "may_fork", lambda: False)
    with worker_process("some.ini", 1):
        wait_until(lambda: len(list(fake_worker.iterdir())) == 2, "two programs")
    assert not forked.exists()
