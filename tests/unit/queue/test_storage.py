"""Where jobs wait: what is no such place, and what happens while it is away."""

import logging
import socket
import socketserver
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from bviewer.config.settings import SettingsError
from bviewer.queue import storage
from bviewer.queue.queue import Queue
from bviewer.queue.redis_storage import Disconnected, NoAnswer
from bviewer.queue.storage import Breaker, QueueAway, StorageAway, make_huey
from bviewer.queue.task import Priority
from tests import redis as redis_server_of_tests
from tests.unit.queue.working import run_waiting

SECRET = "a secret of the queue that is long enough"
LEASE = 120
PATIENCE = 20
IMPATIENCE = 0.2


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged that is more than information."""
    assert all(record.exc_info is None for record in caplog.records)
    return [record.getMessage() for record in caplog.records if record.levelno > logging.INFO]


# What is no such place.


def test_immediate_queue_runs_jobs_where_they_are_sent() -> None:
    queue = Queue(make_huey("immediate", SECRET), LEASE)
    seen: list[int] = []
    queue.register("work", seen.append, Priority.VISITOR)
    assert queue.send("work", 1, key="k") is True
    assert queue.send("work", 2, key="k") is True
    assert seen == [1, 2]


def test_queue_that_cannot_be_opened_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match=r"bviewer\.queue: unable to open"):
        make_huey("sqlite:////no/such/folder/queue.sqlite", SECRET)


@pytest.mark.parametrize(
    "url",
    [
        *("redis://127.0.0.1:1/0", "rediss://127.0.0.1:1/0", "unix:///nowhere?db=3"),
        "redis://user:secret@127.0.0.1:1/0?socket_timeout=9",
    ],
)
def test_queue_on_redis_has_priorities_and_is_not_reached_before_it_is_used(url: str) -> None:
    huey = make_huey(url, SECRET)
    assert huey.storage.priority
    assert not huey.immediate


@pytest.mark.parametrize(
    "url",
    ["redis://:hunter2@host:port", "redis://:hunter2@host/0?colour=red", "unix:///s?db=hunter2"],
)
def test_what_redis_does_not_understand_is_a_wrong_setting_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"bviewer\.queue: ") as caught:
        make_huey(url, SECRET)
    assert "hunter2" not in str(caught.value)


# While it is away.


@pytest.fixture
def server() -> Iterator[redis_server_of_tests.Server]:
    """A Redis that may be stopped."""
    with redis_server_of_tests.running_server() as server:
        yield server


@pytest.fixture
def make_queue(server: redis_server_of_tests.Server) -> Callable[[], Queue]:
    """Makes queues on it, as workers have them."""

    def make() -> Queue:
        queue = Queue(make_huey(server.url(0), SECRET, PATIENCE), LEASE)
        queue.register("work", lambda *_: None, Priority.VISITOR)
        return queue

    return make


def test_worker_waits_for_a_redis_that_is_restarted_and_says_so_once(
    server: redis_server_of_tests.Server,
    make_queue: Callable[[], Queue],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="bviewer")
    monkeypatch.setattr(storage, "LOOK_EVERY", 0.01)
    queue = make_queue()
    assert queue.huey.dequeue() is None
    server.stop()
    for _ in range(3):
        assert queue.huey.dequeue() is None
        assert queue.huey.read_schedule() == []
        assert queue.take_period("sweep", queue.huey._get_timestamp()) is False
        caplog.records[:] = [each for each in caplog.records if "is not sent" not in each.msg]
    server.start()
    assert queue.send("work", 1, key="k")
    assert run_waiting(queue) == 1
    said = [record.getMessage() for record in caplog.records if "bviewer" in record.name]
    assert len(said) == 2
    assert said[0].startswith("waiting for the queue: ")
    assert said[1] == "the queue is back"


def test_job_at_hand_is_done_when_redis_goes_away_meanwhile(
    server: redis_server_of_tests.Server,
    make_queue: Callable[[], Queue],
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue, seen = make_queue(), []

    def work() -> None:
        server.stop()
        seen.append("done")

    queue.register("stop", work, Priority.VISITOR)
    queue.send("stop", key="k")
    queue.huey.execute(queue.huey.dequeue())
    assert seen == ["done"]
    assert {line.partition(":")[0] for line in warnings(caplog)} == {"the queue"}


@pytest.mark.parametrize("moment", ["before the job", "in the job"])
def test_job_that_needs_a_queue_which_is_away_is_one_line_and_found_later(
    server: redis_server_of_tests.Server,
    make_queue: Callable[[], Queue],
    caplog: pytest.LogCaptureFixture,
    moment: str,
) -> None:
    queue = make_queue()

    def work() -> None:
        server.stop()
        queue.send("work", 1)

    queue.register("follow", work, Priority.VISITOR)
    queue.send("follow", key="k")
    task = queue.huey.dequeue()
    if moment == "before the job":
        server.stop()
    queue.huey.execute(task)
    assert any("follow () is put off" in line for line in warnings(caplog))


# Whether it may come back.


@contextmanager
def answering(words: bytes) -> Iterator[str]:
    """The URL of something that says the same to whatever it hears, and hangs up."""

    class Parrot(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if self.request.recv(1000):
                self.request.sendall(words)

    with socketserver.TCPServer(("127.0.0.1", 0), Parrot) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
        server.shutdown()
        thread.join()


def failure(url: str, patience: float = PATIENCE) -> type[SettingsError]:
    """What a process that starts is told of a queue."""
    with pytest.raises(SettingsError) as caught:
        Queue(make_huey(url, SECRET, patience), LEASE).require()
    return caught.type


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (b"", QueueAway),
        (b"-LOADING Redis is loading the dataset in memory\r\n", QueueAway),
        (b"-ERR max number of clients reached\r\n", QueueAway),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", SettingsError),
        (b"-NOAUTH Authentication required.\r\n", SettingsError),
    ],
)
def test_redis_that_starts_or_is_busy_may_answer_later_and_what_is_none_never_will(
    words: bytes, expected: type[SettingsError]
) -> None:
    with answering(words) as url:
        assert failure(url) is expected


def test_what_does_not_speak_the_language_of_rediss_never_will() -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        assert failure(url.replace("redis:", "rediss:")) is SettingsError


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "unix:///nowhere"])
def test_redis_that_cannot_be_reached_may_answer_later(url: str) -> None:
    assert failure(url) is QueueAway


def test_redis_that_says_nothing_may_answer_later(black_hole: socket.socket) -> None:
    assert failure(address(black_hole), IMPATIENCE) is QueueAway


@pytest.mark.parametrize(
    ("code", "expected"),
    [(socket.EAI_NONAME, SettingsError), (socket.EAI_AGAIN, QueueAway)],
)
def test_host_that_is_unknown_never_will_answer_unless_there_was_nobody_to_ask(
    monkeypatch: pytest.MonkeyPatch, code: int, expected: type[SettingsError]
) -> None:
    def look_up(*_args: object) -> None:
        raise socket.gaierror(code, "no address")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert failure("redis://nowhere.test/0") is expected


def test_queue_that_others_write_to_for_long_may_answer_later(tmp_path: Path) -> None:
    file = tmp_path / "queue.sqlite"
    queue = Queue(make_huey(f"sqlite:///{file}", SECRET, IMPATIENCE), LEASE)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(QueueAway):
            queue.require()
    queue.close()


# How long one waits for it.


@pytest.fixture
def black_hole() -> Iterator[socket.socket]:
    """Something that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def address(listener: socket.socket) -> str:
    """Its URL, if it were a Redis."""
    return f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def waiting_connections(listener: socket.socket) -> int:
    """How often somebody has called."""
    listener.setblocking(False)
    number = 0
    with suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            number += 1
    return number


