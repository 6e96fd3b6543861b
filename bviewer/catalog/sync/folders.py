"""Making one album hold what its folder holds.

Files are read outside of transactions, which stay short however slow the disk is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.catalog.originals import Reading, place, read_original, remember
from bviewer.catalog.summaries import refresh_summaries
from bviewer.catalog.sync.apply import ensure_album, needs_reading
from bviewer.catalog.sync.report import Report
from bviewer.catalog.sync.survey import KnownImage, load_images
from bviewer.db import work_session
from bviewer.library.listing import FileEntry, join
from bviewer.library.names import printable
from bviewer.library.tree import Library
from bviewer.models import Image

BATCH = 200  # Files read, then written together.


@dataclass(frozen=True, slots=True)
class FolderWriter:
    """Writes the folders of one gallery into its albums, and counts into a report."""

    engine: Engine
    library: Library
    gallery_id: int
    zone: ZoneInfo
    report: Report

    def update(self, folder: str) -> None:
        """Add what is new in a folder and read again what has changed."""
        with work_session(self.engine) as session:
            album_id = ensure_album(session, self.gallery_id, folder).id
            refresh_summaries(session, {album_id})
            known = load_images(session, album_id)
        pending = [
            join(folder, entry.name)
            for entry in self.entries(folder)
            if needs_reading(known.get(join(folder, entry.name)), entry)
        ]
        for start in range(0, len(pending), BATCH):
            readings = list(self.read(pending[start : start + BATCH]))
            with work_session(self.engine) as session:
                for path, reading in readings:
                    self.write(session, album_id, known.get(path), path, reading)
                refresh_summaries(session, {album_id})

    def entries(self, folder: str) -> list[FileEntry]:
        """The pictures in a folder as it is now."""
        return next(self.library.walk(folder)).files

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, Reading]]:
        """Read files; what cannot be read is reported and left as it is known."""
        for path in paths:
            try:
                yield path, read_original(self.library, path, self.zone)
            except OSError as error:
                self.report.problems.append(f"{printable(path)}: {error.strerror}")

    def write(
        self,
        session: Session,
        album_id: str,
        known: KnownImage | None,
        path: str,
        reading: Reading,
    ) -> None:
        """Add or update the row of one file."""
        if known is None:
            image = Image()
            place(image, album_id, path)
            session.add(image)
            self.report.added += 1
        else:
            image = session.get_one(Image, known.id)
            self.report.changed += 1
        remember(image, reading)
