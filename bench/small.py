"""`bviewer serve` on a small machine: 512 MB, and a tenth of one processor.

`python -m bench.small [NUMBER]`, as root (it makes a control group), by itself: with 20,000
photographs it takes about half an hour, and proportionally less with fewer. The first sync, pages
and thumbnails meanwhile, the start on what is known, memory when it is idle, and then photographs
of 24 megapixels, JPEG and HEIC. Times are by the clock.
"""

import html
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from pillow_heif import register_heif_opener

from bench.laboratory import percentile
from bench.memory import is_calm
from bench.renditions import photographs
from bench.served import PROGRAM, SIZES, answers, renditions, serving, wait_until
from bench.sync import make_library
from tests.small_machine import SmallMachine, small_machine

NUMBER = 20_000
LARGE = 20
HEIC = 4
IN_ALBUM = 100
ALBUMS, THUMBNAILS = 5, 3  # Looked at in turn.
PATIENCE = 120  # Seconds, for an answer.
LONG = 7200  # Seconds.
HREF = re.compile(r'href="(?:http://localhost:\d+)?(/[^"/]+-[A-Za-z0-9]{12}/)"')
SRC = re.compile(r'src="(?:http://localhost:\d+)?(/[^"]+/small\.jpg[^"]*)"')


class Started(NamedTuple):
    """A server: its process, its address, and the seconds until its first page."""

    pid: int
    address: str
    seconds: float


@contextmanager
def started(machine: SmallMachine, photos: Path, data: Path) -> Iterator[Started]:
    """Run `bviewer serve` on a small machine meanwhile."""
    begun = time.monotonic()
    with serving(PROGRAM, photos, data, machine.command) as (pid, address):
        wait_until(lambda: answers(address), 0.05)
        yield Started(pid, address, time.monotonic() - begun)


class Meanwhile:
    """Pages and thumbnails that are asked for in turn, and the memory of the machine meanwhile."""

    def __init__(self, machine: SmallMachine, address: str) -> None:
        self._machine, self._address = machine, address.rstrip("/")
        self._turns = self._all_turns()
        self.seconds: dict[str, list[float]] = {"home": [], "album": [], "thumbnail": []}
        self.most_mb = 0.0

    def look(self) -> None:
        """Ask for the next, and pause as somebody does who looks at it."""
        next(self._turns)
        self.most_mb = max(self.most_mb, self._machine.used_mb())
        time.sleep(1)

    def _all_turns(self) -> Iterator[None]:
        while True:
            home = self._ask("home", "/")
            yield
            for album in found(HREF, home)[:ALBUMS]:
                page = self._ask("album", album)
                yield
                for thumbnail in found(SRC, page)[:THUMBNAILS]:
                    self._ask("thumbnail", thumbnail)
                    yield

    def _ask(self, kind: str, path: str) -> str:
        begun = time.monotonic()
        with urllib.request.urlopen(f"{self._address}{path}", timeout=PATIENCE) as answer:
            content = answer.read().decode(errors="replace")
        self.seconds[kind].append(time.monotonic() - begun)
        return str(content)

    def tell(self) -> None:
        """Print what they took."""
        for kind, seconds in self.seconds.items():
            if seconds:
                median, most = statistics.median(seconds), percentile(seconds, 95)
                print(f"  {kind}, {len(seconds)} times: median {median:.2f} s, p95 {most:.2f} s")
        print(f"  memory at most {self.most_mb:.0f} MiB", flush=True)


def found(pattern: re.Pattern[str], page: str) -> list[str]:
    """Return the addresses in a page."""
    return [html.unescape(address) for address in pattern.findall(page)]


def synced(data: Path) -> bool:
    """Return whether the first sync is done."""
    return number_of(data, "sync_report WHERE outcome = 'done'") > 0


def broken(data: Path) -> int:
    """Return how many photographs cannot be shown."""
    return number_of(data, "image WHERE state = 'broken'")


def number_of(data: Path, rows: str) -> int:
    """Return how many rows there are of a kind."""
    database = sqlite3.connect(f"file:{data}/bviewer.sqlite?mode=ro", uri=True)
    try:
        return int(database.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])
    finally:
        database.close()


def measure_sync(machine: SmallMachine, photos: Path, data: Path) -> None:
    """Sync for the first time, and look at pages meanwhile."""
    with started(machine, photos, data) as server:
        print(f"first page of a new library: {server.seconds:.0f} s", flush=True)
        begun, meanwhile = time.monotonic(), Meanwhile(machine, server.address)
        while not synced(data):
            meanwhile.look()
        print(f"first sync: {time.monotonic() - begun:.0f} s; meanwhile")
        meanwhile.tell()


def measure_start(machine: SmallMachine, photos: Path, data: Path) -> None:
    """Start with what is known."""
    with started(machine, photos, data) as server:
        print(f"first page of a known library: {server.seconds:.0f} s", flush=True)


def measure_idle(machine: SmallMachine, photos: Path, data: Path) -> None:
    """Start with little that is known, and wait until nothing is left to do."""
    with started(machine, photos, data) as server:
        wait_until(lambda: is_calm(server.pid), 1, LONG)
        print(f"memory when it is idle: {machine.used_mb():.0f} MiB", flush=True)


def measure_renditions(machine: SmallMachine, photos: Path, data: Path) -> None:
    """Make all sizes of photographs of 24 megapixels."""
    number = sum(1 for _ in photos.iterdir())
    with started(machine, photos, data) as server:
        meanwhile, begun = Meanwhile(machine, server.address), 0.0
        while renditions(data) < SIZES * (number - broken(data)):
            meanwhile.look()
            if not begun and renditions(data) >= SIZES:
                begun = time.monotonic()  # Workers begin when a minute does.
        seconds = (time.monotonic() - begun) / (number - 1)
    name = photos.name
    print(f"{name} of 24 megapixels: {seconds:.1f} s each, {broken(data)} broken; meanwhile")
    meanwhile.tell()


def make_large(folder: Path) -> None:
    """Photographs of 24 megapixels: JPEGs, and HEICs as telephones write them."""
    register_heif_opener()
    for name in ("JPEG", "HEIC"):
        (folder / name).mkdir()
    for number, path in enumerate(photographs()[:LARGE]):
        shutil.copy(path, folder / "JPEG")
        if number < HEIC:
            with Image.open(path) as picture:
                picture.save(folder / "HEIC" / f"{path.stem}.heic", quality=80)


def main() -> None:
    """Measure and tell."""
    number = int(sys.argv[1]) if sys.argv[1:] else NUMBER
    with tempfile.TemporaryDirectory() as name, small_machine() as machine:
        folder = Path(name)
        make_library(folder / "photos", number, -(-number // IN_ALBUM))
        make_large(folder)
        measure_sync(machine, folder / "photos", folder / "data")
        measure_start(machine, folder / "photos", folder / "data")
        for kind in ("JPEG", "HEIC"):
            measure_renditions(machine, folder / kind, folder / f"data {kind}")
        measure_idle(machine, folder / "HEIC", folder / "data HEIC")
        print(f"processes killed for memory: {machine.killed()}")


if __name__ == "__main__":
    main()
