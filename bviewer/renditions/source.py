"""The opened original, as decoders see it."""

import os
from typing import BinaryIO

from bviewer.library.opened import place_of


class SourceFile:
    """A file to decode that remembers the first error of its storage.

    Decoders pass errors of the disk off as errors of the picture, and those are held against it for
    good. This class has no `fileno`, so that no decoder written in C can read past it, but LibRaw,
    which opens the file at its `place`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None
        self.place = place_of(file)

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes, all that are left without it."""
        try:
            return self._file.read(size)
        except OSError as error:
            self.error = self.error or error
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position."""
        return self._file.tell()


class Continued:
    """A file that goes on behind its end with a few bytes more."""

    def __init__(self, file: BinaryIO, rest: bytes) -> None:
        self._file = file
        self._rest = rest
        self._end = file.seek(0, os.SEEK_END)
        self._at = file.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes, all that are left without it."""
        data = self._file.read(size) if self._at < self._end else b""
        behind = max(0, self._at + len(data) - self._end)
        data += self._rest[behind:] if size < 0 else self._rest[behind : behind + size - len(data)]
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence, self._end + len(self._rest))
        self._at = start + offset
        self._file.seek(min(self._at, self._end))
        return self._at

    def tell(self) -> int:
        """Return the position."""
        return self._at
