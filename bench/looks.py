"""A look at folders that did not change: what it costs a processor.

`python -m bench.looks`. 100,000 files without content in 2,000 folders, as after a sync; each look
is a process of its own, as those of workers are.
"""

import os
import resource
import statistics
import tempfile
from functools import partial
from pathlib import Path

from bench.laboratory import tell
from bench.rescan import MANY, make_library
from bviewer.library.tree import Library
from bviewer.sandbox.run import run_limited
from bviewer.sync.looking import MEMORY_MB, PATIENCE

FOLDERS = 2_000
ROUNDS = 5
MOST_SECONDS = 2


def processor_seconds() -> float:
    """Return what this process and its children took so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def look_seconds(library: Library, folders: list[str]) -> float:
    """Return what a look costs."""
    before = processor_seconds()
    times = run_limited(partial(library.times, folders), MEMORY_MB, PATIENCE)
    assert len(times) == FOLDERS + 1
    assert None not in times.values()
    return processor_seconds() - before


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_library(Path(folder) / "photos", MANY, FOLDERS)
        folders = ["", *os.listdir(root)]  # noqa: PTH208 - names, not paths.
        seconds = statistics.median(look_seconds(Library(root), folders) for _ in range(ROUNDS))
        what = f"a look at {MANY:,} files in {FOLDERS:,} folders, processor"
        tell(what, seconds, MOST_SECONDS, at_most=True, unit=" s")


if __name__ == "__main__":
    main()
