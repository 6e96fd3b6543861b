"""The embedded server: its port, and the worker that it keeps."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.process import server
from bviewer.process.server import (
    CannotListen,
    WorkerKeeper,
    require_free_port,
    serve,
    stop_like_interrupt,
    worker_process,
)
from tests.ports import free_port
from tests.processes import PATIENCE, wait_until


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


# The port.


def test_port_in_use_is_named(taken_port: int) -> None:
    message = f"port {taken_port} on 127.0.0.1 is in use; choose another port"
    with pytest.raises(CannotListen) as refusal:
        require_free_port("127.0.0.1", taken_port)
    assert str(refusal.value) == message


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])
def test_address_that_is_not_ours_is_one_clear_line(host: str) -> None:
    port = free_port()
    with pytest.raises(CannotListen) as refusal:
        require_free_port(host, port)
    assert str(refusal.value).startswith(f"cannot listen on port {port} of {host}: ")
    assert "\n" not in str(refusal.value)


def test_free_port_stays_free(taken_port: int) -> None:
    port = free_port()
    require_free_port("127.0.0.1", port)
    require_free_port("localhost", port)


def test_nothing_is_started_when_the_port_is_in_use(
    taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "worker_process", pytest.fail)
    with pytest.raises(CannotListen):
        serve(lambda *_: [], "none.ini", "127.0.0.1", taken_port, 1, pytest.fail)


def test_sigterm_ends_the_loop_like_ctrl_c() -> None:
    with pytest.raises(SystemExit) as end:
        stop_like_interrupt(signal.SIGTERM, None)
    assert end.value.code == 0


# The worker.


@pytest.fixture
def fake_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder; each worker that is started leaves a file there named by its process id.

    The first of them ends at once, the others when they are told to.
    """
    monkeypatch.setattr(server, "RESTART_DELAY", 0.05)
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

    def init(keeper: WorkerKeeper, ini: str, workers: int) -> None:
        original(keeper, ini, workers)
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
    monkeypatch.setattr(server, "STOP_TIMEOUT", 0.2)
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
    monkeypatch.setattr(server, "RESTART_DELAY", 0.02)
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
    time.sleep(60)
"""
    keeper._command = [sys.executable, "-c", script, str(ready), str(clean), str(told)]
    keeper.start()
    wait_until(ready.exists, "the worker")
    real = keeper.join

    def interrupted(timeout: float | None = None) -> None:
        if timeout == server.STOP_TIMEOUT:
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
    monkeypatch.setattr(server, "WorkerKeeper", pytest.fail)
    with worker_process("some.ini", 0):
        pass


def test_worker_is_told_which_process_to_end_with() -> None:
    command = " ".join(WorkerKeeper("some.ini", 3)._command)
    assert command.endswith(f" worker some.ini --workers 3 --with-parent {os.getpid()}")
