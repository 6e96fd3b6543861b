"""What is read of folders before it is written: a file at a time, a batch together."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from bviewer.library.reading import Reading
from bviewer.library.sidecars import Sidecar
from bviewer.models import ImageState
from bviewer.sync.keeping import Kept
from bviewer.sync.known import KnownImage


class Task(NamedTuple):
    """A file to be read in a folder that has an album; without one, the folder is complete.

    `kept` is what has to be there until then, `inode` that of the folder.
    """

    folder: str
    path: str | None = None
    known: KnownImage | None = None
    kept: Kept = Kept()
    inode: int | None = None
    sidecars: tuple[Sidecar, ...] = ()

    @property
    def appears(self) -> bool:
        """Return whether the album of the folder shows nothing that it showed before."""
        return self.kept.images is None

    def brings(self, reading: Reading | None) -> bool:
        """Return whether the album did not show this content before. Empty files are all alike.

        What was missing and is the very file is back with its disk.
        """
        if reading is None or not reading.entry.size:
            return False
        if self.known is None or self.known.quick_hash != reading.quick_hash:
            return True
        is_very = self.known.is_described_by(reading.entry) and self.known.is_file(reading.inode)
        return self.known.state == ImageState.MISSING and not is_very


Readings = Sequence[tuple[Task, Reading | None]]
Found = Sequence[Reading | OSError]


def places_of(readings: Readings) -> dict[bytes, list[str]]:
    """Return where a batch brings which content."""
    places: dict[bytes, list[str]] = defaultdict(list)
    for task, reading in readings:
        if reading is not None and task.path is not None and task.brings(reading):
            places[reading.quick_hash].append(task.path)
    return places
