"""How fast an archive of 2 GB is built, beside `zip -0` and `cp` of the same files.

`python -m bench.archive`. Each begins when all that was written before is on the disk, and ends
when its own bytes are. A worker builds in whiles of some seconds, and tells once a second how far
it is: what that costs is its share of the processor time. (A build that never tells differs by less
than two builds that do.)
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from bench.laboratory import prepare_gallery, tell
from bench.served import photographs
from bviewer.archive.asking import ask_for_archive, fits
from bviewer.archive.building import Building, build_archive
from bviewer.archive.contents import Folder, read_contents
from bviewer.archive.files import relative_path
from bviewer.db.sessions import work_session
from bviewer.models import Album, Archive, ArchiveState, Gallery
from bviewer.process.project import open_project
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import Unfinished

WIDTH, HEIGHT = 2800, 2000  # 5 MB of noise.
NUMBER = 400
ROUNDS = 5
AT_LEAST, MOST_MB, MOST_PERCENT = 0.9, 80, 2
BUDGET_MB = 10_000


class Built(NamedTuple):
    """What it took to build an archive: seconds, MB, and the percentage for telling of it."""

    clock: float
    peak_mb: float
    telling: float


# In a process of its own, as a worker does it.


def ask(runtime: Runtime) -> str:
    """Have an archive of the whole library built; return its id."""
    with work_session(runtime.engine) as session:
        gallery = session.scalars(select(Gallery)).one()
        gallery.archives_budget_mb = BUDGET_MB
        album = session.scalars(select(Album).where(Album.parent_id.is_(None))).one()
        albums = session.scalars(select(Album).order_by(Album.parent_id.is_not(None)))
        contents = read_contents(
            session,
            [Folder(each.id, each.parent_id, each.title) for each in albums],
            partial(fits, gallery),
        )
        return ask_for_archive(session, runtime.cache, album, contents, "bench").id


def build(ini: Path) -> None:
    """Build an archive, print what that took, and remove it."""
    spent = count_telling()
    with open_project(ini) as runtime:
        archive_id = ask(runtime)
        clock, processor = time.perf_counter(), time.process_time()
        while not is_built(runtime, archive_id):
            pass
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        print(clock, peak_mb(), 100 * sum(spent) / processor)
        with work_session(runtime.engine) as session:
            archive = session.get_one(Archive, archive_id)
            assert archive.state == ArchiveState.READY, archive.reason
            (runtime.settings.cache / relative_path(1, archive_id)).unlink()
            session.delete(archive)


def count_telling() -> list[float]:
    """Note from now on the processor time of each time that a build tells how far it is."""
    tell_of_it, spent = Building._tell, []

    def counted(self: Building) -> None:
        begun = time.process_time()
        tell_of_it(self)
        spent.append(time.process_time() - begun)

    Building._tell = counted
    return spent


def is_built(runtime: Runtime, archive_id: str) -> bool:
    """Write on for a while; return whether that was the last one."""
    with suppress(Unfinished):
        build_archive(runtime, archive_id)
        return True
    return False


def peak_mb() -> float:
    """The peak of this program's memory."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


# Side by side.


def built(ini: Path) -> Built:
    """Build in another process."""
    os.sync()
    command = [sys.executable, "-m", "bench.archive", str(ini)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Built(*map(float, done.stdout.split()))


def seconds(command: list[str | Path], target: Path, folder: Path) -> float:
    """How long a program takes to have all of a target on the disk, which is removed then."""
    os.sync()
    begun = time.perf_counter()
    subprocess.run(command, check=True, cwd=folder)
    subprocess.run(["sync", "-f", target], check=True)
    taken = time.perf_counter() - begun
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    return taken


def measure(folder: Path) -> None:
    """Measure in turn, and tell."""
    library = folder / "library"
    photographs(library / "album", NUMBER, WIDTH, HEIGHT)
    size = sum(path.stat().st_size for path in library.rglob("*.jpg"))
    ini = prepare_gallery(folder / "data", library, precache="false").ini
    archive, copy = folder / "archive.zip", folder / "copy"
    ways: dict[str, Callable[[], float]] = {
        "zip -0": lambda: seconds(["zip", "-0qr", archive, "library"], archive, folder),
        "cp -r": lambda: seconds(["cp", "-r", "library", copy], copy, folder),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    builds: list[Built] = []
    for _ in range(ROUNDS):
        builds.append(built(ini))
        for name, way in ways.items():
            taken[name].append(way())
    own = statistics.median(each.clock for each in builds)
    others = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{size / 1e9:.2f} GB: ours {own:.1f} s, ", end="")
    print(", ".join(f"{name} {value:.1f} s" for name, value in others.items()), flush=True)
    tell("the slower of zip -0 and cp / a build", max(others.values()) / own, AT_LEAST)
    tell("peak memory", max(each.peak_mb for each in builds), MOST_MB, at_most=True, unit=" MB")
    telling = statistics.median(each.telling for each in builds)
    tell("cost of progress", telling, MOST_PERCENT, at_most=True, unit=" %")


def main() -> None:
    """Measure, or build what is measured."""
    if len(sys.argv) > 1:
        build(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


if __name__ == "__main__":
    main()
