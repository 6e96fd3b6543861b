"""Sending jobs from requests: after the commit, or never."""

import logging
from typing import Any

from pyramid.request import Request

from .queue import Queue

log = logging.getLogger(__name__)


def enqueue(request: Request, name: str, *args: Any, key: str | None = None) -> None:
    """Send a job once this request's transaction is committed.

    Requests that run outside a transaction (thumbnails) send at once.
    """
    queue = request.registry["bviewer.runtime"].queue
    if request.environ.get("tm.active"):
        request.tm.get().addAfterCommitHook(send_if_committed, args=(queue, name, args, key))
    else:
        send(queue, name, args, key)


def send_if_committed(
    committed: bool, queue: Queue, name: str, args: tuple[Any, ...], key: str | None
) -> None:
    """The hook that `transaction` calls with the outcome."""
    if committed:
        send(queue, name, args, key)


def send(queue: Queue, name: str, args: tuple[Any, ...], key: str | None) -> None:
    """Hand the job over. A queue that is down costs a log line, never the page."""
    try:
        with queue.breaker:
            queue.send(name, *args, key=key)
    except Exception as error:  # noqa: BLE001 - every storage raises its own kind of error.
        log.warning("job %s was not queued: %s", name, error)
