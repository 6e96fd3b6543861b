"""How long until all photographs of a folder nobody has seen are on the screen of a browser.

`python -m bench.first_sight [BVIEWER ...]`: from the start of `bviewer serve` over 60 photographs
of 24 megapixels until Chromium, which is there already, shows the first tile and the last one.
Other bviewers, of other commits, are measured in turn with the one beside Python.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from bench.laboratory import tell
from bench.renditions import photographs
from bench.served import answers, processor_seconds, serving, wait_until
from tests.browser.conftest import launch

ROUNDS = 3
PHOTOGRAPHS = 60
WALL = {"width": 3840, "height": 2160}  # So that there is room for all tiles.
PATIENCE = 300_000  # Milliseconds.
TILES = """(least) => [...document.querySelectorAll("#images img")].filter(
    (image) => image.complete && image.naturalWidth > 6 && !image.classList.contains("waiting")
).length >= least"""


class Sight(NamedTuple):
    """Seconds from the start: until there is a page, the first tile, and the last one; and those of
    processors until then."""

    page: float
    first: float
    last: float
    processor: float


def make_library(folder: Path) -> Path:
    """Write photographs, no two alike."""
    folder.mkdir()
    made = photographs()
    for number in range(PHOTOGRAPHS):
        content = made[number % len(made)].read_bytes()
        (folder / f"{number:02}.jpg").write_bytes(content + number.to_bytes(4, "big"))
    os.sync()
    return folder


def measure(program: str, browser: Browser, photos: Path, data: Path) -> Sight:
    """Look at a folder for the first time."""
    page = browser.new_page(viewport=WALL)
    start = time.monotonic()
    with serving(program, photos, data) as (pid, address):
        wait_until(lambda: answers(address), 0.02)
        seen = [time.monotonic() - start]
        page.goto(address)
        for tiles in (1, PHOTOGRAPHS):
            page.wait_for_function(TILES, arg=tiles, polling=50, timeout=PATIENCE)
            seen.append(time.monotonic() - start)
        used = processor_seconds(pid)
        page.close()
    return Sight(*seen, used)


def main() -> None:
    """Measure and tell."""
    own = str(Path(sys.executable).with_name("bviewer"))
    seen: dict[str, list[Sight]] = {program: [] for program in [own, *sys.argv[1:]]}
    with (
        tempfile.TemporaryDirectory(dir=photographs()[0].parent) as name,
        sync_playwright() as playwright,
    ):
        folder = Path(name)
        photos, browser = make_library(folder / "photos"), launch(playwright)
        for turn in range(ROUNDS):
            for number, (program, sights) in enumerate(seen.items()):
                data = folder / f"data-{turn}-{number}"
                sights.append(measure(program, browser, photos, data))
                print(program, *(f"{each:.2f}" for each in sights[-1]), flush=True)
    for program, sights in seen.items():
        page, first, last, used = map(statistics.median, zip(*sights, strict=True))
        print(
            f"{program}: page after {page:.1f} s, first tile {first:.1f} s, all {last:.1f} s; "
            f"{used:.1f} s of processors"
        )
    for program in sys.argv[1:]:
        pairs = zip(seen[own], seen[program], strict=True)
        ratio = statistics.median(ours.last / theirs.last for ours, theirs in pairs)
        tell(f"until all tiles, of {program}", ratio, 0.5, at_most=True)


if __name__ == "__main__":
    main()
