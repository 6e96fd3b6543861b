"""Building archives, a while at a time: what others wait for goes in between."""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import undefer

from bviewer.albums.originals import home_of, identity_of
from bviewer.archive.contents import LEFT_OUT, Photograph, fingerprint_of
from bviewer.archive.files import part_path, relative_path
from bviewer.archive.zip_file import CannotBeRead, Mark, Source, ZipFile, discard
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.reading import open_known
from bviewer.models import Archive, ArchiveState, Gallery, Image, now
from bviewer.models.archive import AT_WORK
from bviewer.queue.file_locks import is_locked, open_lock
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater, Unfinished
from bviewer.renditions.cache import ARCHIVES, gallery_folder, make_folder
from bviewer.renditions.eviction import EvictionRunning, evict, only_evictor
from bviewer.renditions.reserve import MEGABYTE
from bviewer.sandbox.errors import SourceChanged

AT_A_TIME = 3  # Seconds; and what the file takes that is being copied then.
TOLD_EVERY = 1  # Seconds.
ROOM_DELAY = 5  # Seconds until others may have made room.
FULL = {errno.ENOSPC, errno.EDQUOT}
READ_AT_ONCE = 200  # Rows.
LATEST = 2**33  # Seconds since 1970, in the year 2242: later than any archive can say.
APOLOGY = "These files could not be read when the archive was made:\n\n"


class NotWanted(Exception):  # noqa: N818 - it names the state.
    """Nobody wants the archive any more."""


class CannotBeBuilt(Exception):  # noqa: N818 - it names the state.
    """The archive has failed, for this reason (one word)."""


def build_archive(runtime: Runtime, archive_id: str) -> None:
    """Write on at an archive for a while; raises Unfinished if there is more to write.

    One after another: whoever is done sends the next. What was sent too early does nothing.
    """
    with turn(runtime) as is_free:
        if not is_free:
            return
        archive, gallery = find(runtime, archive_id)
        if archive is not None and gallery is not None:
            write_on(runtime, archive, gallery)
        next_id = next_archive(runtime)
    if next_id is not None:
        runtime.send(build_archive, next_id)


def write_on(runtime: Runtime, archive: Archive, gallery: Gallery) -> None:
    """Write on at an archive, and note what becomes of it; raises Unfinished."""
    part = part_path(runtime.settings.cache, archive.gallery_id, archive.id)
    try:
        Building(runtime, archive, gallery, part).go_on()
    except NotWanted:
        discard(part)
    except CannotBeBuilt as reason:
        fail(runtime, archive, part, str(reason))
    except (Unfinished, TryLater, OSError, OperationalError):
        raise
    except Exception:  # It would be no better the next time.
        fail(runtime, archive, part, "unreadable")
        raise


def fail(runtime: Runtime, archive: Archive, part: Path, reason: str) -> None:
    """Note that an archive cannot be built."""
    discard(part)
    with suppress(NotWanted):
        note(runtime, archive, state=ArchiveState.FAILED, reason=reason)


@contextmanager
def turn(runtime: Runtime) -> Iterator[bool]:
    """Be the only worker at an archive, so that others are there for what pages show; yield
    whether one is."""
    with open_lock(runtime.settings.cache / "locks" / "archives") as file:
        yield is_locked(file)


def find(runtime: Runtime, archive_id: str) -> tuple[Archive | None, Gallery | None]:
    """Return an archive that is to be built now, with its gallery: what was begun comes first."""
    begun = select(Archive.id).where(
        Archive.state == ArchiveState.BUILDING,
        Archive.seen_at > now() - timedelta(seconds=runtime.lease),
    )
    with reading_session(runtime.engine) as session:
        archive = session.get(Archive, archive_id, options=[undefer(Archive.contents)])
        if archive is None or session.scalars(begun.where(Archive.id != archive_id)).first():
            return None, None
        gallery = session.get_one(Gallery, archive.gallery_id)
        session.expunge_all()
        return archive, gallery


def next_archive(runtime: Runtime) -> str | None:
    """Return the id of the archive that was begun, or has waited for the longest time."""
    query = select(Archive.id).where(Archive.state.in_(AT_WORK))
    is_begun = Archive.state == ArchiveState.BUILDING
    with reading_session(runtime.engine) as session:
        return session.scalars(query.order_by(is_begun.desc(), Archive.created_at)).first()


def note(runtime: Runtime, archive: Archive, **values: object) -> None:
    """Write down how far an archive is; raises NotWanted if it is not to be built any more."""
    step = update(Archive).where(Archive.id == archive.id, Archive.state.in_(AT_WORK))
    with work_session(runtime.engine) as session:
        found = session.scalars(step.values(seen_at=now(), **values).returning(Archive.id))
        if found.one_or_none() is None:
            raise NotWanted


