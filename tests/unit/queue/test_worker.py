"""A real consumer: it runs jobs, stops as it is told, and none of its processes outlives it."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bviewer.config.settings import Settings, SettingsError
from bviewer.db.engine import make_engine
from bviewer.queue import worker
from bviewer.queue.storage import QueueAway
from bviewer.queue.task import Priority
from bviewer.queue.worker import heeding_once, run_worker
from bviewer.rendering.render import render_image
from bviewer.renditions import pipeline
from bviewer.sandbox.places import Places
from bviewer.tasks import make_runtime
from tests.processes import PATIENCE, children, is_alive, wait_until
from tests.site import Site


class Consumer:
    """`run_worker` in a process of its own, with one job that takes as long as it is told."""

    def __init__(self, ini: dict[str, str], folder: Path, workers: int = 2) -> None:
        self.process = multiprocessing.get_context("fork").Process(
            target=run, args=(ini, folder, workers)
        )
        self.process.start()
        assert self.process.pid is not None
        self.pid = self.process.pid
        wait_until(lambda: len(self.children) == workers, "the consumer's processes")

    @property
    def children(self) -> list[int]:
        """The processes of the consumer: its workers."""
        return children(self.pid)

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the consumer alone, which must end it."""
        os.kill(self.pid, number)
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None, "the consumer did not end"


def run(ini: dict[str, str], folder: Path, workers: int) -> None:
    """The consumer's process."""
    settings = Settings.from_ini(ini)
    runtime = make_runtime(settings, make_engine(settings))

    def linger(seconds: float) -> None:
        (folder / "begun").touch()
        time.sleep(seconds)
        (folder / "done").touch()

    runtime.queue.register("linger", linger, Priority.VISITOR)
    run_worker(runtime, workers)


