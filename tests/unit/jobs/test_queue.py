"""The queue: names, keys, claims, and messages that nobody of us has written."""

import errno
import logging
import os
import pickle
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from huey.serializer import SignedSerializer
from sqlalchemy.exc import OperationalError

from bviewer.jobs.queue import BEGUN_WITHIN, Priority, Queue, TryLater
from bviewer.jobs.storage import make_huey
from tests.unit.jobs.working import due, run_due, run_waiting

SECRET = "a secret of the queue that is long enough"
LEASE = 120


@pytest.fixture(params=["sqlite", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the jobs wait."""
    if request.param == "redis":
        return request.getfixturevalue("redis")
    return f"sqlite:///{tmp_path}/queue.sqlite"


@pytest.fixture
def make_queue(url: str) -> Iterator[Callable[..., Queue]]:
    """Makes queues over the same storage, as every process has one of its own."""
    queues = []

    def make(lease: float = LEASE, secret: str = SECRET) -> Queue:
        queues.append(Queue(make_huey(url, secret, patience=1), lease))
        return queues[-1]

    yield make
    for queue in queues:
        queue.close()


@pytest.fixture
def queue(make_queue: Callable[..., Queue]) -> Queue:
    """A queue that knows one job, which does nothing."""
    queue = make_queue()
    queue.register("work", lambda *_: None, Priority.VISITOR)
    return queue


def failing(error: BaseException) -> Callable[..., None]:
    """A job that raises an error."""

    def work(*_args: Any) -> None:
        raise error

    return work


# Sending.


def test_jobs_run_with_their_arguments_what_visitors_wait_for_first(queue: Queue) -> None:
    seen: list[tuple[Any, ...]] = []
    queue.register("slow", lambda *args: seen.append(args), Priority.BACKGROUND)
    queue.register("quick", lambda *args: seen.append(args), Priority.VISITOR)
    queue.send("slow", 1)
    queue.send("quick", "a", 2)
    queue.send("quick", "b", 3)
    assert run_waiting(queue) == 3
    assert seen == [("a", 2), ("b", 3), (1,)]


def test_job_with_a_key_waits_at_most_once(queue: Queue) -> None:
    assert queue.send("work", 1, key="k") is True
    assert queue.send("work", 1, key="k") is False
    assert queue.send("work", 2, key="other") is True
    assert queue.huey.pending_count() == 2


def test_jobs_without_a_key_are_sent_as_often_as_one_likes(queue: Queue) -> None:
    assert queue.send("work", 1)
    assert queue.send("work", 1)
    assert queue.huey.pending_count() == 2


def test_key_is_free_again_when_its_job_is_done(queue: Queue) -> None:
    queue.send("work", 1, key="k")
    run_waiting(queue)
    assert queue.send("work", 1, key="k") is True


def test_key_is_taken_while_its_job_runs(queue: Queue) -> None:
    outcomes = []

    def work() -> None:
        outcomes.append(queue.send("nested", key="k"))

    queue.register("nested", work, Priority.VISITOR)
    queue.send("nested", key="k")
    run_waiting(queue)
    assert outcomes == [False]


def test_one_of_many_processes_that_ask_at_once_sends_the_job(
    make_queue: Callable[..., Queue],
) -> None:
    queues = [make_queue() for _ in range(8)]
    for queue in queues:
        queue.register("work", lambda *_: None, Priority.VISITOR)
    outcomes = []
    start = threading.Barrier(len(queues))

    def ask(queue: Queue) -> None:
        start.wait()
        outcomes.extend(queue.send("work", 1, key="k") for _ in range(8))

    threads = [threading.Thread(target=ask, args=(queue,)) for queue in queues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 63 + [True]
    assert queues[0].huey.pending_count() == 1


# Priorities.


@pytest.fixture
def seen(queue: Queue) -> list[int]:
    """What the job `look` was run with."""
    seen: list[int] = []
    queue.register("look", seen.append, Priority.VISITOR)
    return seen


def test_job_in_the_background_goes_first_once_a_visitor_waits_for_it(
    queue: Queue, seen: list[int]
) -> None:
    for number in range(9):
        queue.send("look", number, key=str(number), priority=Priority.BACKGROUND)
    assert queue.send("look", 7, key="7") is True
    assert queue.send("look", 7, key="7") is False
    assert queue.send("look", 7, key="7", priority=Priority.BACKGROUND) is False
    run_waiting(queue)
    assert seen[:3] == [7, 0, 1]


def test_job_that_runs_already_is_not_run_beside_itself(queue: Queue) -> None:
    runs: list[str] = []

    def work() -> None:
        runs.append("begun")
        queue.send("nested", key="k")
        late = queue.huey.dequeue()
        assert late is not None
        queue.huey.execute(late)
        runs.append("done")

    queue.register("nested", work, Priority.VISITOR)
    queue.send("nested", key="k", priority=Priority.BACKGROUND)
    run_waiting(queue)
    assert runs == ["begun", "done"]
    assert queue.huey.all_results() == {}


def test_job_that_is_put_off_or_lost_keeps_its_priority(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.register("later", failing(TryLater("not yet", 5)), Priority.VISITOR)
    queue.send("later", key="k", priority=Priority.BACKGROUND)
    run_waiting(queue)
    assert [task.priority for task in due(queue, 6)] == [Priority.BACKGROUND]
    later = time.time() + LEASE + 6
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1
    assert [task.priority for task in queue.huey.pending()] == [Priority.BACKGROUND]


# Claims.


def test_stale_claim_of_a_killed_worker_is_taken_over(make_queue: Callable[..., Queue]) -> None:
    queue = make_queue(lease=0)
    queue.register("work", lambda *_: None, Priority.VISITOR)
    queue.send("work", 1, key="k")
    queue.huey.dequeue()
    assert queue.send("work", 1, key="k") is True
    assert queue.huey.pending_count() == 1


def test_claim_to_a_job_that_was_never_sent_holds_for_seconds(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.send("work", 1, key="k")
    queue.huey.storage.flush_queue()
    assert queue.send("work", 1, key="k") is False
    later = time.time() + BEGUN_WITHIN
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.send("work", 1, key="k") is True
    later += BEGUN_WITHIN
    assert queue.send("work", 1, key="k") is False, "it waits"


@pytest.mark.parametrize(
    ("since", "is_free"), [(-LEASE - 1, True), (-LEASE + 1, False), (-1, False), (3600, True)]
)
def test_claim_holds_for_the_lease_and_not_from_the_future(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, since: float, is_free: bool
) -> None:
    clock = 1_700_000_000.0
    monkeypatch.setattr("time.time", lambda: clock + since)
    lose(queue, 1, key="k")
    monkeypatch.setattr("time.time", lambda: clock)
    assert queue.send("work", 1, key="k") is is_free


def test_job_that_waits_longer_than_the_lease_is_not_sent_again(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.send("work", 1, key="k")
    queue.send("work", 2, key="another")
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.send("work", 1, key="k") is False
    assert queue.huey.pending_count() == 2


def test_job_that_waited_longer_than_the_lease_keeps_its_key_while_it_runs(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = []

    def work() -> None:
        assert queue.huey.pending_count() == 0
        outcomes.append(queue.send("waited", key="k"))
        outcomes.append(queue.resend_lost())

    queue.register("waited", work, Priority.VISITOR)
    queue.send("waited", key="k")
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    run_waiting(queue)
    assert outcomes == [False, 0]


def test_job_that_says_it_goes_on_is_not_taken_for_lost(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, outcomes = [1_700_000_000.0], []
    monkeypatch.setattr("time.time", lambda: clock[0])

    def work() -> None:
        assert not outcomes, "it is not sent again"
        hold_on = queue.renewing("k")
        for _hour in range(4):
            clock[0] += LEASE / 2
            hold_on()
        outcomes.append(queue.send("long", key="k"))
        outcomes.append(queue.begin("k", queue.new_claim("long", (), Priority.VISITOR)))
        outcomes.append(queue.resend_lost())

    queue.register("long", work, Priority.VISITOR)
    queue.send("long", key="k")
    run_waiting(queue)
    assert outcomes == [False, False, 0]


def test_job_that_is_lost_while_others_wait_is_found_once_they_are_done(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(queue, 1, key="lost")
    queue.send("work", 2, key="waiting")
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.send("work", 1, key="lost") is False
    run_waiting(queue)
    assert queue.send("work", 1, key="lost") is True


def test_claim_that_was_signed_with_another_secret_holds_nothing(
    queue: Queue, make_queue: Callable[..., Queue]
) -> None:
    queue.send("work", 1, key="k")
    renewed = make_queue(secret="another secret, since the first was lost")
    renewed.register("work", lambda *_: None, Priority.VISITOR)
    assert renewed.send("work", 1, key="k") is True


# Putting off.


def test_job_that_is_put_off_keeps_its_key_and_says_why(
    queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    queue.register("later", failing(TryLater("the disk is away")), Priority.VISITOR)
    queue.send("later", 7, key="k")
    run_waiting(queue)
    assert queue.send("later", 7, key="k") is False
    assert [record.getMessage() for record in caplog.records if record.levelno > logging.INFO] == [
        "later (7,) is put off: the disk is away"
    ]
    assert due(queue, 1_000_000) == []


def test_job_that_is_put_off_for_seconds_runs_again_after_them(queue: Queue) -> None:
    outcomes = [TryLater("not yet", 5), None]
    seen = []

    def work(number: int) -> None:
        seen.append(number)
        if error := outcomes.pop(0):
            raise error

    queue.register("later", work, Priority.VISITOR)
    queue.send("later", 7, key="k")
    run_waiting(queue)
    assert due(queue, 4) == []
    assert queue.send("later", 7, key="k") is False
    assert run_due(queue, 6) == 1
    assert seen == [7, 7]
    assert queue.send("later", 7, key="k") is True


def test_claim_is_renewed_while_its_job_is_put_off(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_700_000_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    queue.register("later", failing(TryLater("not yet", 5)), Priority.VISITOR)
    queue.send("later", key="k")
    clock[0] += LEASE - 1
    run_waiting(queue)
    clock[0] += LEASE - 1
    assert queue.send("later", key="k") is False


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "[Errno 28] No space left on device"),
        (
            OperationalError("UPDATE image", {}, Exception("database is locked")),
            "the database: database is locked",
        ),
    ],
)
def test_what_a_disk_or_the_database_fails_to_do_is_put_off_in_one_line(
    queue: Queue, caplog: pytest.LogCaptureFixture, error: Exception, reason: str
) -> None:
    queue.register("fail", failing(error), Priority.VISITOR)
    queue.send("fail", key="k")
    run_waiting(queue)
    (record,) = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage() == f"fail () is put off: {reason}"
    assert record.exc_info is None
    assert queue.send("fail", key="k") is False


def test_job_of_a_worker_that_must_end_at_once_waits_for_another(queue: Queue) -> None:
    outcomes: list[BaseException | None] = [KeyboardInterrupt(), None]

    def work() -> None:
        if error := outcomes.pop(0):
            raise error

    queue.register("interrupted", work, Priority.VISITOR)
    queue.send("interrupted", key="k")
    task = queue.huey.dequeue()
    queue.huey.execute(task)
    assert queue.huey.pending_count() == 1
    assert queue.send("interrupted", key="k") is False
    run_waiting(queue)
    assert outcomes == []
    assert queue.send("interrupted", key="k") is True


def test_job_put_off_is_not_multiplied_by_visitors_who_ask_again(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[float] = []

    def work() -> None:
        tries.append(time.time())
        raise TryLater("not yet", 5)

    queue.register("later", work, Priority.BACKGROUND)
    queue.send("later", key="k")
    run_waiting(queue)
    for round_ in range(4):
        queue.send("later", key="k", priority=Priority.VISITOR)
        run_waiting(queue)
        run_due(queue, 6)
        assert len(tries) <= 3 + round_
    assert len(due(queue, 60)) == 1


def test_job_that_was_sent_again_with_more_priority_runs_once(queue: Queue) -> None:
    seen: list[int] = []
    queue.register("once", seen.append, Priority.BACKGROUND)
    queue.send("once", 1, key="k")
    late = queue.huey.dequeue()
    assert queue.send("once", 1, key="k", priority=Priority.VISITOR)
    queue.huey.execute(late)
    assert seen == [], "the urgent one is on its way"
    assert run_waiting(queue) == 1
    assert seen == [1]


# What was lost.


def lose(queue: Queue, *args: Any, key: str) -> None:
    """Let a worker begin a job and die."""
    queue.send("work", *args, key=key)
    task = queue.huey.dequeue()
    assert queue.begin(key, queue.new_claim("work", args, task.priority))


def test_jobs_that_died_with_their_worker_are_sent_again_after_the_lease(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(queue, 1, key="first")
    lose(queue, 2, key="second")
    later = time.time() + LEASE - 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 0
    monkeypatch.setattr("time.time", lambda: later + 2)
    assert queue.resend_lost() == 2
    assert sorted(task.args for task in queue.huey.pending()) == [("first", 1), ("second", 2)]
    run_waiting(queue)
    assert queue.resend_lost() == 0


def test_claims_of_jobs_that_wait_long_are_not_taken_for_lost(
    make_queue: Callable[..., Queue],
) -> None:
    queue = make_queue(lease=0)
    queue.register("work", lambda *_: None, Priority.VISITOR)
    lose(queue, 1, key="lost")
    queue.send("work", 2, key="waiting")
    assert queue.resend_lost() == 0
    run_waiting(queue)
    assert queue.resend_lost() == 1


def test_claims_that_cannot_be_read_are_left_alone(
    queue: Queue, make_queue: Callable[..., Queue]
) -> None:
    lose(queue, 1, key="k")
    queue.huey.storage.put_data("garbage", b"\x80garbage")
    renewed = make_queue(lease=0, secret="another secret, since the first was lost")
    assert renewed.resend_lost() == 0


def test_what_a_killed_worker_was_at_is_done_by_another_after_the_lease(
    queue: Queue, seen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.send("look", 1, key="k")
    (task,) = [queue.huey.dequeue()]
    assert queue.begin("k", queue.new_claim("look", (1,), task.priority))
    queue.huey.execute(task)
    assert seen == []
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1
    run_waiting(queue)
    assert seen == [1]
    assert queue.huey.all_results() == {}


def test_claims_of_jobs_that_nobody_knows_any_more_are_forgotten(
    make_queue: Callable[..., Queue], queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(queue, 1, key="k")
    newer = make_queue()
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert newer.resend_lost() == 0
    assert newer.huey.all_results() == {}


# Messages.


class Bomb:
    """What an attacker would have unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def tampered(queue: Queue) -> bytes:
    """One of our own messages with another argument."""
    queue.send("work", "harmless")
    (message,) = queue.huey.storage.enqueued_items()
    queue.huey.flush()
    assert b"harmless" in message
    return bytes(message).replace(b"harmless", b"harmful!")


@pytest.mark.parametrize("kind", ["foreign", "other secret", "tampered", "empty", "unknown job"])
def test_message_that_is_not_ours_is_refused_in_one_line_and_the_next_one_is_run(
    queue: Queue,
    make_queue: Callable[..., Queue],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    seen: list[int] = []
    queue.register("good", seen.append, Priority.VISITOR)
    crater = tmp_path / "crater"
    stranger = make_queue()
    stranger.register("from a newer version", lambda: None, Priority.UPKEEP)
    if kind == "unknown job":
        stranger.send("from a newer version")
    else:
        message = {
            "foreign": lambda: pickle.dumps(Bomb(crater)),
            "other secret": lambda: SignedSerializer("x" * 40).serialize(Bomb(crater)),
            "tampered": lambda: tampered(queue),
            "empty": lambda: b"",
        }[kind]()
        queue.huey.storage.enqueue(message, Priority.UPKEEP)
    queue.send("good", 1)
    assert queue.huey.dequeue() is None
    assert run_waiting(queue) == 1
    assert seen == [1]
    assert not crater.exists()
    (record,) = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage().startswith("refused a message in the queue: ")
    assert record.exc_info is None


def test_bad_message_among_those_put_off_does_not_keep_the_others_back(queue: Queue) -> None:
    queue.register("later", failing(TryLater("not yet", 5)), Priority.VISITOR)
    queue.send("later")
    run_waiting(queue)
    queue.huey.storage.add_to_schedule(b"garbage", queue.huey._get_timestamp())
    assert len(due(queue, 10)) == 1


# Periodic jobs.


def test_periodic_jobs_are_due_when_the_clock_says_so(queue: Queue) -> None:
    queue.register_periodic("each minute", lambda: None, minute="*")
    queue.register_periodic("never", lambda: None, day="31", month="2")
    names = [task.name for task in queue.huey.read_periodic(None)]
    assert names == ["each minute"]


def test_two_consumers_send_a_periodic_job_once_a_minute(
    make_queue: Callable[..., Queue], monkeypatch: pytest.MonkeyPatch
) -> None:
    consumers = [make_queue() for _ in range(2)]
    for consumer in consumers:
        consumer.register_periodic("each minute", lambda: None, minute="*")
        consumer.register_periodic("hourly", lambda: None, minute="17")
    sent: Counter[str] = Counter()
    clock = datetime(2026, 5, 4, 3, 10)
    for minute in range(70):
        start = threading.Barrier(2)

        def look(consumer: Queue) -> None:
            start.wait()  # noqa: B023 - the threads end before the next minute.
            moment = clock + timedelta(minutes=minute)  # noqa: B023
            sent.update(task.name for task in consumer.huey.read_periodic(moment))

        threads = [threading.Thread(target=look, args=(consumer,)) for consumer in consumers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sent == {"each minute": 70, "hourly": 2}
    later = time.time() + 60 + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    consumers[0].resend_lost()
    assert consumers[0].huey.all_results() == {}, "nothing of it stays"


def test_periodic_job_that_fails_is_one_line(
    queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    queue.register_periodic("upkeep", failing(OSError(errno.EIO, "I/O error")), minute="*")
    for task in queue.huey.read_periodic(None):
        queue.huey.execute(task)
    (record,) = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage() == "upkeep failed this time: [Errno 5] I/O error"
    assert record.exc_info is None
