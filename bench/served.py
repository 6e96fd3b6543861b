"""`bviewer serve` as a whole: run as a program, of one or several bviewers, with its processes."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.laboratory import free_port
from tests.pictures import noise, write

OLD = 1_700_000_000  # Seconds since 1970.
PATIENCE = 600  # Seconds.
SIZES = 5
PROGRAM = str(Path(sys.executable).with_name("bviewer"))


def programs() -> list[str]:
    """Return the bviewers to measure: those named on the command line, or the one beside Python."""
    return sys.argv[1:] or [PROGRAM]


def photographs(folder: Path, number: int, width: int = 800, height: int = 600) -> Path:
    """Write so many photographs, no two alike."""
    content = noise(width, height)
    for index in range(number):
        write(folder / f"{index:04}.jpg", content + index.to_bytes(4, "big"), OLD)
    return folder


@contextmanager
def serving(
    program: str,
    photos: Path,
    data: Path,
    within: Callable[[list[str]], list[str]] = list,
) -> Iterator[tuple[int, str]]:
    """Run `bviewer serve` meanwhile; yields its process id and address, before it listens.

    `within` makes of its command the one that is run.
    """
    port = free_port()
    command = [program, "serve", str(photos), "--data", str(data), "--port", str(port)]
    nowhere = subprocess.DEVNULL
    command = within(command)
    process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, start_new_session=True)
    try:
        yield process.pid, f"http://localhost:{port}/"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def wait_until(condition: Callable[[], bool], pause: float, patience: float = PATIENCE) -> None:
    """Ask again and again."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(pause)


def answers(address: str) -> bool:
    """Return whether the first page is there."""
    with suppress(OSError):
        return bool(urllib.request.urlopen(address, timeout=10).status == 200)
    return False


def renditions(data: Path) -> int:
    """Return how many renditions have been made."""
    return sum(1 for _ in (data / "cache/images").rglob("*.jpg"))


def prepare(program: str, photos: Path, data: Path) -> None:
    """Serve until all renditions are made: what is measured later knows its photographs."""
    with serving(program, photos, data) as (_pid, address):
        wait_until(lambda: answers(address), 0.1)
        number = SIZES * sum(1 for _ in photos.iterdir())
        wait_until(lambda: renditions(data) == number, 0.5)
        time.sleep(2)  # The last row learns of it.


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for process in found:
        with suppress(OSError):  # Those that decode a photograph are gone by now.
            for thread in Path(f"/proc/{process}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def pss_mb(pid: int) -> float:
    """Return the memory of a process and all below it in MB, what they share counted once."""
    total = 0
    for process in tree(pid):
        with suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / 1_000_000


def processor_seconds(pid: int) -> float:
    """Return what a process and all below it have had of processors."""
    ticks = 0
    for process in tree(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # Of those that have ended as well.
    return ticks / os.sysconf("SC_CLK_TCK")