def test_worker_does_not_start_without_its_queue(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_LOOKS", 2)
    ini = {**site.ini, "bviewer.queue": f"unix://{tmp_path}/no.sock"}
    runtime = make_runtime(Settings.from_ini(ini), site.runtime.engine)
    with pytest.raises(SettingsError, match=r"bviewer\.queue: .*no\.sock"):
        run_worker(runtime, 1)


@pytest.fixture
def outcomes(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[Exception | None]:
    """What becomes of looks at the site's queue, one after the other."""
    outcomes: list[Exception | None] = []

    def require() -> None:
        if error := outcomes.pop(0):
            raise error

    monkeypatch.setattr(site.runtime.queue, "require", require)
    return outcomes


def test_worker_waits_some_seconds_for_a_queue_that_starts_as_well(
    site: Site, outcomes: list[Exception | None]
) -> None:
    outcomes += [QueueAway(["bviewer.queue: away"]), None]
    worker.require_queue(site.runtime.queue)
    assert outcomes == []


def test_worker_waits_for_no_queue_that_never_will_answer(
    site: Site, outcomes: list[Exception | None]
) -> None:
    outcomes += [SettingsError(["bviewer.queue: no such database"]), None]
    with pytest.raises(SettingsError, match="no such database"):
        worker.require_queue(site.runtime.queue)
    assert outcomes == [None]


@pytest.mark.parametrize(("parent", "restarts"), [(None, True), (1, False)])
def test_worker_of_a_server_leaves_it_to_the_server_to_restart_it(
    queued: Site, monkeypatch: pytest.MonkeyPatch, parent: int | None, restarts: bool
) -> None:
    run: list[worker.BoundConsumer] = []

    def remember(consumer: worker.BoundConsumer) -> None:
        run.append(consumer)

    monkeypatch.setattr(worker.BoundConsumer, "run", remember)
    monkeypatch.setattr(worker, "end_with_parent", lambda *_: None)
    run_worker(queued.runtime, 1, parent)
    assert run[0]._signal_actions[signal.SIGHUP] == (restarts, True)


def test_processes_of_a_worker_share_places_for_decoding(
    queued: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(Places, "share", lambda _places: done.append("shared"))
    monkeypatch.setattr(worker.BoundConsumer, "run", lambda _consumer: done.append("run"))
    run_worker(queued.runtime, 2)
    assert done == ["shared", "run"]


@pytest.fixture
def consumer(queued: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Consumer]:
    """A consumer over the site's queue, ended after the test; what it grants, no test waits for."""
    monkeypatch.setattr(worker, "GRACE", 2 * PATIENCE)
    queued.runtime.queue.register("linger", lambda _seconds: None, Priority.VISITOR)
    queued.runtime.engine.dispose()
    consumer = Consumer(queued.ini, tmp_path)
    processes = consumer.children
    yield consumer
    for process in [consumer.pid, *processes]:
        if is_alive(process):
            os.kill(process, signal.SIGKILL)
    consumer.process.join()


def test_consumer_runs_the_jobs_that_others_send(queued: Site, consumer: Consumer) -> None:
    queued.write("a.jpg")
    queued.sync()
    image = queued.image("a.jpg")
    queued.runtime.send(render_image, image.id)
    wait_until(lambda: len(list(queued.cache.rglob("*.jpg"))) == 5, "the renditions")
    wait_until(lambda: queued.image("a.jpg").placeholder, "what was learned")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_idle_consumer_stops_at_once_with_all_its_processes(
    consumer: Consumer, number: signal.Signals
) -> None:
    processes = consumer.children
    consumer.kill(number)
    assert consumer.process.exitcode == 0
    assert not any(map(is_alive, processes))


def test_job_at_hand_is_finished_on_sigterm(
    queued: Site, consumer: Consumer, tmp_path: Path
) -> None:
    queued.runtime.queue.send("linger", 0.5, key="k")
    wait_until((tmp_path / "begun").exists, "the job")
    consumer.kill(signal.SIGTERM)
    assert (tmp_path / "done").exists()
    assert "linger" not in [task.name for task in queued.runtime.queue.huey.pending()]


def test_job_at_hand_goes_back_to_the_queue_on_sigint(
    queued: Site, consumer: Consumer, tmp_path: Path
) -> None:
    queued.runtime.queue.send("linger", 60, key="k")
    wait_until((tmp_path / "begun").exists, "the job")
    consumer.kill(signal.SIGINT)
    assert not (tmp_path / "done").exists()
    (task,) = [task for task in queued.runtime.queue.huey.pending() if task.name == "linger"]
    assert task.args == ("k", 60)


@pytest.mark.parametrize("busy", [False, True])
def test_processes_of_a_consumer_that_is_killed_end_by_themselves(
    queued: Site, consumer: Consumer, tmp_path: Path, busy: bool
) -> None:
    if busy:
        queued.runtime.queue.send("linger", 60)
        wait_until((tmp_path / "begun").exists, "the job")
    processes = consumer.children
    consumer.kill(signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, processes)), "the end of all processes")


def test_processes_that_are_killed_are_replaced(consumer: Consumer) -> None:
    killed = consumer.children
    for process in killed:
        os.kill(process, signal.SIGKILL)
    wait_until(
        lambda: len(consumer.children) == 2 and not set(killed) & set(consumer.children),
        "new processes",
    )


# What is under way when a consumer is told to end.


@pytest.fixture
def at_work(queued: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Consumer]:
    """A consumer of little patience that tries a photograph whose decoder comes to no end."""

    def hang(*_args: object) -> None:
        (tmp_path / "begun").touch()
        time.sleep(60)

    monkeypatch.setattr(worker, "GRACE", 2)
    monkeypatch.setattr(pipeline, "render", hang)
    queued.write("a.jpg")
    queued.sync()
    image = queued.image("a.jpg")
    queued.runtime.send(render_image, image.id)
    queued.runtime.engine.dispose()
    consumer = Consumer(queued.ini, tmp_path)
    processes = consumer.children
    wait_until((tmp_path / "begun").exists, "the decoder")
    yield consumer
    for process in [consumer.pid, *processes]:
        if is_alive(process):
            os.kill(process, signal.SIGKILL)
    consumer.process.join()


def stop(consumer: Consumer) -> None:
    """What the server does: it reaches the consumer alone."""
    consumer.kill(signal.SIGTERM)


def press_ctrl_c(consumer: Consumer) -> None:
    """What a terminal does: it reaches all processes."""
    for process in consumer.children:
        os.kill(process, signal.SIGINT)
    consumer.kill(signal.SIGINT)


def stop_service(consumer: Consumer) -> None:
    """What systemd does: it reaches all processes as well."""
    for process in consumer.children:
        os.kill(process, signal.SIGTERM)
    consumer.kill(signal.SIGTERM)


def stop_twice(consumer: Consumer) -> None:
    """What the server does for somebody who presses Ctrl-C again."""
    os.kill(consumer.pid, signal.SIGTERM)
    time.sleep(0.1)  # Two signals that wait at the same time are one.
    consumer.kill(signal.SIGTERM)


@pytest.mark.parametrize("end", [stop, press_ctrl_c, stop_service, stop_twice])
def test_attempt_that_an_ordinary_stop_cuts_short_does_not_count(
    queued: Site, at_work: Consumer, end: Callable[[Consumer], None]
) -> None:
    assert queued.image("a.jpg").attempts == 1
    end(at_work)
    row = queued.image("a.jpg")
    assert (row.state, row.attempts, row.attempted_at) == ("ready", 0, None)
    # Periodic tasks may wait as well: consumers send them when they start.
    waiting = [task.name for task in queued.runtime.queue.huey.pending()]
    assert waiting.count("render_image") == 1


def test_consumer_that_is_told_twice_while_it_looks_at_the_clock_ends(
    queued: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker.InlineScheduler, "look", lambda _scheduler: time.sleep(PATIENCE))
    consumer = Consumer(queued.ini, tmp_path)
    workers = consumer.children
    try:
        stop_twice(consumer)
    finally:
        if consumer.process.is_alive():
            consumer.process.kill()
    wait_until(lambda: not any(map(is_alive, workers)), "the end of the workers")


def test_attempt_of_a_worker_that_is_killed_counts(queued: Site, at_work: Consumer) -> None:
    at_work.kill(signal.SIGKILL)
    row = queued.image("a.jpg")
    assert (row.state, row.attempts) == ("ready", 1)
    assert row.attempted_at is not None


@pytest.fixture
def interrupted() -> Iterator[list[int]]:
    """The jobs at hand, of which a signal interrupts one, and heeds that only once."""
    jobs: list[int] = []

    def interrupt(*_args: object) -> None:
        if jobs:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupt)
    signal.signal(signal.SIGUSR1, heeding_once(signal.SIGUSR1))
    yield jobs
    signal.signal(signal.SIGUSR1, before)


def test_signal_that_comes_again_does_not_interrupt_what_follows_the_first(
    interrupted: list[int],
) -> None:
    interrupted.append(1)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGUSR1)
    os.kill(os.getpid(), signal.SIGUSR1)


def test_signal_without_a_job_at_hand_interrupts_the_next_one(interrupted: list[int]) -> None:
    os.kill(os.getpid(), signal.SIGUSR1)
    interrupted.append(1)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGUSR1)
