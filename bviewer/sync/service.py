"""Syncing a gallery with its folder, at most once at a time."""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bviewer.albums.failures import reconsider
from bviewer.albums.times import reconsider_times, reread_all
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery
from bviewer.queue.file_locks import is_locked, open_lock
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater
from bviewer.renditions.versions import failure_version
from bviewer.sync.guard import SyncRefused, logged
from bviewer.sync.history import recording
from bviewer.sync.report import Report, Witness
from bviewer.sync.run import sync_gallery

log = logging.getLogger(__name__)

Progress = Callable[[int], None]

# Seconds. The child that reads for a sync holds its lock too, and dies a moment after it.
LOCK_PATIENCE = 0.5

# Seconds until a task looks whether the one before it is done.
TURN_DELAY = 60


class SyncRunning(SyncRefused):
    """Another process syncs this gallery right now."""


@contextmanager
def sync_lock(runtime: Runtime, gallery_id: int) -> Iterator[None]:
    """Hold the gallery's sync for this process; a killed process lets go of it.

    Refuse if another process holds it.
    """
    with open_lock(lock_file(runtime, gallery_id)) as file:
        deadline = time.monotonic() + LOCK_PATIENCE
        while not is_locked(file):
            if time.monotonic() > deadline:
                raise SyncRunning("sync_running")
            time.sleep(0.02)
        yield


@contextmanager
def turn(runtime: Runtime) -> Iterator[None]:
    """Be the only sync that workers are at: else all of them might be, and none at images.

    Raises TryLater if there is one.
    """
    with open_lock(lock_file(runtime, "of-workers")) as file:
        if not is_locked(file):
            raise TryLater("another gallery is being synced", TURN_DELAY)
        yield


def is_being_read(runtime: Runtime, gallery_id: int) -> bool:
    """Tell whether a gallery is being synced, or never was: so its images may still come."""
    try:
        with lock_file(runtime, gallery_id).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return True
    return False


def lock_file(runtime: Runtime, name: int | str) -> Path:
    """Return the file that whoever syncs a gallery (its id), or one for workers, has locked."""
    return runtime.settings.cache / "locks" / f"sync-{name}"


def run_sync(
    runtime: Runtime,
    gallery_id: int,
    folder: str = "",
    *,
    accept_missing: bool = False,
    again: bool = False,
    progress: Progress = lambda _images_read: None,
) -> Report:
    """Mirror the gallery's folders into albums; refuse if a disk looks unmounted.

    If asked for, files are read `again` that nothing suggests were touched.
    """
    with sync_lock(runtime, gallery_id):
        if again:
            with work_session(runtime.engine) as session:
                reread_all(session, gallery_id, folder)
        return record_sync(
            runtime, gallery_id, folder, accept_missing=accept_missing, progress=progress
        )


def record_sync(
    runtime: Runtime,
    gallery_id: int,
    folder: str = "",
    *,
    accept_missing: bool = False,
    progress: Progress,
) -> Report:
    """Sync a gallery whose lock is held, and keep a report of it."""
    with recording(runtime.engine, gallery_id) as record:

        def reach(images_read: int) -> None:
            progress(images_read)
            record.reach(images_read)

        with work_session(runtime.engine) as session:
            reconsider(session, gallery_id, failure_version(runtime.limits))
            reconsider_times(session, session.get_one(Gallery, gallery_id))
        record.report = sync_gallery(
            runtime.engine,
            runtime.library,
            gallery_id,
            folder,
            limits=runtime.limits,
            accept_missing=accept_missing,
            witness=Witness(reach, record.keep),
        )
    return record.report


def sync_gallery_in_turn(runtime: Runtime, gallery_id: int) -> None:
    """Sync a gallery in the background, where what stops it is a line in the log.

    Raises TryLater while another sync is running: one of this gallery may be killed before it is
    done.
    """
    hold_on = runtime.renewing(sync_gallery_in_turn, gallery_id)
    try:
        with turn(runtime), sync_lock(runtime, gallery_id):
            if is_removed(runtime, gallery_id):
                return
            report = record_sync(runtime, gallery_id, progress=lambda _images_read: hold_on())
    except SyncRunning as running:
        raise TryLater("another sync of this gallery is running") from running
    except SyncRefused as refusal:
        log.warning("gallery %d was not synced: %s", gallery_id, logged(refusal))
        return
    log.info("gallery %d: %s", gallery_id, report.summary())
    if passed_over := report.passed_over():
        log.info("gallery %d: %s", gallery_id, printable(passed_over))
    for line in report.openness():
        log.warning("gallery %d: %s", gallery_id, printable(line))
    for line in report.unread():
        log.warning("gallery %d: %s", gallery_id, line)


def is_removed(runtime: Runtime, gallery_id: int) -> bool:
    """Tell whether a gallery is gone; none goes while its lock is held."""
    with reading_session(runtime.engine) as session:
        return session.get(Gallery, gallery_id) is None
