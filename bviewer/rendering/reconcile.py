"""When an original is found not to be what its row says: gone, changed, or changing."""

import time
from typing import BinaryIO
from zoneinfo import ZoneInfo

from bviewer.albums.failures import UNKNOWN_TIME
from bviewer.albums.item_times import remember_shifted
from bviewer.albums.originals import home_of, mark_missing
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.reading import Reader, Reading, entry_of, inode_of, open_known
from bviewer.library.tree import Library
from bviewer.models import ImageState
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater
from bviewer.rendering.attempts import RenderAttempt, describe, find_image, image_of, note
from bviewer.renditions.versions import failure_version
from bviewer.sandbox.errors import SourceChanged
from bviewer.sync.following import (
    Fate,
    fate_of,
    is_known_elsewhere,
    is_other_inode,
    is_unsynced,
    row_of_folder,
)
from bviewer.sync.service import sync_gallery_in_turn

SETTLED_AFTER = 5  # Seconds without a change after which a file is taken to be complete.
RETRY_DELAY = 5  # Seconds.


def is_unsettled(mtime_ns: int) -> bool:
    """Tell whether somebody may still be writing a file. A time in the future tells nothing."""
    return 0 <= time.time() - mtime_ns / 1e9 < SETTLED_AFTER


def follow_original(runtime: Runtime, attempt: RenderAttempt) -> None:
    """Let the row say what became of its file; raises TryLater, because it is not rendered yet."""
    if follow(runtime, attempt) == Fate.UNKNOWN:
        runtime.send(recognise_original, attempt.image_id)
        raise TryLater(f"{attempt.path!r} is another photograph now", RETRY_DELAY)
    raise TryLater(f"{attempt.path!r} has changed", RETRY_DELAY)


def follow(runtime: Runtime, attempt: RenderAttempt) -> Fate:
    """Let the row say what became of its file, as far as no sync has to; returns what did.

    Raises TryLater if somebody may be writing it.
    """
    library = home_of(runtime.library, attempt.home)
    reading = read_again(runtime, library, attempt)
    if reading.facts.problem and is_unsettled(reading.entry.mtime_ns):
        raise TryLater(f"{attempt.path!r} is not complete yet", RETRY_DELAY)
    with work_session(runtime.engine) as session:
        image = image_of(runtime, session, attempt)
        if image is None:  # The row says so already.
            return Fate.FOLLOWS
        fate = fate_of(session, library, attempt.gallery_id, image, reading)
        if fate == Fate.FOLLOWS:
            remember_shifted(image, reading, failure_version(runtime.limits))
        if fate == Fate.GONE:
            mark_missing(image)
        if fate != Fate.UNKNOWN:
            refresh_summaries(session, {image.album_id})
    return fate


def recognise_original(runtime: Runtime, image_id: str) -> None:
    """Note the marks of an original that somebody asked for and that was touched, moved or copied
    back; have the gallery synced if it is another file by now."""
    with reading_session(runtime.engine) as session:
        image = find_image(session, image_id)
        if image is None or image.state == ImageState.MISSING:
            return
        attempt = describe(runtime, session, image)
        is_picked = is_unsynced(session, image)
    try:
        with open_expected(runtime, attempt) as file:
            ctime_ns, inode = entry_of(file, attempt.path).ctime_ns, inode_of(file)
    except FileNotFoundError:
        have_synced(runtime, attempt)
    except SourceChanged:
        if not is_picked or follow(runtime, attempt) == Fate.UNKNOWN:
            have_synced(runtime, attempt)
    else:
        if may_be_another(runtime, attempt, inode):
            have_synced(runtime, attempt)
        else:
            note(runtime, attempt, ctime_ns=ctime_ns, inode=inode)


def may_be_another(runtime: Runtime, attempt: RenderAttempt, inode: int) -> bool:
    """Tell whether a file of the right content may be an equal one from elsewhere.

    Its folder may have come along with it: a sync has to judge of that, by the inode in the row.
    """
    with reading_session(runtime.engine) as session:
        image = image_of(runtime, session, attempt)
        if image is None or is_unsynced(session, image) or not is_other_inode(image, inode):
            return False
        return is_known_elsewhere(session, attempt.gallery_id, image, image.quick_hash)


def have_synced(runtime: Runtime, attempt: RenderAttempt) -> None:
    """Send a sync that reads an original again, whatever its size and times are."""
    with work_session(runtime.engine) as session:
        image = image_of(runtime, session, attempt)
        if image is not None:
            row = row_of_folder(session, attempt.gallery_id, image.path) or image
            row.ctime_ns = UNKNOWN_TIME
    runtime.send(sync_gallery_in_turn, attempt.gallery_id)


def open_expected(runtime: Runtime, attempt: RenderAttempt) -> BinaryIO:
    """Return the original; raise SourceChanged if it is not what the row describes any more."""
    library = home_of(runtime.library, attempt.home)
    return open_known(library, attempt.path, attempt.known)


def read_again(runtime: Runtime, library: Library, attempt: RenderAttempt) -> Reading:
    """Return what the file is now; raise TryLater if it is gone, OSError if nobody can tell."""
    try:
        return Reader(library, ZoneInfo(attempt.time_zone), runtime.limits).read(attempt.path)
    except FileNotFoundError as error:
        # It may have been moved, or its disk may be away: only a sync can tell, and it has a brake.
        runtime.send(sync_gallery_in_turn, attempt.gallery_id)
        raise TryLater(f"{attempt.path!r} is not there") from error
