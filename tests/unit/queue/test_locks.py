"""Jobs at work: one worker at each, for as long as it takes."""

import time

import pytest

from bviewer.queue.queue import Queue
from bviewer.queue.task import Priority
from tests.unit.queue.working import LEASE, run_waiting


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


@pytest.mark.parametrize("asked", ["for its key", "for what is at hand"])
def test_job_that_says_it_goes_on_is_not_taken_for_lost(
    queue: Queue, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, outcomes = [1_700_000_000.0], []
    monkeypatch.setattr("time.time", lambda: clock[0])

    def work() -> None:
        assert not outcomes, "it is not sent again"
        hold_on = queue.locks.renewing("k") if asked == "for its key" else queue.hold_on
        for _hour in range(4):
            clock[0] += LEASE / 2
            hold_on()
        outcomes.append(queue.send("long", key="k"))
        outcomes.append(queue.locks.begin("k", queue.claims.new("long", (), Priority.VISITOR)))
        outcomes.append(queue.resend_lost())

    queue.register("long", work, Priority.VISITOR)
    queue.send("long", key="k")
    run_waiting(queue)
    assert outcomes == [False, False, 0]


def test_a_job_within_another_holds_on_to_its_own_key(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, until = [1_700_000_000.0], dict[str, float]()
    monkeypatch.setattr("time.time", lambda: clock[0])

    def note(name: str, key: str = "") -> None:
        held = queue.claims.held(key or name)
        assert held is not None
        until[name] = held.until

    def within() -> None:
        clock[0] += LEASE / 2
        queue.hold_on()
        note("within")

    def around() -> None:
        queue.send("within", key="within")
        run_waiting(queue)
        note("around")
        clock[0] += LEASE / 2
        queue.hold_on()
        note("around again", "around")

    queue.register("within", within, Priority.VISITOR)
    queue.register("around", around, Priority.VISITOR)
    queue.send("around", key="around")
    run_waiting(queue)
    begun = 1_700_000_000
    assert until == {
        "within": begun + 1.5 * LEASE,
        "around": begun + LEASE,
        "around again": begun + 2 * LEASE,
    }


def test_what_a_killed_worker_was_at_is_done_by_another_after_the_lease(
    queue: Queue, seen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.send("look", 1, key="k")
    (task,) = [queue.huey.dequeue()]
    assert queue.locks.begin("k", queue.claims.new("look", (1,), task.priority))
    queue.huey.execute(task)
    assert seen == []
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1
    run_waiting(queue)
    assert seen == [1]
    assert queue.huey.all_results() == {}


def test_what_a_killed_worker_was_at_is_done_for_who_asks_again_before_the_sweep(
    queue: Queue, seen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.send("look", 1, key="k")
    task = queue.huey.dequeue()
    assert queue.locks.begin("k", queue.claims.new("look", (1,), task.priority))
    later = time.time() + LEASE + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.send("look", 1, key="k") is True
    run_waiting(queue)
    assert seen == [1]
    assert queue.huey.all_results() == {}