def test_redis_that_says_nothing_holds_nobody_for_long(black_hole: socket.socket) -> None:
    queue = Queue(make_huey(address(black_hole), SECRET, IMPATIENCE), LEASE)
    queue.register("work", lambda *_: None, Priority.VISITOR)
    with pytest.raises(NoAnswer):
        queue.send("work", 1, key="k")
    assert waiting_connections(black_hole) == 1, "nobody tries again and waits longer"


def test_worker_waits_for_jobs_longer_than_redis_makes_it_wait(
    make_queue: Callable[[], Queue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LOOK_EVERY", 3)
    queue = make_queue()
    sender = threading.Timer(0.2, lambda: make_queue().send("work", 1))
    sender.start()
    assert queue.huey.dequeue() is not None
    sender.join()


def failing_attempt(breaker: Breaker, error: Exception) -> None:
    """Try what fails."""
    with breaker:
        raise error


def test_after_a_failure_nobody_tries_for_seconds_and_then_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, breaker = [100.0], Breaker()
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    away = Disconnected("gone")
    with pytest.raises(Disconnected):
        failing_attempt(breaker, away)
    with pytest.raises(StorageAway, match="gone"):
        failing_attempt(breaker, away)
    clock[0] += storage.REST + 0.1
    with breaker, pytest.raises(StorageAway):
        failing_attempt(breaker, away)  # Another thread, meanwhile.
    with breaker:
        pass
    with pytest.raises(Disconnected):
        failing_attempt(breaker, away)


def test_failure_that_is_told_at_once_keeps_nobody_from_trying() -> None:
    breaker = Breaker()
    for _ in range(2):
        with pytest.raises(ValueError, match="full"):
            failing_attempt(breaker, ValueError("full"))


def test_bad_message_is_not_quoted_at_length(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    huey = make_huey(f"sqlite:///{tmp_path}/queue.sqlite", SECRET)
    huey.storage.enqueue(b"x" * 100 + b":" + b"y" * 5_000_000, Priority.UPKEEP)
    assert huey.dequeue() is None
    huey.storage.close()
    (line,) = warnings(caplog)
    assert len(line) < 300
