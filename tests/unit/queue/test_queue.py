"""The queue: named jobs, the most urgent first, put off, and sent by the clock."""

import errno
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bviewer.queue.queue import Queue
from bviewer.queue.task import NotItsTurn, Priority, TryLater, Unfinished, without_names
from tests.unit.queue.working import (
    LEASE,
    due,
    failing,
    run_due,
    run_waiting,
)

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


def test_jobs_without_a_key_are_sent_as_often_as_one_likes(queue: Queue) -> None:
    assert queue.send("work", 1)
    assert queue.send("work", 1)
    assert queue.huey.pending_count() == 2


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


def test_job_that_waits_for_another_one_warns_of_nothing(
    queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    queue.register("later", failing(NotItsTurn("another one is at it", 5)), Priority.VISITOR)
    queue.send("later", 7, key="k")
    run_waiting(queue)
    told = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert (logging.INFO, "later (7,) is put off: another one is at it") in told
    assert max(level for level, _ in told) == logging.INFO
    assert run_due(queue, 6) == 1


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


def test_job_that_has_done_a_part_goes_on_behind_what_waits(queue: Queue) -> None:
    seen: list[str] = []
    outcomes = [Unfinished(), None]

    def work() -> None:
        seen.append("long")
        assert queue.send("long", key="k") is False
        if error := outcomes.pop(0):
            queue.send("quick")
            raise error

    queue.register("long", work, Priority.VISITOR)
    queue.register("quick", lambda: seen.append("quick"), Priority.VISITOR)
    queue.send("long", key="k")
    assert run_waiting(queue) == 3
    assert seen == ["long", "quick", "long"]
    assert queue.send("long", key="k") is True


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


# Periodic jobs.


def test_periodic_jobs_are_due_when_the_clock_says_so(queue: Queue) -> None:
    queue.register_periodic("each minute", lambda: None, minute="*")
    queue.register_periodic("never", lambda: None, day="31", month="2")
    names = [task.name for task in queue.huey.read_periodic(None)]
    assert names == ["each minute"]


@pytest.mark.parametrize(
    ("outcome", "then"), [(None, 1), (TryLater("not now", 5), 0), (ValueError("never"), 0)]
)
def test_periodic_jobs_follow_what_was_done(
    queue: Queue, outcome: Exception | None, then: int
) -> None:
    followed: list[None] = []
    queue.register_periodic("upkeep", lambda: followed.append(None), minute="*")
    work = failing(outcome) if outcome else lambda *_: None
    queue.register("first", work, Priority.BACKGROUND, then=["upkeep"])
    queue.send("first", key="first")
    run_waiting(queue)
    assert len(followed) == then


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


# What failed.


def test_what_is_told_of_a_failure_names_no_files() -> None:
    told = {
        "Permission denied": PermissionError(13, "Permission denied", "Anna at the lake.jpg"),
        "not a plain relative path: …": ValueError("not a plain relative path: family/Anna b/.."),
        "no image in …: broken": ValueError("no image in 'Anna.jpg': broken"),
        "duplicate key": ValueError("duplicate key\nDETAIL: Key (title)=(Anna) exists"),
    }
    assert {without_names(error): error for error in told.values()} == told


def test_why_a_job_failed_is_known_until_it_goes_well(queue: Queue) -> None:
    faults = [RuntimeError("x" * 999)]

    def work(_number: int) -> None:
        if faults:
            raise faults.pop()

    queue.register("mend", work, Priority.VISITOR)
    queue.send("mend", 1, key="mend:1")
    run_waiting(queue)
    ((key, claim),) = queue.failed().items()
    assert (key, claim.args, claim.failure[:16]) == ("mend:1", (1,), "RuntimeError: xx")
    assert len(claim.failure) == 300
    assert queue.try_again("mend:1")
    assert not queue.try_again("mend:1")
    assert queue.failed() == {}
    assert run_waiting(queue) == 1
    assert not queue.try_again("mend:1")


def test_a_job_that_failed_is_lost_once_its_claim_is_stale(
    make_queue: Callable[..., Queue],
) -> None:
    queue = make_queue(lease=0)
    queue.register("fail", failing(RuntimeError("no")), Priority.VISITOR)
    queue.send("fail", 1, key="fail:1")
    run_waiting(queue)
    assert queue.resend_lost() == 1
    assert queue.failed() == {}
