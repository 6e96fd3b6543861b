"""Syncing a gallery with its folder, at most once at a time."""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bviewer.catalog.sync import Report, SyncRefused, sync_gallery

from .queue import TryLater

if TYPE_CHECKING:
    from .runtime import Runtime

log = logging.getLogger(__name__)


class SyncRunning(SyncRefused):
    """Another process syncs this gallery right now."""


def sync_key(gallery_id: int) -> str:
    """The queue's key: one sync of a gallery is enough."""
    return f"sync:{gallery_id}"


@contextmanager
def sync_lock(runtime: "Runtime", gallery_id: int) -> Iterator[None]:
    """Hold the gallery's sync for this process; a killed process lets go of it.

    Raises SyncRunning if another process holds it.
    """
    folder = runtime.settings.cache / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"sync-{gallery_id}").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SyncRunning("another sync of this gallery is running") from None
        yield


def run_sync(
    runtime: "Runtime",
    gallery_id: int,
    folder: str = "",
    *,
    accept_missing: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Mirror the gallery's folders into albums; raises SyncRefused with the reason."""
    with sync_lock(runtime, gallery_id):
        return sync_gallery(
            runtime.engine,
            runtime.library,
            gallery_id,
            folder,
            accept_missing=accept_missing,
            progress=progress,
        )


def sync_gallery_job(runtime: "Runtime", gallery_id: int) -> None:
    """The same as a job: what stops it is a line in the log.

    Raises TryLater while another sync is running: that one may be killed before it is done.
    """
    try:
        report = run_sync(runtime, gallery_id)
    except SyncRunning as reason:
        raise TryLater(str(reason)) from reason
    except SyncRefused as reason:
        log.warning("gallery %d was not synced: %s", gallery_id, reason)
        return
    log.info("gallery %d: %s", gallery_id, report.summary())
    for problem in report.problems:
        log.warning("gallery %d: %s", gallery_id, problem)
