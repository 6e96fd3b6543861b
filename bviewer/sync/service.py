"""Syncing a gallery with its folder, at most once at a time."""

import fcntl
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bviewer.albums.failures import reconsider
from bviewer.albums.times import reconsider_times, reread_all
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery
from bviewer.queue.file_locks import is_locked, open_lock
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import NotItsTurn
from bviewer.renditions.versions import failure_version
from bviewer.sync.guard import SyncRefused, logged, require_answer
from bviewer.sync.history import recording
from bviewer.sync.looking import (
    Seen,
    forget_seen,
    load_seen,
    look,
    note_refusal,
    seen_file,
    store_seen,
)
from bviewer.sync.report import Report, Witness
from bviewer.sync.run import sync_gallery

log = logging.getLogger(__name__)

Progress = Callable[[int], None]

# Seconds. The child that reads for a sync holds its lock too, and dies a moment after it.
LOCK_PATIENCE = 0.5

# Seconds until a task looks whether the one before it is done.
TURN_DELAY = 60

# Seconds without a word from a sync after which it is given up: the longest step between two takes
# a fraction of that.
SILENCE = 900


class Manner(NamedTuple):
    """How a sync is done: whether the disk answered before it; for how many seconds nobody may have
    written to a file that it reads; and whether nobody asked for it.
    """

    is_answered: bool = True
    rest: float = 0
    by_itself: bool = False


ASKED_FOR = Manner()


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

    Raises NotItsTurn if there is one.
    """
    with open_lock(lock_file(runtime, "of-workers")) as file:
        if not is_locked(file):
            raise NotItsTurn("another gallery is being synced", TURN_DELAY)
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

    Only `folder` and those below are looked at, if nothing but pictures of known albums came.

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
    manner: Manner = ASKED_FOR,
    progress: Progress,
) -> Report:
    """Sync a gallery whose lock is held, and keep a report of it."""
    with recording(runtime.engine, gallery_id, by_itself=manner.by_itself) as record:
        require_answer(answers=manner.is_answered)

        def reach(images_read: int) -> None:
            progress(images_read)
            record.reach(images_read)

        with work_session(runtime.engine) as session:
            reconsider(session, gallery_id, failure_version(runtime.limits))
            gallery = session.get_one(Gallery, gallery_id)
            reconsider_times(session, gallery)
            seen = Seen(gallery.home) if gallery.auto_sync else None
        record.report = sync_gallery(
            runtime.engine,
            runtime.library.waiting(manner.rest),
            gallery_id,
            folder,
            limits=runtime.limits,
            accept_missing=accept_missing,
            witness=Witness(reach, record.keep),
        )
    if record.report.is_whole:
        note_seen(runtime, gallery_id, seen, record.report)
    return record.report


def note_seen(runtime: Runtime, gallery_id: int, seen: Seen | None, report: Report) -> None:
    """Note what a whole sync saw, if the gallery is looked at; what is undone is due again."""
    try:
        if seen is None:
            forget_seen(runtime, gallery_id)
            return
        undone = {"": None} if report.is_unfinished else {}
        store_seen(runtime, gallery_id, replace(seen, folders={**report.times, **undone}))
    except OSError as error:
        log.warning("gallery %d: what was seen cannot be noted: %s", gallery_id, error)


def sync_gallery_in_turn(runtime: Runtime, gallery_id: int) -> None:
    """Sync a gallery in the background, where what stops it is a line in the log."""
    hold_on = runtime.renewing(sync_gallery_in_turn, gallery_id)
    with in_turn(runtime, gallery_id):
        sync_and_note(runtime, gallery_id, hold_on)


def sync_and_note(
    runtime: Runtime, gallery_id: int, hold_on: Callable[[], None], manner: Manner = ASKED_FOR
) -> None:
    """Sync a gallery whose lock is held, and note for looks what it saw, or why it was refused.

    What nobody asked for is not done if it would be refused again for the same, or the owner does
    without.
    """
    gallery = find_gallery_to_sync(runtime, gallery_id)
    if gallery is None or (manner.by_itself and not gallery.auto_sync):
        forget_seen(runtime, gallery_id)
        return
    seen = load_seen(seen_file(runtime, gallery_id))
    if seen is None or seen.home != gallery.home:
        seen = Seen(gallery.home)
    now = look(runtime, gallery.home, seen.folders)
    if manner.by_itself and seen.refused and not seen.is_past(now):
        note_refusal(runtime, gallery_id, seen, now)  # Whoever watches hears that it was looked at.
        return
    manner = manner._replace(is_answered=now is not None)
    if not sync_and_say(runtime, gallery_id, hold_on, manner) and gallery.auto_sync:
        note_refusal(runtime, gallery_id, seen, now)


@contextmanager
def in_turn(runtime: Runtime, gallery_id: int) -> Iterator[None]:
    """Be the only sync that workers are at, and the only one of a gallery.

    Raises NotItsTurn while another sync is running: one of this gallery may be killed before it is
    done.
    """
    with turn(runtime), ExitStack() as stack:
        try:
            stack.enter_context(sync_lock(runtime, gallery_id))
        except SyncRunning as running:
            raise NotItsTurn("another sync of this gallery is running") from running
        yield


def sync_and_say(
    runtime: Runtime, gallery_id: int, hold_on: Callable[[], None], manner: Manner
) -> bool:
    """Sync a gallery whose lock is held, and say what became of it in the log; whether it was not
    refused.
    """
    with ending_unless_heard(runtime) as heard:

        def go_on(_images_read: int) -> None:
            hold_on()
            heard()

        try:
            report = record_sync(runtime, gallery_id, manner=manner, progress=go_on)
        except SyncRefused as refusal:
            log.warning("gallery %d was not synced: %s", gallery_id, logged(refusal))
            return False
    log.info("gallery %d: %s", gallery_id, report.summary())
    if manner.by_itself and report.is_idle:
        return True  # What is wrong with files was said when they came.
    if passed_over := report.passed_over():
        log.info("gallery %d: %s", gallery_id, printable(passed_over))
    for line in report.openness():
        log.warning("gallery %d: %s", gallery_id, printable(line))
    for line in report.unread():
        log.warning("gallery %d: %s", gallery_id, line)
    return True


@contextmanager
def ending_unless_heard(runtime: Runtime) -> Iterator[Callable[[], None]]:
    """End this worker if what is yielded is not called for a long time.

    Only a signal that kills ends a call to a disk that does not answer. Another worker takes its
    place, and the task is found again.
    """
    is_worker = runtime.settings.queue != "immediate"
    seconds = SILENCE if is_worker else 0

    def hear() -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    hear()
    try:
        yield hear
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def find_gallery_to_sync(runtime: Runtime, gallery_id: int) -> Gallery | None:
    """Return a gallery; None if it is gone, and none goes while its lock is held."""
    with reading_session(runtime.engine) as session:
        return session.get(Gallery, gallery_id)
