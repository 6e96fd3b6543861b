"""Doing a worker's work inside the test: what waits in the queue, and what was put off."""

from datetime import timedelta

from huey.api import Task

from bviewer.jobs.queue import Queue


def run_waiting(queue: Queue) -> int:
    """Run the jobs that wait, one after another; returns how many there were."""
    count = 0
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)
        count += 1
    return count


def due(queue: Queue, seconds: float) -> list[Task]:
    """The jobs that were put off and are due in so many seconds; they leave the schedule."""
    tasks: list[Task] = queue.huey.read_schedule(later(queue, seconds))
    return tasks


def run_due(queue: Queue, seconds: float) -> int:
    """Run what was put off as if so many seconds had passed; returns how many jobs there were."""
    tasks = due(queue, seconds)
    for task in tasks:
        queue.huey.execute(task, later(queue, seconds))
    return len(tasks)


def later(queue: Queue, seconds: float) -> object:
    """The queue's clock in so many seconds."""
    return queue.huey._get_timestamp() + timedelta(seconds=seconds)
