"""Sending work from requests: after the commit or never, and at once where nothing is changed."""

import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from bviewer.config.methods import SAFE_METHODS
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import Priority, Work

if TYPE_CHECKING:
    from pyramid.request import Request

log = logging.getLogger(__name__)


def enqueue(request: "Request", work: Work, *ids: object, priority: Priority | None = None) -> None:
    """Send work once this request's transaction is committed; at once if it changes nothing.

    A request that only reads has nothing to commit, and whatever ends it (a 404, too) must not take
    the work with it.
    """
    if request.environ.get("tm.active") and request.method not in SAFE_METHODS:
        hand_over = (request.runtime, work, ids, priority)
        request.tm.get().addAfterCommitHook(send_if_committed, args=hand_over)
    else:
        send(request.runtime, work, ids, priority)


def send_if_committed(
    committed: bool,
    runtime: Runtime,
    work: Work,
    ids: tuple[object, ...],
    priority: Priority | None,
) -> None:
    """Be the hook that `transaction` calls with the outcome."""
    if committed:
        send(runtime, work, ids, priority)


def send(runtime: Runtime, work: Work, ids: tuple[object, ...], priority: Priority | None) -> None:
    """Hand the work over. A queue that is down costs a log line, never the page."""
    try:
        with runtime.queue.breaker:
            runtime.send(work, *ids, priority=priority)
    except Exception as error:  # noqa: BLE001 - every storage raises its own kind of error.
        log.warning("task %s was not queued: %s", runtime.tasks[work].name, error)
        leave_note(runtime, work, ids)


def leave_note(runtime: Runtime, work: Work, ids: tuple[object, ...]) -> None:
    """Have the work recovered, if it is of a kind that leaves notes."""
    task = runtime.tasks[work]
    if task.note is None:
        return
    try:
        task.note(runtime, *ids)
    except OperationalError as error:
        log.warning("task %s is forgotten: %s", task.name, error.orig)
