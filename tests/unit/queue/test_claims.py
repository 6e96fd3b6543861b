"""Claims: a key is taken once, held for the lease, and found again when its job was lost."""

import threading
import time
from collections.abc import Callable

import pytest

from bviewer.queue.claims import BEGUN_WITHIN
from bviewer.queue.queue import Queue
from bviewer.queue.task import Priority, TryLater
from tests.unit.queue.working import LEASE, lose, run_waiting

# Taking a key.


def test_job_with_a_key_waits_at_most_once(queue: Queue) -> None:
    assert queue.send("work", 1, key="k") is True
    assert queue.send("work", 1, key="k") is False
    assert queue.send("work", 2, key="other") is True
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
    outcomes: list[bool] = []
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


# Stale claims.


def test_stale_claim_of_a_killed_worker_is_taken_over(make_queue: Callable[..., Queue]) -> None:
    queue = make_queue(lease=0)
    queue.register("work", lambda *_: None, Priority.VISITOR)
    queue.send("work", 1, key="k")
    queue.huey.dequeue()
    assert queue.send("work", 1, key="k") is True
    assert queue.huey.pending_count() == 1


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


def test_whoever_asks_for_a_lost_job_while_others_wait_leaves_it_to_the_sweep(
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


# What was lost.


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


def test_job_that_was_lost_is_sent_again_while_others_wait_however_long_they_do(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(queue, 1, key="lost")
    queue.send("work", 2, key="waiting")
    queue.send("work", 3)
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1
    assert queue.resend_lost() == 0
    assert [task.args for task in queue.huey.pending()] == [("waiting", 2), (None, 3), ("lost", 1)]


def test_job_that_is_put_off_is_not_lost_when_nobody_was_in_time_to_fetch_it(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = queue.claims.new("work", (1,), Priority.VISITOR)
    queue.put_off("k", claim, TryLater("not now", 30))
    later = time.time() + 30 + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 0


def test_job_that_was_put_off_and_lost_is_sent_again_after_the_delay_and_the_lease(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = queue.claims.new("work", (1,), Priority.VISITOR)
    queue.put_off("k", claim, TryLater("not now", 30))
    queue.huey.storage.flush_schedule()
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 30 + LEASE - 1)
    assert queue.resend_lost() == 0
    monkeypatch.setattr("time.time", lambda: now + 30 + LEASE + 1)
    assert queue.resend_lost() == 1


def test_job_that_was_lost_before_it_began_is_sent_again_while_others_wait(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.send("work", 1, key="lost")
    assert queue.huey.dequeue() is not None
    queue.send("work", 2, key="waiting")
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1


@pytest.mark.parametrize("is_done", [True, False])
def test_job_that_a_worker_takes_while_lost_ones_are_looked_for_is_not_sent_again(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    queue.send("work", 1, key="k")
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    enqueued_items = queue.huey.storage.enqueued_items

    def take_and_look() -> list[bytes]:
        if is_done:
            run_waiting(queue)
        else:
            task = queue.huey.dequeue()
            queue.locks.begin("k", queue.claims.new("work", (1,), task.priority))
        return enqueued_items()

    monkeypatch.setattr(queue.huey.storage, "enqueued_items", take_and_look)
    assert queue.resend_lost() == 0
    assert queue.huey.pending_count() == 0


def test_lost_jobs_are_found_among_messages_that_nobody_of_us_has_written(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(queue, 1, key="lost")
    queue.huey.storage.enqueue(b"garbage", Priority.UPKEEP)
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1


def test_claim_of_a_job_of_a_newer_version_is_kept_while_it_waits(
    queue: Queue, make_queue: Callable[..., Queue], monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = make_queue()
    newer.register("new", lambda: None, Priority.VISITOR)
    newer.send("new", key="k")
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 0
    assert newer.send("new", key="k") is False


def test_claims_that_cannot_be_read_are_left_alone(
    queue: Queue, make_queue: Callable[..., Queue]
) -> None:
    lose(queue, 1, key="k")
    queue.huey.storage.put_data("garbage", b"\x80garbage")
    renewed = make_queue(lease=0, secret="another secret, since the first was lost")
    assert renewed.resend_lost() == 0


def test_claims_of_jobs_that_nobody_knows_any_more_are_forgotten(
    make_queue: Callable[..., Queue], queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(queue, 1, key="k")
    newer = make_queue()
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert newer.resend_lost() == 0
    assert newer.huey.all_results() == {}
