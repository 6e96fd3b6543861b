"""When a file of the cache was last used: its access time, which bviewer keeps itself.

Disks are often mounted so that reading a file does not set it (`noatime`), or does so once a day at
the most (`relatime`). Setting it explicitly works on all of them.
"""

import os
import time
from contextlib import suppress

# Seconds. What was used within the last ten minutes is never evicted, so this is added to them:
# the longer it were, the more of a small cache could not be evicted at all.
NOTED_EVERY = 5 * 60


def note_use(file: str | int, status: os.stat_result) -> None:
    """Remember that a file, by its path or descriptor, with this status is being used now.

    Its time of modification stays, because that tells browsers whether it has changed. Never
    fails: a cache that cannot be written to can still be read.
    """
    moment = time.time()
    if abs(moment - status.st_atime) < NOTED_EVERY:  # A time in the future was a wrong clock's.
        return
    times = (int(moment * 1e9), status.st_mtime_ns)
    with suppress(OSError):
        os.utime(file, ns=times, follow_symlinks=isinstance(file, int))


def last_use(status: os.stat_result) -> float:
    """Return when a file was last read or written, in seconds since 1970, by a fresh status.

    Times much later than now tell nothing; where there is no other one it is 0.
    """
    latest = time.time() + NOTED_EVERY
    return max((when for when in (status.st_atime, status.st_mtime) if when < latest), default=0)
