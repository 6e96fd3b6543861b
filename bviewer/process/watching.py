"""Watching folders, so that what is new appears within seconds.

What happens there only says that it is worth looking: an ordinary sync finds out what it was. Which
folders there are is told by what the last sync saw. So a folder that came and went again, the end
of a queue that was too short, or a name that leads nowhere by now do no harm.

The consumer does this in its own loop, which never waits: it reads what the kernel has to tell.
Folders are opened by a thread that ends with that, because a disk may not answer.
"""

import logging
import os
import platform
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bviewer.albums.originals import home_of
from bviewer.library.formats import is_listed
from bviewer.library.ignoring import IGNORE_FILE, NO_RULES
from bviewer.library.listing import FolderTimes, times_of
from bviewer.library.notifying import CannotNotify, Event, Happening, Notifier
from bviewer.library.sidecars import is_sidecar
from bviewer.library.tree import Library, UnsafePath
from bviewer.queue.file_locks import is_locked, open_lock
from bviewer.queue.runtime import Runtime
from bviewer.queue.storage import outliving_storage
from bviewer.sync.by_itself import REST, sync_by_itself
from bviewer.sync.looking import Seen, load_seen, seen_folder

log = logging.getLogger(__name__)

# Seconds. All of these are waited for by nobody else.
LOCK_EVERY = 20
FILES_EVERY = 1
CALM = REST + 0.5  # After the last thing that happened: by then a file that was written is at rest.
LONGEST = 20  # After the first thing, however much goes on.
AGAIN = 2  # Until a sync is sent that waits or runs already, of something else perhaps.
UNANSWERED = 60  # Until a sync may be sent again of which nothing was heard.
SHARE = 4  # Times that a sync took, until the next one may begin.
MOST = 60

FOLDER_GONE = Happening.DELETE_SELF | Happening.MOVE_SELF | Happening.UNMOUNT | Happening.IGNORED


@dataclass(slots=True)
class Opening:
    """What a thread found that opened the folders of a gallery: their watches, and whether they are
    as they were seen. If the last sync `was_refused`, former watches tell when it may be no more.
    """

    watches: set[int] = field(default_factory=set)
    is_changed: bool = False
    is_restless: bool = False
    was_refused: bool = False
    obstacle: str = ""
    is_done: bool = False

    def open_all(self, library: Library, seen: Seen, notifier: Notifier) -> None:
        """Have the kernel tell of folders; only then look whether they changed since, unless it is
        known that no sync is possible."""
        try:
            for folder, times in seen.folders.items():
                self.open(library, folder, times, notifier)
            if seen.refused:
                self.was_refused, self.is_changed, self.is_restless = True, False, False
        except CannotNotify as obstacle:
            self.obstacle = str(obstacle)
        finally:
            self.is_done = True

    def open(
        self, library: Library, folder: str, times: FolderTimes | None, notifier: Notifier
    ) -> None:
        """Have the kernel tell of one folder, and compare its times."""

        def watch(opened: int) -> FolderTimes:
            self.watches.add(notifier.add(opened))
            return times_of(os.fstat(opened))

        try:
            now = library.within(folder, watch)
        except (OSError, UnsafePath):
            now = None
        self.is_changed |= now != times
        self.is_restless |= times is None


@dataclass(slots=True)
class Watched:
    """A gallery: its watches, the `stamp` of what was seen of it, and what is to be done.

    Of what happens, `first` and `last` are when; `sent` is when a sync was sent of which nothing
    was heard yet, and `not_before` when the next one may be. `was_changed` is true if its folders
    were not as a sync had just seen them: disks that never tell the same twice are asked once.
    """

    stamp: tuple[int, int]
    watches: set[int] = field(default_factory=set)
    opening: Opening | None = None
    first: float | None = None
    last: float = 0
    sent: float | None = None
    not_before: float = 0
    was_changed: bool = False

    def note(self) -> None:
        """Note that something happened."""
        self.last = time.monotonic()
        self.first = self.last if self.first is None else self.first

    def is_due(self, now: float) -> bool:
        """Tell whether a sync is to be sent: when all is calm, or has not been for long."""
        if self.first is None or now < self.not_before:
            return False
        return now - self.last >= CALM or now - self.first >= LONGEST

    def hear(self, now: float) -> None:
        """Note that a sync was done: the longer it took, the longer the next one waits."""
        if self.sent is not None:
            self.not_before = now + min(MOST, SHARE * (now - self.sent))
            self.sent = None


