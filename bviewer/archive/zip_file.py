"""Writing a ZIP file a while at a time: whoever takes it up again begins behind the last entry."""

import os
import shutil
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from io import BufferedRandom
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from bviewer.archive.zip_format import (
    CRC,
    CRC_AT,
    Entry,
    central_header,
    end_records,
    local_header,
)

BLOCK = 1 << 20  # Bytes that are read at a time.
FILE_MODE = 0o640


class CannotBeRead(Exception):  # noqa: N818 - it names what is wrong with the file.
    """A file cannot be read to its end, or has another end than when it was opened."""


class Source(NamedTuple):
    """A file that becomes an entry: its bytes, how many, and when they were changed."""

    file: BinaryIO
    size: int
    mtime: int
    local_time: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an archive is: the number of its entries, and the bytes of its two parts."""

    entries: int = 0
    bytes: int = 0
    directory_bytes: int = 0


class ZipFile:
    """A ZIP file that is being written, in two parts: its entries, and their directory.

    As the directory is a file, too, any number of entries takes the same memory. What was written
    behind the mark, by a process that was killed, is cut off.
    """

    def __init__(self, part: Path, mark: Mark) -> None:
        """Go on at `mark` with the entries at `part` and the directory beside them.

        Raises FileNotFoundError if there is less than that.
        """
        self.mark = mark
        self._parts = parts_of(part)
        with ExitStack() as opened:
            self._entries, self._directory = (
                opened.enter_context(opened_at(path, size))
                for path, size in zip(self._parts, (mark.bytes, mark.directory_bytes), strict=True)
            )
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._opened.close()

    def add(self, name: str, source: Source, on_bytes: Callable[[int], None]) -> None:
        """Add a file; `on_bytes` is told how many were copied, again and again.

        Raises CannotBeRead, and leaves no trace of the file; OSError if the disk does not take it.
        """
        start = self.mark.bytes
        entry = Entry(name.encode(), source.size, source.mtime, source.local_time, start)
        try:
            self._entries.write(local_header(entry))
            crc = self._copy(source, on_bytes)
        except BaseException:
            self._entries.seek(start)
            self._entries.truncate()
            raise
        end = self._entries.tell()
        self._entries.seek(start + CRC_AT)
        self._entries.write(CRC.pack(crc))
        self._entries.seek(end)
        written = self._directory.write(central_header(entry._replace(crc=crc)))
        self.mark = Mark(self.mark.entries + 1, end, self.mark.directory_bytes + written)

    def _copy(self, source: Source, on_bytes: Callable[[int], None]) -> int:
        """Copy all bytes of a file; return their checksum."""
        crc, left, block = 0, source.size, memoryview(bytearray(BLOCK))
        while left and (size := read_into(block[:left], source.file)):
            crc = zlib.crc32(block[:size], crc)
            self._entries.write(block[:size])
            left -= size
            on_bytes(size)
        if left or read_into(block[:1], source.file):
            raise CannotBeRead("it has another length by now")
        return crc

    def flush(self) -> Mark:
        """Hand over to the system what was written; return how far that is."""
        self._entries.flush()
        self._directory.flush()
        return self.mark

    def finish(self, target: Path) -> int:
        """Put the directory behind the entries, and all of it in its place; return its size.

        It is on the disk by then, lest a power cut keep its name and lose its bytes.
        """
        self._directory.seek(0)
        shutil.copyfileobj(self._directory, self._entries)
        for record in end_records(self.mark.entries, self.mark.bytes, self.mark.directory_bytes):
            self._entries.write(record)
        self._entries.flush()
        os.fsync(self._entries.fileno())
        size = self._entries.tell()
        entries, directory = self._parts
        entries.replace(target)
        directory.unlink()
        return size


def parts_of(part: Path) -> tuple[Path, Path]:
    """Return where the entries and the directory are while they are written."""
    return part, part.with_name(part.name.replace(".", ".directory-", 1))


def discard(part: Path) -> None:
    """Remove what was written of a file."""
    for path in parts_of(part):
        path.unlink(missing_ok=True)


def read_into(block: memoryview, file: BinaryIO) -> int:
    """Read what is next in a file; return how many bytes there were. Raises CannotBeRead."""
    try:
        return file.readinto(block)  # type: ignore[attr-defined]
    except OSError as error:
        raise CannotBeRead(error.strerror) from error


def opened_at(path: Path, size: int) -> BufferedRandom:
    """Open a file to be gone on with behind so many bytes.

    Raises FileNotFoundError if it has fewer.
    """
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | (0 if size else os.O_CREAT)
    file = os.fdopen(os.open(path, flags, FILE_MODE), "r+b")
    try:
        if os.fstat(file.fileno()).st_size < size:
            raise FileNotFoundError(path)
        file.truncate(size)
        file.seek(size)
    except BaseException:
        file.close()
        raise
    return file
