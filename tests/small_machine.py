"""A small machine: control groups of little memory, and a part of a processor (version 1 or 2)."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD = 100_000  # Microseconds.
MEGABYTE = 1024 * 1024
ENTER = 'for group in $0; do echo $$ > "$group/cgroup.procs" || exit 1; done; exec "$@"'


class NoSmallMachine(Exception):  # noqa: N818 - it says what there is not.
    """Nobody lets us make a control group; the message says why."""


@dataclass(frozen=True, slots=True)
class SmallMachine:
    """Its groups; that of memory is the first."""

    groups: Sequence[Path]

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the command that runs another one on it."""
        return ["sh", "-c", ENTER, " ".join(map(str, self.groups)), *command]

    def used_mb(self) -> float:
        """Return the memory that its processes have, without files that the kernel remembers."""
        numbers = self._numbers("memory.stat")
        return numbers.get("total_rss", numbers.get("anon", 0)) / MEGABYTE

    def killed(self) -> int:
        """Return how many of its processes were killed because there was no memory left."""
        is_old = (self.groups[0] / "memory.oom_control").exists()
        return self._numbers("memory.oom_control" if is_old else "memory.events")["oom_kill"]

    def _numbers(self, file: str) -> dict[str, int]:
        lines = (self.groups[0] / file).read_text().splitlines()
        return {name: int(number) for name, number in map(str.split, lines)}


@contextmanager
def small_machine(memory_mb: int = 512, share: float = 0.1) -> Iterator[SmallMachine]:
    """Make one of so much memory and such a share of one processor; raises NoSmallMachine.

    All that ran on it has to end before it does.
    """
    limits = limits_of(memory_mb * MEGABYTE, round(share * PERIOD))
    groups = list(dict.fromkeys(file.parent for file in limits))
    try:
        for group in groups:
            group.mkdir()
        for file, limit in limits.items():
            file.write_text(limit)
    except OSError as error:
        remove(groups)
        raise NoSmallMachine(f"no control group can be made: {error}") from error
    try:
        yield SmallMachine(groups)
    finally:
        remove(groups)


def limits_of(memory: int, quota: int) -> dict[Path, str]:
    """Return the limits by their files; raises NoSmallMachine where there are no control groups."""
    name = f"bviewer-small-{os.getpid()}"
    if (ROOT / "memory" / "cgroup.procs").exists() and (ROOT / "cpu" / "cgroup.procs").exists():
        return {
            ROOT / "memory" / name / "memory.limit_in_bytes": str(memory),
            ROOT / "cpu" / name / "cpu.cfs_period_us": str(PERIOD),
            ROOT / "cpu" / name / "cpu.cfs_quota_us": str(quota),
        }
    if not (ROOT / "cgroup.controllers").exists():
        raise NoSmallMachine("there are no control groups")
    try:
        (ROOT / "cgroup.subtree_control").write_text("+memory +cpu")
    except OSError as error:
        raise NoSmallMachine(f"control groups have no limits here: {error}") from error
    return {
        ROOT / name / "memory.max": str(memory),
        ROOT / name / "cpu.max": f"{quota} {PERIOD}",
    }


def remove(groups: Sequence[Path]) -> None:
    """Remove groups, once the last process has left them."""
    deadline = time.monotonic() + 60
    for group in groups:
        while group.exists():
            try:
                group.rmdir()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
