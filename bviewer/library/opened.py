"""Where the kernel has an open file, for a decoder that takes no file but a name."""

from typing import BinaryIO


def place_of(file: BinaryIO) -> str | None:
    """Return a name of the very file that is open, whatever is at its path by now; None if there is
    none, as of a file in memory.

    Whoever opens it reads past all that watches over `file`.
    """
    try:
        return f"/proc/self/fd/{file.fileno()}"
    except (AttributeError, OSError):
        return None
