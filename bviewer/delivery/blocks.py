"""The body of an answer: blocks of an open file."""

import logging
import os
from typing import BinaryIO, Self

from bviewer.delivery.ranges import ByteRange

BLOCK_SIZE = 256 * 1024

log = logging.getLogger(__name__)


class FileBlocks:
    """Iterates over a part of an open file, and closes the file when the server is done.

    When the file becomes shorter while it is sent, the iteration ends early. waitress compares
    what it has sent with Content-Length after the last block, and closes the connection; so the
    client knows at once that something is missing. `wsgi.file_wrapper` is not used: there waitress
    itself reads the file, and asks it forever for the bytes that are gone.
    """

    def __init__(self, file: BinaryIO, part: ByteRange) -> None:
        self._file = file
        self._position = part.start
        self._stop = part.stop

    @property
    def remaining(self) -> int:
        """How many bytes are left to send."""
        return self._stop - self._position

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        block = self.peek()
        if not block:
            raise StopIteration
        self.skip(len(block))
        return block

    def peek(self) -> bytes:
        """Return the next block; nothing at the end, and where the file became shorter."""
        block = os.pread(self._file.fileno(), min(BLOCK_SIZE, self.remaining), self._position)
        if not block and self.remaining:
            missing = self.remaining
            log.warning("%r became shorter while it was sent: %d bytes", self._file.name, missing)
        return block

    def skip(self, size: int) -> None:
        """Go on, as so many bytes were sent."""
        self._position += size

    def close(self) -> None:
        """Close the file; WSGI servers call this after the last block and after a disconnect."""
        self._file.close()
