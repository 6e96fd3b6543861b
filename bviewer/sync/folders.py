"""Making albums hold what their folders hold.

Files are read outside of transactions, which stay short however slow the disk is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.albums.originals import move_to, remember
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.library.paths import join
from bviewer.library.reading import Reader, Reading
from bviewer.library.tree import Library
from bviewer.models import Album, Image
from bviewer.renditions.versions import failure_version
from bviewer.sandbox.limits import Limits
from bviewer.sync.albums import ensure_album, show_album
from bviewer.sync.report import Report
from bviewer.sync.scan import KnownImage, load_albums, load_images, needs_reading

BATCH = 200  # Files read, then written together.


class Task(NamedTuple):
    """A folder that has an album, and a file in it to be read, if there is any."""

    folder: str
    path: str | None = None
    known: KnownImage | None = None


@dataclass(frozen=True, slots=True)
class FolderWriter:
    """Writes folders of one gallery into its albums, and counts into a report.

    `missing` holds ids of images whose file was not found; those that turn up are taken out.
    """

    engine: Engine
    library: Library
    gallery_id: int
    zone: ZoneInfo
    report: Report
    missing: set[str]
    limits: Limits

    def update(self, folders: Iterable[str]) -> Iterator[int]:
        """Add what is new in folders and read again what has changed, a batch at a time.

        Yields how many images were read so far.
        """
        tasks = self.tasks(folders)
        while batch := list(islice(tasks, BATCH)):
            readings = self.read(batch)
            with work_session(self.engine) as session:
                self.write(session, readings)
            yield self.report.added + self.report.changed

    def tasks(self, folders: Iterable[str]) -> Iterator[Task]:
        """Return what is to be done in folders as they are now."""
        with reading_session(self.engine) as session:
            albums = load_albums(session, self.gallery_id)
        for folder in folders:
            yield Task(folder)
            known = {}
            if folder in albums:
                with reading_session(self.engine) as session:
                    known = load_images(session, albums[folder].id)
            for entry in next(self.library.walk(folder)).files:
                path = join(folder, entry.name)
                image = known.get(path)
                if image is not None:
                    self.missing.discard(image.id)
                if needs_reading(image, entry):
                    yield Task(folder, path, image)

    def read(self, batch: Sequence[Task]) -> list[tuple[Task, Reading | None]]:
        """Read files; what cannot be read is reported and left as it is known."""
        paths = [task.path for task in batch if task.path is not None]
        found = Reader(self.library, self.zone, self.limits).read_all(paths) if paths else []
        readings = {}
        for path, reading in zip(paths, found, strict=True):
            if isinstance(reading, OSError):
                self.report.skipped.append(f"{printable(path)}: {reading.strerror}")
            else:
                readings[path] = reading
        return [(task, readings.get(task.path or "")) for task in batch]

    def write(self, session: Session, readings: Iterable[tuple[Task, Reading | None]]) -> None:
        """Write a batch, and count anew what it changed."""
        touched = set()
        albums: dict[str, Album] = {}
        for task, reading in readings:
            if task.folder not in albums:
                albums[task.folder] = ensure_album(session, self.gallery_id, task.folder)
            album = albums[task.folder]
            is_shown = show_album(session, album)
            if self.write_image(session, album.id, task, reading) or is_shown:
                touched.add(album.id)
        refresh_summaries(session, touched)

    def write_image(
        self, session: Session, album_id: str, task: Task, reading: Reading | None
    ) -> bool:
        """Add or update the row of one file; false if there is nothing new to tell."""
        if task.path is None or reading is None:
            return False
        if task.known is not None:
            is_changed = remember(
                session.get_one(Image, task.known.id), reading, failure_version(self.limits)
            )
            self.report.changed += is_changed
            return is_changed
        image = Image()
        move_to(image, album_id, task.path)
        session.add(image)
        self.report.added += 1
        return remember(image, reading, failure_version(self.limits))
