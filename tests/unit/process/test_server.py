"""The embedded server and its port."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bviewer.process import server
from bviewer.process.server import (
    CannotListen,
    Place,
    require_free_port,
    serve,
    stop_like_interrupt,
)
from tests.ports import free_port


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
        serve(lambda *_: [], "none.ini", Place(port=taken_port), 1, pytest.fail)


def test_sigterm_ends_the_loop_like_ctrl_c() -> None:
    with pytest.raises(SystemExit) as end:
        stop_like_interrupt(signal.SIGTERM, None)
    assert end.value.code == 0


def test_worker_is_stopped_when_another_program_was_quicker_to_listen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []

    @contextmanager
    def worker(*_: object) -> Iterator[None]:
        calls.append("started")
        try:
            yield
        finally:
            calls.append("stopped")

    monkeypatch.setattr(server, "worker_process", worker)

    def listen(*_: object) -> None:
        raise CannotListen

    monkeypatch.setattr(server, "listen", listen)
    with pytest.raises(CannotListen):
        serve(lambda *_: [], "none.ini", Place(port=free_port()), 1, pytest.fail)
    assert calls == ["started", "stopped"]
