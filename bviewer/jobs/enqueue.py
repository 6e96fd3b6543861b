"""Sending jobs from requests: after the commit, or never."""

import logging
from typing import TYPE_CHECKING, Any

from pyramid.request import Request
from sqlalchemy.exc import OperationalError

from bviewer.jobs.attempts import note_wanted

if TYPE_CHECKING:
    from bviewer.jobs.runtime import Runtime

log = logging.getLogger(__name__)

# What a job that cannot be queued leaves in the database, for the sweep to find it afterwards.
NOTES = {"render_image": note_wanted}


def enqueue(request: Request, name: str, *args: Any, key: str | None = None) -> None:
    """Send a job once this request's transaction is committed.

    Requests that run outside a transaction (thumbnails) send at once.
    """
    runtime = request.registry["bviewer.runtime"]
    if request.environ.get("tm.active"):
        request.tm.get().addAfterCommitHook(send_if_committed, args=(runtime, name, args, key))
    else:
        send(runtime, name, args, key)


def send_if_committed(
    committed: bool, runtime: "Runtime", name: str, args: tuple[Any, ...], key: str | None
) -> None:
    """The hook that `transaction` calls with the outcome."""
    if committed:
        send(runtime, name, args, key)


def send(runtime: "Runtime", name: str, args: tuple[Any, ...], key: str | None) -> None:
    """Hand the job over. A queue that is down costs a log line, never the page."""
    try:
        with runtime.queue.breaker:
            runtime.queue.send(name, *args, key=key)
    except Exception as error:  # noqa: BLE001 - every storage raises its own kind of error.
        log.warning("job %s was not queued: %s", name, error)
        leave_note(runtime, name, args)


def leave_note(runtime: "Runtime", name: str, args: tuple[Any, ...]) -> None:
    """Have the sweep send the job, if it is one that the sweep can find."""
    if name not in NOTES:
        return
    try:
        NOTES[name](runtime, *args)
    except OperationalError as error:
        log.warning("job %s is forgotten: %s", name, error.orig)
