"""What there is of memory and processors: the machine's, or what a container or service may have.

Control groups limit that (cgroup v1 or v2), each what is left of those around it.
"""

import math
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath

GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")
_MEGABYTE = 1024 * 1024
_FOR_SERVERS = 288  # MiB: what `bviewer serve` takes while it syncs and somebody signs in.
_LEAST = 64  # MiB. With less, no photograph of a camera is decoded.


def memory_mb() -> int:
    """Return how much memory there is, in MiB."""
    pages = os.sysconf("SC_PHYS_PAGES")
    machine = pages * os.sysconf("SC_PAGE_SIZE") if pages > 0 else sys.maxsize  # Nobody says.
    return min([machine, *_memory_limits()]) // _MEGABYTE


@cache
def spare_mb() -> int:
    """Return how much of the memory is left for decoding, in MiB."""
    return max(memory_mb() - _FOR_SERVERS, _LEAST)


def processors() -> int:
    """Return how many processors can be busy at once: a part of one counts as one."""
    shares = [math.ceil(share) for share in _shares()]
    return min([len(os.sched_getaffinity(0)), *shares])


def _memory_limits() -> Iterator[int]:
    """Yield the limits of memory of this group and those around it, in bytes."""
    for folder in _folders("memory"):
        for name in ("memory.max", "memory.limit_in_bytes"):
            with suppress(OSError, ValueError):  # It says `max` where there is none.
                yield int((folder / name).read_text())


def _shares() -> Iterator[float]:
    """Yield how many processors this group and those around it may have."""
    for folder in _folders("cpu"):
        with suppress(OSError, ValueError):
            quota, period = map(int, (folder / "cpu.max").read_text().split())
            yield quota / period
        with suppress(OSError):
            quota = int((folder / "cpu.cfs_quota_us").read_text())
            if quota > 0:
                yield quota / int((folder / "cpu.cfs_period_us").read_text())


def _folders(controller: str) -> Iterator[Path]:
    """Yield where the limits of a controller are: of this group, and of those around it.

    Inside a container the path of its group may be the one outside; then its limits are at the top.
    """
    with suppress(OSError):
        for line in OWN_GROUPS.read_text().splitlines():
            _number, controllers, path = line.split(":", 2)
            if controller in controllers.split(",") or not controllers:
                root = GROUPS / controller if controllers else GROUPS
                inside = PurePosixPath(path.lstrip("/"))
                yield from (root / each for each in (inside, *inside.parents))
