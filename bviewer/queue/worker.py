"""Worker processes: Huey's consumer, started by a command or as a child of the web process."""

import gc
import multiprocessing
import signal
import time
from collections.abc import Callable
from typing import Any

from huey.consumer import Consumer, ConsumerStopped, Scheduler, Worker

from bviewer.queue.presence import Presence
from bviewer.queue.queue import Queue
from bviewer.queue.runtime import Runtime
from bviewer.queue.storage import QueueAway, SignedHuey, outliving_storage
from bviewer.sandbox.child_process import end_with_parent

GRACE = 5  # Seconds for the tasks at hand, once the worker is told to end.
HEALTH_CHECK_INTERVAL = 2  # Seconds after which a process that was killed is noticed and replaced.
LONGEST_NAP = 0.5  # Seconds between two looks at an empty queue.
FIRST_LOOKS = 5  # At the queue, a second apart: it may be starting as well.
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}


class BoundWorker(Worker):
    """Runs tasks, as long as there is a consumer to stop it."""

    def initialize(self) -> None:
        """Runs first in the new process."""
        end_with_consumer()
        self.heed = heeding_once(signal.SIGINT)
        super().initialize()

    def loop(self, now: Any = None) -> None:
        """Run the next task, if there is one."""
        signal.signal(signal.SIGINT, self.heed)
        super().loop(now)


class InlineScheduler(Scheduler):
    """Sends periodic tasks and those put off, from the consumer's own process.

    A process of its own would have nothing to do for all but a moment of each second. The consumer
    takes this for one, which is alive until all are told to stop.
    """

    def __init__(self, huey: SignedHuey, *args: Any, **options: Any) -> None:
        super().__init__(SchedulingHuey(huey), *args, **options)

    def start(self) -> None:
        """Do nothing: `look` is called again and again."""

    def join(self, timeout: float | None = None) -> None:
        """Do not wait for anything."""

    def is_alive(self) -> bool:
        """Return whether it goes on."""
        return not self.stop_flag.is_set()

    def look(self) -> None:
        """Send what is due, if the last look was some time ago."""
        if time.monotonic() >= self._next_loop:
            self.loop()

    def sleep_for_interval(self, start_ts: float, nseconds: float) -> None:
        """Do not sleep: the consumer has other things to look at."""

    def enqueue_periodic_tasks(self, now: Any) -> None:
        """Send what is due, unless the storage is away: each try would keep all waiting."""
        if not self.huey.is_away():
            super().enqueue_periodic_tasks(now)


class SchedulingHuey:
    """What the scheduler has of Huey. What cannot be sent now is found by `recover`."""

    def __init__(self, huey: SignedHuey) -> None:
        self.read_schedule = huey.read_schedule
        self.read_periodic = huey.read_periodic
        self.is_away = huey.is_away
        self.enqueue = outliving_storage()(huey.enqueue)


def end_with_consumer() -> None:
    """End this process with the consumer that forked it: it would never end by itself."""
    consumer = multiprocessing.parent_process()
    assert consumer is not None
    assert consumer.pid is not None
    end_with_parent(consumer.pid, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def heeding_once(number: signal.Signals) -> Callable[..., None]:
    """Return a handler for a signal that does as the present one, but interrupts only once.

    Ctrl-C comes from the terminal and again from the consumer. The second time it would interrupt
    the task at taking its attempt back and going back to the queue.
    """
    interrupt = signal.getsignal(number)
    assert callable(interrupt)

    def heed(*args: Any) -> None:
        signal.signal(number, signal.SIG_IGN)
        interrupt(*args)  # Raises KeyboardInterrupt if there is a task at hand.
        signal.signal(number, heed)

    return heed


class BoundConsumer(Consumer):
    """Huey's consumer with processes that never outlive it, and no process for its scheduler."""

    worker_class = BoundWorker
    scheduler_class = InlineScheduler

    def __init__(
        self, queue: Queue, workers: int, beside: Callable[[], None], **options: Any
    ) -> None:
        super().__init__(queue.huey, workers=workers, **options)
        self._presence = Presence(queue, workers)
        self._beside = beside

    def start(self) -> None:
        """Start all processes. A signal that comes too early is heeded once there is a handler."""
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        super().start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def leave(self) -> None:
        """Let nobody count on this worker any more."""
        self._presence.end()

    def leave_restarts_to_parent(self) -> None:
        """Stop on SIGHUP, where Huey runs its command line again: that may be the parent's."""
        self._signal_actions[signal.SIGHUP] = (False, True)

    def loop(self, health_check_ts: float | None = None) -> Any:
        """Look at the clock, and then at the workers."""
        try:
            self.scheduler.look()
            self._presence.say()
            self._beside()
            return super().loop(health_check_ts)
        except KeyboardInterrupt:  # Told to end a second time, before Huey came to the first.
            self.stop()
            raise ConsumerStopped from None

    def _create_process(self, process: Any, name: str) -> Any:
        """Make a process that is started at once, but for the scheduler, which needs none."""
        if isinstance(process, InlineScheduler):
            return process
        self.huey.storage.close()  # The scheduler's connection must not cross a fork.
        return super()._create_process(process, name)


def run_worker(
    runtime: Runtime,
    workers: int,
    parent: int | None = None,
    beside: Callable[[], None] = lambda: None,
) -> None:
    """Run tasks until SIGTERM (finish what is at hand) or SIGINT (put it back into the queue).

    Ten times a second this process does what is done `beside` tasks, which must not wait.
    `parent` is the process that started this one, if its death should end this one like SIGTERM.
    Raises SettingsError if the queue does not answer for some seconds. Later, workers wait for it:
    a queue that was there once is named rightly.
    """
    require_queue(runtime.queue)
    if parent is not None:
        end_with_parent(parent, signal.SIGTERM)
    runtime.engine.dispose()  # No connection may cross a fork.
    runtime.places.share()
    # Nor may the collector touch what all processes share.
    gc.collect()
    gc.freeze()
    consumer = BoundConsumer(
        runtime.queue,
        workers,
        beside,
        worker_type="process",
        max_delay=LONGEST_NAP,
        health_check_interval=HEALTH_CHECK_INTERVAL,
        shutdown_timeout=GRACE,
        graceful_signal="TERM",
    )
    if parent is not None:
        consumer.leave_restarts_to_parent()
    try:
        consumer.run()
    finally:
        consumer.leave()


def require_queue(queue: Queue) -> None:
    """Raise SettingsError if the queue never will answer, or does not within a few seconds."""
    for _ in range(FIRST_LOOKS - 1):
        try:
            return queue.require()
        except QueueAway:
            time.sleep(1)
    return queue.require()
