"""Worker processes: Huey's consumer, started by a command or as a child of the web process."""

import multiprocessing
import signal
import time
from collections.abc import Callable
from typing import Any

from huey.consumer import Consumer, Scheduler, Worker

from bviewer.queue.queue import Queue
from bviewer.queue.runtime import Runtime
from bviewer.queue.storage import QueueAway, outliving_storage
from bviewer.sandbox.child_process import end_with_parent

GRACE = 5  # Seconds for the jobs at hand, once the worker is told to end.
HEALTH_CHECK_INTERVAL = 2  # Seconds after which a process that was killed is noticed and replaced.
LONGEST_NAP = 0.5  # Seconds between two looks at an empty queue.
FIRST_LOOKS = 5  # At the queue, a second apart: it may be starting as well.
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}


class BoundWorker(Worker):
    """Runs jobs, as long as there is a consumer to stop it."""

    def initialize(self) -> None:
        """Runs first in the new process."""
        end_with_consumer()
        self.heed = heeding_once(signal.SIGINT)
        super().initialize()

    def loop(self, now: Any = None) -> None:
        """Run the next job, if there is one."""
        signal.signal(signal.SIGINT, self.heed)
        super().loop(now)


class BoundScheduler(Scheduler):
    """Sends periodic jobs and those put off, as long as there is a consumer to stop it."""

    def initialize(self) -> None:
        """Runs first in the new process."""
        end_with_consumer()
        # In this process alone: what cannot be sent now is found by `recover`.
        self.huey.enqueue = outliving_storage()(self.huey.enqueue)
        super().initialize()


def end_with_consumer() -> None:
    """End this process with the consumer that forked it: it would never end by itself."""
    consumer = multiprocessing.parent_process()
    assert consumer is not None
    assert consumer.pid is not None
    end_with_parent(consumer.pid, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def heeding_once(number: signal.Signals) -> Callable[..., None]:
    """A handler for a signal that does as the present one, but interrupts only once.

    Ctrl-C comes from the terminal and again from the consumer. The second time it would interrupt
    the job at taking its attempt back and going back to the queue.
    """
    interrupt = signal.getsignal(number)
    assert callable(interrupt)

    def heed(*args: Any) -> None:
        signal.signal(number, signal.SIG_IGN)
        interrupt(*args)  # Raises KeyboardInterrupt if there is a job at hand.
        signal.signal(number, heed)

    return heed


class BoundConsumer(Consumer):
    """Huey's consumer with processes that never outlive it."""

    worker_class = BoundWorker
    scheduler_class = BoundScheduler

    def start(self) -> None:
        """Start all processes. A signal that comes too early is heeded once there is a handler."""
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        super().start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def run_worker(runtime: Runtime, workers: int, parent: int | None = None) -> None:
    """Run jobs until SIGTERM (finish what is at hand) or SIGINT (put it back into the queue).

    `parent` is the process that started this one, if its death should end this one like SIGTERM.
    Raises SettingsError if the queue does not answer for some seconds. Later, workers wait for it:
    a queue that was there once is named rightly.
    """
    require_queue(runtime.queue)
    if parent is not None:
        end_with_parent(parent, signal.SIGTERM)
    runtime.engine.dispose()  # No connection may cross a fork.
    BoundConsumer(
        runtime.queue.huey,
        workers=workers,
        worker_type="process",
        max_delay=LONGEST_NAP,
        health_check_interval=HEALTH_CHECK_INTERVAL,
        shutdown_timeout=GRACE,
        graceful_signal="TERM",
    ).run()


def require_queue(queue: Queue) -> None:
    """Raise SettingsError if the queue never will answer, or does not within a few seconds."""
    for _ in range(FIRST_LOOKS - 1):
        try:
            return queue.require()
        except QueueAway:
            time.sleep(1)
    return queue.require()
