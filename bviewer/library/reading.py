"""Reading originals in processes of their own, for a parser may hang, swell or crash.

What it cannot deal with becomes a reading as well: one that says so.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import BinaryIO, NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

from bviewer.library.facts import FileFacts, guess_facts, load_parsers, read_facts
from bviewer.library.formats import CLIP_EXTENSIONS, HEAD_LENGTH, is_listed
from bviewer.library.identity import quick_hash
from bviewer.library.listing import FileEntry
from bviewer.library.paths import file_name, folder_of, join
from bviewer.library.sidecars import LONGEST as LONGEST_SIDECAR
from bviewer.library.sidecars import NOTHING, Sidecar, mark_of, read_beside
from bviewer.library.tree import Library
from bviewer.sandbox.errors import SourceChanged, WorkStopped
from bviewer.sandbox.limits import Limits
from bviewer.sandbox.machine import processors
from bviewer.sandbox.run import Running, start_limited

T = TypeVar("T")

# More would wait for a disk that turns, and for who writes what was read.
PROCESSES = min(4, processors())
WORTH_A_PROCESS = 32  # Files: reading them takes longer than a fork.


class Reading(NamedTuple):
    """What was read from a file, before any row learns of it; `sidecars` marks what was read beside
    it."""

    entry: FileEntry
    quick_hash: bytes
    facts: FileFacts
    inode: int | None = None
    sidecars: bytes | None = None


class FileIdentity(NamedTuple):
    """What a row knows of its file: marks that the file system keeps, and its quick hash.

    `inode` is None as long as nobody has looked.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int | None
    quick_hash: bytes


LONGEST = 2**63 - 1  # What a database stores in 64 bits: nanoseconds until the year 2262.


def storable(nanoseconds: int) -> int:
    """Return a time of a file as it is stored; file systems know years that no database does."""
    if -LONGEST <= nanoseconds <= LONGEST:
        return nanoseconds
    return LONGEST if nanoseconds > 0 else -LONGEST


Sidecars = Mapping[str, Sequence[Sidecar]]
"""What is beside files, by their paths."""
NO_SIDECARS: Sidecars = MappingProxyType({})


def read_original(
    library: Library, path: str, zone: ZoneInfo, sidecars: Sidecars = NO_SIDECARS
) -> Reading:
    """Read identity and facts of a file as it is now, and what is beside it; raises OSError if it
    cannot be read."""
    found = sidecars.get(path, ())
    beside = read_beside(blocks_of(library, path, found)) if found else NOTHING
    with library.open(path) as file:
        entry = entry_of(file, path)
        identity = quick_hash(file, entry.size)
        facts = read_facts(file, entry.name, entry.mtime_ns, zone, beside)
        return Reading(entry, identity, facts, inode_of(file), mark_of(found))


def found_beside(library: Library, paths: Iterable[str]) -> Sidecars:
    """Return what is beside files now, for whoever has no listing of their folders."""
    wanted = set(paths)
    return {
        join(folder, entry.name): entry.sidecars
        for folder in {folder_of(path) for path in wanted}
        for entry in next(library.walk(folder)).files
        if entry.sidecars and join(folder, entry.name) in wanted
    }


def blocks_of(library: Library, path: str, sidecars: Sequence[Sidecar]) -> dict[str, bytes | None]:
    """Return what is in files beside another one, and None of those that cannot be read."""
    blocks: dict[str, bytes | None] = {}
    for sidecar in sidecars:
        blocks[sidecar.name] = None
        with suppress(OSError), library.open(join(folder_of(path), sidecar.name)) as file:
            blocks[sidecar.name] = file.read(LONGEST_SIDECAR + 1)
    return blocks


def read_unparsed(
    library: Library, path: str, zone: ZoneInfo, problem: str, mark: bytes | None = None
) -> Reading:
    """Read a file that its parser could not deal with: its identity, and a guess at its time."""
    with library.open(path) as file:
        entry = entry_of(file, path)
        head = file.read(HEAD_LENGTH)
        facts = guess_facts(head, entry.name, entry.mtime_ns, zone, problem)
        return Reading(entry, quick_hash(file, entry.size), facts, inode_of(file), mark)


def entry_of(file: BinaryIO, path: str) -> FileEntry:
    """Return an open file as it is stored in a row."""
    status = os.fstat(file.fileno())
    times = storable(status.st_mtime_ns), storable(status.st_ctime_ns)
    return FileEntry(file_name(path), status.st_size, *times, storable_inode(status.st_ino))


def storable_inode(inode: int) -> int:
    """Return an inode as it is stored: some file systems need all of 64 bits."""
    return inode & LONGEST


def inode_of(file: BinaryIO) -> int:
    """Return the inode of an open file as it is stored."""
    return storable_inode(os.fstat(file.fileno()).st_ino)


def open_known(library: Library, path: str, known: FileIdentity) -> BinaryIO:
    """Open a file and prove that it is the one that a row means.

    Two files may have changed places although they are equal in size and time, so ctime and inode
    have to be the same as well. On a share that was mounted anew, or in a copy from a backup, they
    are not: there the quick hash decides.

    Raises SourceChanged if another file is at the path by now: perhaps of another album, which not
    everybody may see who may see this one. Raises OSError if there is none.
    """
    file = library.open(path)
    try:
        if not (is_untouched(file, known) or is_same_content(file, known)):
            raise SourceChanged
    except BaseException:
        file.close()
        raise
    return file


