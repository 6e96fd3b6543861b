"""Reading a hostile file: no parser reads more often or more bytes than its budget allows."""

import os
from typing import BinaryIO

from bviewer.library.opened import place_of

_MEGABYTE = 1024 * 1024


class BudgetSpentError(Exception):
    """The header asks for more reading than any honest picture needs.

    No OSError or ValueError on purpose: parsers take those for damage and go on.
    """


class BoundedReader:
    """What Pillow and exifread need of a file, until its budget is spent.

    Then each read raises BudgetSpentError. Reading 256 MiB is allowed, because some decoders take
    in the whole file to find its size. LibRaw, which opens the file at its `place`, has a budget of
    time and memory only.
    """

    def __init__(self, file: BinaryIO, reads: int = 50_000, size: int = 256 * _MEGABYTE) -> None:
        self._file = file
        self._reads = reads
        self._bytes = size
        self._storage_error: OSError | None = None
        self.place = place_of(file)
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        """Read as a file does. Raises BudgetSpentError, and OSError when the storage fails."""
        self._reads -= 1
        if not 0 <= size <= self._bytes:
            size = self._size_of_rest()
        if self._reads < 0 or size > self._bytes:
            raise BudgetSpentError
        try:
            data = self._file.read(size)
        except OSError as error:
            self._storage_error = error
            raise
        self._bytes -= len(data)
        return data

    def _size_of_rest(self) -> int:
        here = self._file.tell()
        end = self._file.seek(0, os.SEEK_END)
        self._file.seek(here)
        return max(0, end - here)

    def raise_storage_error(self) -> None:
        """Raise the OSError of an earlier read, which a parser may have swallowed as damage."""
        if self._storage_error is not None:
            raise self._storage_error
