"""Memory of `bviewer serve`, all its processes, what they share counted once (PSS).

`python -m bench.memory [BVIEWER ...]`: idle on known data and after a page, the peak while it makes
renditions, and what the web process holds after 10,000 requests. `bench.renditions` tells the peak
of one worker.
"""

import re
import statistics
import tempfile
import time
import urllib.request
from itertools import cycle, islice
from pathlib import Path

from bench.laboratory import server
from bench.served import (
    SIZES,
    answers,
    photographs,
    prepare,
    processor_seconds,
    programs,
    pss_mb,
    renditions,
    serving,
    wait_until,
)
from bench.thumbnails import warm_gallery

REQUESTS = 10_000
KNOWN = 20
NEW = 200
RUNS = 3


def idle_mb(program: str, photos: Path, data: Path) -> float:
    """Return what a server takes that has synced, and answered once."""
    with serving(program, photos, data) as (pid, address):
        wait_until(lambda: answers(address), 0.05)
        wait_until(lambda: is_calm(pid), 1)
        return pss_mb(pid)


def is_calm(pid: int) -> bool:
    """Return whether all processes are there and have done next to nothing for some seconds."""
    before = processor_seconds(pid)
    time.sleep(5)
    return processor_seconds(pid) - before < 0.4


def rendering_mb(program: str, photos: Path, data: Path) -> list[float]:
    """Return what a server takes while it makes renditions, sampled."""
    number = SIZES * sum(1 for _ in photos.iterdir())
    samples: list[float] = []

    def is_done() -> bool:
        made = renditions(data)
        if made:
            samples.append(pss_mb(pid))
        return made == number

    with serving(program, photos, data) as (pid, _address):
        wait_until(is_done, 0.2)
    return samples


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def measure_web_process() -> None:
    """Ask for pages and thumbnails in turn, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        ready = warm_gallery(Path(folder))
        with server("gallery", str(ready.ini)) as (address, pid):
            before = resident_mb(pid)
            paths = [path for page in ready.image_paths for path in (page, f"{page}small.jpg")]
            for path in islice(cycle(["/", *paths]), REQUESTS):
                urllib.request.urlopen(f"{address}{path}").close()
            after = resident_mb(pid)
    print(f"web process: {before:.0f} MiB at the start, {after:.0f} MiB after {REQUESTS} requests")


def measure_serve(program: str) -> None:
    """Serve what is known, and what is new, and tell."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = photographs(folder / "known", KNOWN)
        prepare(program, known, folder / "data")
        idle = [idle_mb(program, known, folder / "data") for _ in range(RUNS)]
        new = photographs(folder / "new", NEW, 2400, 1600)
        peaks, usual = [], []
        for run in range(RUNS):
            samples = rendering_mb(program, new, folder / f"new data {run}")
            peaks.append(max(samples))
            usual.append(statistics.median(samples))
    print(
        f"{program}: idle {statistics.median(idle):.0f} MB, while making renditions "
        f"{statistics.median(usual):.0f} MB, at most {statistics.median(peaks):.0f} MB",
        flush=True,
    )


def main() -> None:
    """Measure and tell."""
    for program in programs():
        measure_serve(program)
    measure_web_process()


if __name__ == "__main__":
    main()
