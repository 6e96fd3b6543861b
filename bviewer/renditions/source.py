"""The opened original, as decoders see it."""

from typing import BinaryIO


class SourceFile:
    """A file to decode that remembers the first error of its storage.

    Decoders pass errors of the disk off as errors of the picture, and those are held against it for
    good. This class has no `fileno`, so that no decoder written in C can read past it.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

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
