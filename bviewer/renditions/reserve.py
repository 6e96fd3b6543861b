"""What the cache leaves free on its disk, where a database may have to go on writing."""

import errno
import os
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1024 * 1024  # In budgets of galleries as well.
MOST = 1000 * MEGABYTE
SHARE = 0.05  # Of a small disk.


class Room(NamedTuple):
    """Bytes: how many are to stay free, and how many may still be written."""

    kept: int
    left: int

    @property
    def is_ample(self) -> bool:
        """Tell whether there is room for what nobody has asked for yet."""
        return self.left > self.kept // 2

    @property
    def lacking(self) -> int:
        """Return how many bytes have to go so that visitors' images find room for a while."""
        return max(self.kept // 4 - self.left, 0)


class Reserve:
    """The bytes that stay free on the disk of a folder."""

    def __init__(self, root: Path, megabytes: int | None = None) -> None:
        """Without a number it is 1,000 MB, or 5 % of a disk that is small."""
        self._root, self._megabytes = root, megabytes

    def room(self) -> Room:
        """Return what is free now; the folder itself may still have to be made."""
        disk = os.statvfs(next(path for path in (self._root, *self._root.parents) if path.exists()))
        kept = min(MOST, int(disk.f_blocks * disk.f_frsize * SHARE))
        if self._megabytes is not None:
            kept = self._megabytes * MEGABYTE
        return Room(kept, disk.f_bavail * disk.f_frsize - kept)

    def require(self, size: int) -> None:
        """Raise OSError (ENOSPC) if a file of `size` bytes would take what is to stay free."""
        room = self.room()
        if room.left < size:
            reason = f"No space left but the {room.kept // MEGABYTE} MB that are to stay free"
            raise OSError(errno.ENOSPC, reason, str(self._root))
