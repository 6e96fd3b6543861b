"""The sync of a library in which nothing has changed: how much memory it takes, and how long.

`python -m bench.rescan`. 100,000 files without content beside 1,000; on SQLite in 100 folders, and
on PostgreSQL in a single one. The rows are there before, as a first sync would have written
them. Each sync that is measured is a process of its own.
"""

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.laboratory import tell
from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.albums.summaries import refresh_summaries
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.library.names import sort_key
from bviewer.models import Album, Gallery, Image, ImageState, new_id
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.sync.service import run_sync
from tests.postgresql import Server, running_server

FEW, MANY = 1_000, 100_000
FOLDERS = {"SQLite": 100, "PostgreSQL": 1}
MOST_MB = 150  # More for a hundred times as many files.


def make_library(folder: Path, files: int, folders: int) -> Path:
    """Files without content."""
    for number in range(folders):
        album = folder / f"{number:03}"
        album.mkdir(parents=True)
        for position in range(files // folders):
            (album / f"IMG_{position:05}.jpg").touch()
    return folder


def know_library(ini: Path, library: Path) -> None:
    """A gallery that knows all files as they are."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        gallery = add_gallery(session, THIS_MACHINE, add_user(session, "owner"), "")
        top = session.scalars(select(Album.id).where(Album.gallery_id == gallery.id)).one()
        for folder in sorted(library.iterdir()):
            album = Album(
                gallery_id=gallery.id,
                parent_id=top,
                title=folder.name,
                sort_key=sort_key(folder.name),
                folder=folder.name,
            )
            session.add(album)
            session.flush()
            rows = [image_row(album, file) for file in folder.iterdir()]
            session.execute(insert(Image), rows)
        refresh_summaries(session, session.scalars(select(Album.id)))


def image_row(album: Album, file: Path) -> dict[str, Any]:
    """The row of a file."""
    status = file.stat()
    return {
        "id": new_id(),
        "album_id": album.id,
        "path": f"{album.folder}/{file.name}",
        "sort_key": sort_key(file.name),
        "time": datetime(2024, 1, 1),
        "time_source": "mtime",
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "ctime_ns": status.st_ctime_ns,
        "quick_hash": bytes(16),
        "state": ImageState.READY,
    }


def rescan(ini: Path) -> None:
    """Sync once, and print the peak of memory (MB) and the seconds."""
    with open_project(ini) as runtime:
        with Session(runtime.engine) as session:
            gallery_id = session.scalars(select(Gallery.id)).one()
        started = time.perf_counter()
        report = run_sync(runtime, gallery_id)
        seconds = time.perf_counter() - started
    assert report.unchanged, report.summary()
    assert report.summary().count(" 0 ") == 4, report.summary()
    # Of this program alone: the number of getrusage remembers who started it.
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(peak, seconds)


def measure(data: Path, library: Path, server: Server | None) -> tuple[float, float]:
    """Peak of memory (MB) and seconds of a sync that follows another one."""
    place = Installation(data)
    place.create(library)
    if server is not None:
        server.execute(f"CREATE DATABASE {data.name}")
        text = place.ini.read_text()
        sqlite = "sqlite:///%(here)s/bviewer.sqlite"
        assert sqlite in text
        place.ini.write_text(text.replace(sqlite, server.url(data.name)))
    know_library(place.ini, library)
    command = [sys.executable, "-m", "bench.rescan", str(place.ini)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    peak, seconds = map(float, done.stdout.split())
    return peak, seconds


def main() -> None:
    """Measure and tell."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_server())
        few = make_library(folder / "few", FEW, 1)
        for database, folders in FOLDERS.items():
            many = make_library(folder / f"many-{folders}", MANY, folders)
            where = server if database == "PostgreSQL" else None
            start, _seconds = measure(folder / f"few_{database.lower()}", few, where)
            peak, seconds = measure(folder / f"many_{database.lower()}", many, where)
            what = f"{MANY:,} files in {folders} folder(s), {database}"
            print(f"{what}: {MANY / seconds:,.0f} files/s")
            print(f"{what}: {peak:.0f} MB at the most, {start:.0f} MB with {FEW:,} files")
            tell(f"{what}: more memory", peak - start, MOST_MB, at_most=True, unit=" MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        rescan(Path(sys.argv[1]))
    else:
        main()
