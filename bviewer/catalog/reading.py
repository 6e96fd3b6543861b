"""Reading originals in processes of their own, for a parser may hang, swell or crash.

What it cannot deal with becomes a reading as well: one that says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from bviewer.catalog.originals import Reading, read_original, read_unparsed
from bviewer.library.tree import Library
from bviewer.renditions.errors import WorkStopped
from bviewer.renditions.sandbox import run_limited
from bviewer.renditions.store import Limits

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files of a library within limits; `zone` is where its clocks are supposed to stand."""

    library: Library
    zone: ZoneInfo
    limits: Limits

    def read_all(self, paths: Sequence[str]) -> list[Reading | OSError]:
        """What was read from each file, or why it cannot be read.

        One process reads them all. Only if that one does not come to an end, each file gets its
        own, and the limits are those of one file again. Raises OSError if there can be no process.
        """
        read = partial(read_original, self.library, zone=self.zone)
        try:
            return self.run(lambda: [outcome(read, path) for path in paths])
        except (WorkStopped, MemoryError):
            return [outcome(self.read, path) for path in paths]

    def read(self, path: str) -> Reading:
        """What was read from a file; raises OSError if it cannot be read."""
        try:
            return self.run(partial(read_original, self.library, path, self.zone))
        except WorkStopped as error:
            return read_unparsed(self.library, path, self.zone, str(error))
        except MemoryError:
            problem = "it needs more memory than allowed"
            return read_unparsed(self.library, path, self.zone, problem)

    def run(self, work: Callable[[], T]) -> T:
        """Do work in a process that ends in time."""
        return run_limited(work, self.limits.memory_mb, self.limits.seconds)


def outcome(read: Callable[[str], Reading], path: str) -> Reading | OSError:
    """The result or the error, either of which can be sent between processes."""
    try:
        return read(path)
    except OSError as error:
        return error