class Watcher:
    """Watches the folders of all galleries that are synced by themselves, for one machine."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._galleries: dict[int, Watched] = {}
        self._lock: TextIO | None = None
        self._notifier: Notifier | None = None
        self._is_over = not runtime.settings.watch
        self._lock_at = self._files_at = 0.0

    def close(self) -> None:
        """Leave it to another one, if there is any."""
        for each in (self._notifier, self._lock):
            if each is not None:
                each.close()
        self._notifier = self._lock = None

    def look(self) -> None:
        """Do what is to be done by now; called again and again."""
        if self._is_over:
            return
        now = time.monotonic()
        try:
            if self._notifier is None and not self._begin(now):
                return
            self._take_notice()
            if now >= self._files_at:
                self._files_at = now + FILES_EVERY
                self._follow_files()
            for gallery in self._galleries.values():
                self._take_over(gallery)
            self._send(now)
        except CannotNotify as obstacle:
            self._give_up(str(obstacle))
        except OSError as error:
            log.warning("folders are not watched for a moment: %s", error)
            self._files_at = now + LOCK_EVERY

    def _begin(self, now: float) -> bool:
        """Be the one that watches on this machine, unless another one is."""
        if now < self._lock_at:
            return False
        self._lock_at = now + LOCK_EVERY
        if self._lock is None:
            name = f"watch-{platform.node()}"
            self._lock = open_lock(self._runtime.settings.cache / "locks" / name)
        if not is_locked(self._lock):
            return False
        self._notifier = Notifier()
        return True

    def _give_up(self, obstacle: str) -> None:
        """Say once why nothing is watched, and leave it to the looks now and then."""
        self._is_over = True
        self.close()
        minutes = self._runtime.settings.look_minutes
        instead = f"they are looked at every {minutes} minutes" if minutes else "nor looked at"
        log.warning("folders are not watched: %s; %s", obstacle, instead)

    def _take_notice(self) -> None:
        """Note in which galleries something happened that may matter."""
        assert self._notifier is not None
        for event in self._notifier.events():
            is_lost, is_over = event.what & Happening.OVERFLOW, event.what & Happening.IGNORED
            for gallery in self._galleries.values():
                # Of folders that are being opened it is not known yet which watches are theirs.
                is_its = event.watch in gallery.watches or gallery.opening is not None
                if is_lost or (is_its and self._matters(event)):
                    gallery.note()
                if is_over:
                    gallery.watches.discard(event.watch)

    def _matters(self, event: Event) -> bool:
        """Tell whether a sync may find anything; what systems leave behind it would pass over."""
        name = event.name
        if event.what & FOLDER_GONE or not name:
            return bool(event.what & FOLDER_GONE)
        if name == IGNORE_FILE:
            return True
        is_folder = bool(event.what & Happening.IS_FOLDER)
        if NO_RULES.reason("", name, is_folder=is_folder) is not None:
            return False
        return is_folder or is_listed(name, self._runtime.settings.formats) or is_sidecar(name)

    def _follow_files(self) -> None:
        """Ask for the folders that syncs have seen since the last time."""
        found = {}
        for file in files_in(seen_folder(self._runtime)):
            status = file.stat()
            found[int(file.stem)] = file, (status.st_mtime_ns, status.st_ino)
        for gallery_id in self._galleries.keys() - found.keys():
            self._let_go(self._galleries.pop(gallery_id).watches)
        for gallery_id, (file, stamp) in found.items():
            gallery = self._galleries.setdefault(gallery_id, Watched((0, 0)))
            seen = load_seen(file) if gallery.stamp != stamp and not gallery.opening else None
            if seen is not None:
                gallery.stamp = stamp
                gallery.hear(time.monotonic())
                gallery.opening = self._open(seen)

    def _open(self, seen: Seen) -> Opening:
        """Have a thread ask for folders; there is none else that could wait for a disk."""
        opening = Opening()
        library = home_of(self._runtime.library, seen.home)
        work = (library, seen, self._notifier)
        threading.Thread(target=opening.open_all, args=work, daemon=True, name="watching").start()
        return opening

    def _take_over(self, gallery: Watched) -> None:
        """Go on with what a thread has found, if it is done."""
        opening = gallery.opening
        if opening is None or not opening.is_done:
            return
        if opening.obstacle:
            raise CannotNotify(opening.obstacle)
        gallery.opening = None
        former = set() if opening.was_refused else gallery.watches - opening.watches
        gallery.watches = (gallery.watches - former) | opening.watches
        self._let_go(former)
        if opening.is_restless or (opening.is_changed and not gallery.was_changed):
            gallery.note()
        gallery.was_changed = opening.is_changed

    def _let_go(self, watches: Iterable[int]) -> None:
        """Be told of folders no more, unless they belong to another gallery as well."""
        assert self._notifier is not None
        for watch in watches:
            if not any(watch in gallery.watches for gallery in self._galleries.values()):
                self._notifier.remove(watch)

    def _send(self, now: float) -> None:
        """Send the syncs that are due."""
        for gallery_id, gallery in self._galleries.items():
            if not gallery.is_due(now):
                continue
            gallery.not_before = now + AGAIN
            if self._runtime.queue.huey.is_away():
                continue
            with outliving_storage():
                if self._runtime.send(sync_by_itself, gallery_id):
                    gallery.first, gallery.sent = None, now
                    gallery.not_before = now + UNANSWERED


def files_in(folder: Path) -> list[Path]:
    """Return the files of what was seen; none if nothing was yet."""
    return [file for file in folder.glob("*.json") if file.stem.isdecimal()]
