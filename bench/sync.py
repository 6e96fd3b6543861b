"""The first sync of 5,000 photographs, and a sync without changes, beside reading the same files.

`python -m bench.sync`. Reading means what any gallery must read: EXIF by exifread, and the size by
Pillow. Everything runs in one process, in alternating rounds, so that a noisy machine disturbs all
alike; all files are in the system's cache. The numbers of SQL statements are told as well.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import exifread
from PIL import Image as Picture
from sqlalchemy import Engine, event

from bench.laboratory import tell
from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.sync.service import run_sync
from tests.pictures import camera_exif, jpeg

FILES = 5_000
FOLDERS = 50
ROUNDS = 5


class Round(NamedTuple):
    """Seconds that each part took."""

    reading: float
    first: float
    again: float


def make_library(folder: Path, files: int = FILES, folders: int = FOLDERS) -> list[Path]:
    """Small photographs with the EXIF of a camera, each taken at a minute of its own."""
    paths = []
    for number in range(files):
        path = folder / f"{number % folders:02}" / f"IMG_{number:04}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        taken = datetime(2024, 1, 1) + timedelta(minutes=number)
        path.write_bytes(jpeg(160, 120, exif=camera_exif(f"{taken:%Y:%m:%d %H:%M:%S}")))
        paths.append(path)
    return paths


def read(paths: list[Path]) -> None:
    """EXIF and size of each file."""
    for path in paths:
        with path.open("rb") as file:
            exifread.process_file(file, details=False)
        with Picture.open(path) as picture:
            assert picture.size == (160, 120)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[int]]:
    """The number of SQL statements meanwhile, as the only item of a list."""
    count = [0]

    def note(*_args: object) -> None:
        count[0] += 1

    event.listen(engine, "before_cursor_execute", note)
    yield count
    event.remove(engine, "before_cursor_execute", note)


def measure(data: Path, library: Path, paths: list[Path]) -> tuple[Round, tuple[int, int]]:
    """One round with a database of its own, and the statements of both syncs."""
    place = Installation(data)
    place.create(library)
    with open_project(place.ini) as runtime:
        with work_session(runtime.engine) as session:
            gallery_id = add_gallery(session, THIS_MACHINE, add_user(session, "owner"), "").id
        reading = seconds(lambda: read(paths))
        with counted_statements(runtime.engine) as at_first:
            first = seconds(lambda: run_sync(runtime, gallery_id))
        with counted_statements(runtime.engine) as later:
            again = seconds(lambda: run_sync(runtime, gallery_id))
    return Round(reading, first, again), (at_first[0], later[0])


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        paths = make_library(library)
        read(paths)
        measured = [
            measure(Path(folder) / f"data-{number}", library, paths) for number in range(ROUNDS)
        ]
    rounds = [each for each, _statements in measured]
    for name, values in zip(Round._fields, zip(*rounds, strict=True), strict=True):
        print(f"{name}: {statistics.median(values):.3f} s for {FILES:,} files")
    print("SQL statements of the first sync and of the next: {} and {}".format(*measured[0][1]))
    first = statistics.median(each.first / each.reading for each in rounds)
    tell("sync, the first beside reading EXIF and size", first, 2, at_most=True, unit=" x")
    faster = statistics.median(each.first / each.again for each in rounds)
    tell("sync without changes, faster than the first", faster, 15, unit=" x")


if __name__ == "__main__":
    main()