def is_untouched(file: BinaryIO, known: FileIdentity) -> bool:
    """Tell whether an open file has all the marks that a row knows of it."""
    entry = entry_of(file, "")
    marks = (entry.size, entry.mtime_ns, entry.ctime_ns, inode_of(file))
    return marks == (known.size, known.mtime_ns, known.ctime_ns, known.inode)


def is_same_content(file: BinaryIO, known: FileIdentity) -> bool:
    """Tell whether an open file holds what a row says; leaves it at its beginning."""
    entry = entry_of(file, "")
    if (entry.size, entry.mtime_ns) != (known.size, known.mtime_ns):
        return False
    found = quick_hash(file, entry.size)
    file.seek(0)
    return found == known.quick_hash


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files of a library within limits; `zone` is where its clocks are supposed to stand.

    `hold_on` is called about once a second while it waits: that may be long beside busy programs.
    """

    library: Library
    zone: ZoneInfo
    limits: Limits
    hold_on: Callable[[], None] = lambda: None

    def read_all(
        self, paths: Sequence[str], sidecars: Sidecars = NO_SIDECARS
    ) -> list[Reading | OSError]:
        """Return what was read from each file, and beside it, or why it cannot be read.

        Raises OSError if there can be no process.
        """
        with self.begin(paths, sidecars) as begun:
            return begun.results()

    def begin(self, paths: Sequence[str], sidecars: Sidecars = NO_SIDECARS) -> "Begun":
        """Begin to read files, each process a part of them. Raises OSError if there can be none."""
        begun = Begun(self, sidecars)
        begun.start(paths)
        return begun

    def read(self, path: str, sidecars: Sidecars = NO_SIDECARS) -> Reading:
        """Return what was read from a file; raises OSError if it cannot be read."""
        mark = mark_of(sidecars.get(path, ()))
        try:
            read = partial(read_original, self.library, path, self.zone, sidecars)
            return self.run(read, path)
        except WorkStopped as error:
            return read_unparsed(self.library, path, self.zone, str(error), mark)
        except MemoryError:
            problem = "it needs more memory than allowed"
            return read_unparsed(self.library, path, self.zone, problem, mark)

    def run(self, work: Callable[[], T], *paths: str) -> T:
        """Do work on files in a process that ends in time."""
        return self.start(work, *paths).result(self.hold_on)

    def start(self, work: Callable[[], T], *paths: str) -> Running[T]:
        """Begin to do work on files in a process that ends in time."""
        load_parsers(with_clips=any(is_listed(path, CLIP_EXTENSIONS) for path in paths))
        return start_limited(work, self.limits.memory_mb, self.limits.seconds)


class Begun:
    """Files that are being read by processes of their own, until somebody wants the results.

    As a context, it leaves no process behind.
    """

    def __init__(self, reader: Reader, sidecars: Sidecars) -> None:
        """Nothing is read yet."""
        self._reader, self._sidecars = reader, sidecars
        self._parts: list[tuple[Sequence[str], Running[list[Reading | OSError]]]] = []

    def start(self, paths: Sequence[str]) -> None:
        """Start a process for each part of the files."""
        reader, sidecars = self._reader, self._sidecars
        read = partial(read_original, reader.library, zone=reader.zone, sidecars=sidecars)
        try:
            for part in parts_of(paths):
                work = partial(outcomes, read, part)
                self._parts.append((part, reader.start(work, *part)))
        except OSError:
            self.end()
            raise

    def results(self) -> list[Reading | OSError]:
        """Wait for what was read from each file, and beside it, or why it cannot be read."""
        return [each for part, running in self._parts for each in self._result(part, running)]

    def _result(
        self, part: Sequence[str], running: Running[list[Reading | OSError]]
    ) -> list[Reading | OSError]:
        """Return what one process has read. Only if that one does not come to an end, each of its
        files gets its own, and the limits are those of one file again."""
        try:
            return running.result(self._reader.hold_on)
        except (WorkStopped, MemoryError):
            return outcomes(partial(self._reader.read, sidecars=self._sidecars), part)

    def end(self) -> None:
        """Stop what nobody waits for any more."""
        for _part, running in self._parts:
            running.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.end()


def parts_of(paths: Sequence[str]) -> list[Sequence[str]]:
    """Return files in as many parts as there are processors, but none for a handful of files."""
    number = min(PROCESSES, -(-len(paths) // WORTH_A_PROCESS))
    size = -(-len(paths) // max(number, 1))
    return [paths[start : start + size] for start in range(0, len(paths), size or 1)]


def outcomes(read: Callable[[str], Reading], paths: Sequence[str]) -> list[Reading | OSError]:
    """Return what comes of each file."""
    return [outcome(read, path) for path in paths]


def outcome(read: Callable[[str], Reading], path: str) -> Reading | OSError:
    """Return the result or the error, either of which can be sent between processes."""
    try:
        return read(path)
    except OSError as error:
        return error
