"""What is in a folder of the cache, as the disk knows it.

Each folder is opened in the one before it, and no link is followed on the way. So what is removed
by its name in an open folder is in the cache, whatever is renamed meanwhile.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bviewer.renditions.last_use import last_use

Progress = Callable[[int], None]

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(slots=True)
class Tally:
    """What was found in a folder, and what of it was removed; sizes in bytes.

    `failures` counts what could not be looked at or removed, `reason` says why for the first.
    """

    files_before: int = 0
    bytes_before: int = 0
    files_removed: int = 0
    bytes_removed: int = 0
    failures: int = 0
    reason: str = ""

    @property
    def bytes_left(self) -> int:
        """Return what is there now, as far as is known."""
        return self.bytes_before - self.bytes_removed

    def fail(self, error: OSError) -> None:
        """Count what the disk refuses."""
        self.failures += 1
        self.reason = self.reason or error.strerror or str(error)


class CachedFile(NamedTuple):
    """A regular file in an open folder; its last use in seconds since 1970."""

    folder: int
    name: str
    size: int
    used: float

    def remove(self, tally: Tally) -> None:
        """Unlink it. Somebody else may have been quicker."""
        try:
            os.unlink(self.name, dir_fd=self.folder)
        except FileNotFoundError:
            return
        except OSError as error:
            tally.fail(error)
        else:
            tally.files_removed += 1
            tally.bytes_removed += self.size


def measure(root: Path, folder: str, progress: Progress | None = None) -> Tally:
    """Count the files in `folder`, a path relative to the cache's root. Nothing is removed."""
    tally = Tally()
    for _file in cached_files(root, folder, tally, progress):
        pass
    return tally


def cached_files(
    root: Path, folder: str, tally: Tally, progress: Progress | None = None
) -> Iterator[CachedFile]:
    """Yield the regular files at any depth of `folder`, each looked at just then, counted in
    `tally`.

    `progress` is told of each. Raises OSError if there is no cache, and counts what is wrong
    further down.
    """
    descriptor = os.open(root, _FOLDER)  # The root itself is where the operator says, link or not.
    try:
        for file in _walk(descriptor, folder, tally):
            tally.files_before += 1
            tally.bytes_before += file.size
            if progress is not None:
                progress(1)
            yield file
    finally:
        os.close(descriptor)


def _walk(parent: int, path: str, tally: Tally) -> Iterator[CachedFile]:
    name, _, below = path.partition("/")
    try:
        folder = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=parent)
    except FileNotFoundError:
        return
    except OSError as error:
        tally.fail(error)
        return
    try:
        if below:
            yield from _walk(folder, below, tally)
        else:
            yield from _entries(folder, tally)
    finally:
        os.close(folder)


def _entries(folder: int, tally: Tally) -> Iterator[CachedFile]:
    for entry in _listed(folder, tally):
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        except OSError as error:
            tally.fail(error)
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(folder, entry.name, tally)
        elif stat.S_ISREG(status.st_mode):
            yield CachedFile(folder, entry.name, status.st_size, last_use(status))


def _listed(folder: int, tally: Tally) -> list[os.DirEntry[str]]:
    """Return what is in one folder, listed to its end: some disks lose their place when files
    go."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        tally.fail(error)
        return []