class Building:
    """What is done at an archive in a while."""

    def __init__(self, runtime: Runtime, archive: Archive, gallery: Gallery, part: Path) -> None:
        self._runtime, self._archive, self._part = runtime, archive, part
        self._library = home_of(runtime.library, gallery.home)
        self._zone = ZoneInfo(gallery.time_zone)
        self._budget = gallery.archives_budget_mb * MEGABYTE
        self._contents = [Photograph(*each) for each in archive.contents]
        self._hold_on = runtime.renewing(build_archive, archive.id)
        self._end, self._told = time.monotonic() + AT_A_TIME, 0.0
        self._done, self._left_out, self._copied = archive.done, [*archive.left_out], archive.copied

    def go_on(self) -> None:
        """Write photographs until it is time for others, or all are written.

        Raises Unfinished, NotWanted or CannotBeBuilt.
        """
        self._tell()
        make_folder(self._part.parent)
        try:
            with self._open() as zip_file:
                self._add_some(zip_file)
                if self._done == len(self._contents):
                    self._finish(zip_file)
                    return
                self._note_mark(zip_file.flush())
        except OSError as error:
            if error.errno in FULL:
                raise CannotBeBuilt("full") from error
            raise
        raise Unfinished

    def _open(self) -> ZipFile:
        """Return the file as far as it is; where there is less than was noted, from its start."""
        archive = self._archive
        mark = Mark(archive.entries, archive.bytes, archive.directory_bytes)
        try:
            if mark.bytes:
                return ZipFile(self._part, mark)
        except FileNotFoundError:
            self._done, self._left_out, self._copied = 0, [], 0
            self._note_mark(Mark())  # What is written now may be cut at other places.
        self._make_room()
        return ZipFile(self._part, Mark())

    def _make_room(self) -> None:
        """Let archives go that nobody uses; raises CannotBeBuilt if that is not enough."""
        runtime, size = self._runtime, self._archive.total_bytes
        self._target().unlink(missing_ok=True)  # Whoever wrote it did not come to note it.
        folder, root = gallery_folder(ARCHIVES, self._archive.gallery_id), runtime.settings.cache
        try:
            with only_evictor(root):
                tally = evict(root, folder, max(self._budget - size, 1))
        except EvictionRunning as error:
            raise TryLater("others are making room", ROOM_DELAY) from error
        if tally.bytes_left + size > self._budget:
            raise CannotBeBuilt("full")
        runtime.cache.reserve.require(size)

    def _add_some(self, zip_file: ZipFile) -> None:
        """Add photographs until it is time for others."""
        for photograph, image in self._images():
            if image is None or fingerprint_of(image) != photograph.fingerprint:
                raise CannotBeBuilt("changed")
            if not self._add(zip_file, photograph, image):
                self._left_out.append(self._done)
            self._done += 1
            if time.monotonic() > self._end:
                return

    def _images(self) -> Iterator[tuple[Photograph, Image | None]]:
        """Yield what is still to be added, with its row as it is now."""
        for start in range(self._done, len(self._contents), READ_AT_ONCE):
            part = self._contents[start : start + READ_AT_ONCE]
            with reading_session(self._runtime.engine) as session:
                ids = [photograph.image_id for photograph in part]
                images = {
                    image.id: image
                    for image in session.scalars(select(Image).where(Image.id.in_(ids)))
                }
            yield from ((photograph, images.get(photograph.image_id)) for photograph in part)

    def _add(self, zip_file: ZipFile, photograph: Photograph, image: Image) -> bool:
        """Add a photograph, proven to be the one that its row means; false if it cannot be read."""
        try:
            file = open_known(self._library, image.path, identity_of(image))
        except (SourceChanged, OSError):
            return False
        with file:
            status = os.fstat(file.fileno())
            mtime = status.st_mtime_ns // 10**9
            try:
                source = Source(file, status.st_size, mtime, self._local(mtime))
                zip_file.add(photograph.name, source, self._count)
            except CannotBeRead:
                return False
        return True

    def _local(self, mtime: int) -> datetime:
        """Return what the gallery's clocks showed at a time in seconds since 1970."""
        return datetime.fromtimestamp(min(max(mtime, 0), LATEST), self._zone).replace(tzinfo=None)

    def _count(self, size: int) -> None:
        """Count bytes that were copied, and tell of them now and then."""
        self._copied += size
        if time.monotonic() - self._told > TOLD_EVERY:
            self._tell()

    def _tell(self) -> None:
        """Let people see how far it is; raises NotWanted."""
        self._told = time.monotonic()
        self._hold_on()
        note(self._runtime, self._archive, state=ArchiveState.BUILDING, copied=self._copied)

    def _note_mark(self, mark: Mark) -> None:
        """Note up to where the file is whole: whoever takes it up goes on there."""
        values = {**asdict(mark), "done": self._done, "left_out": self._left_out}
        note(self._runtime, self._archive, copied=self._copied, **values)

    def _finish(self, zip_file: ZipFile) -> None:
        """Say what is left out, and put the file in its place."""
        if len(self._left_out) == len(self._contents):
            raise CannotBeBuilt("unreadable")
        if self._left_out:
            self._add_apology(zip_file)
        archive, target = self._archive, self._target()
        size = zip_file.finish(target)
        ready = {"done": self._done, "left_out": self._left_out, "copied": archive.total_bytes}
        try:
            note(self._runtime, archive, state=ArchiveState.READY, size=size, **ready)
        except NotWanted:
            target.unlink(missing_ok=True)
            raise

    def _target(self) -> Path:
        """Return where the archive is when it is ready."""
        path = relative_path(self._archive.gallery_id, self._archive.id)
        return self._runtime.settings.cache / path

    def _add_apology(self, zip_file: ZipFile) -> None:
        """Add a text with the names of what could not be read."""
        names = [self._contents[number].name for number in self._left_out]
        text = (APOLOGY + "\n".join(names) + "\n").encode()
        top, moment = names[0].partition("/")[0], int(time.time())
        source = Source(BytesIO(text), len(text), moment, self._local(moment))
        zip_file.add(f"{top}/{LEFT_OUT}", source, lambda _size: None)
