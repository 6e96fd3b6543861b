"""Which originals nginx may open by their path, after bviewer has looked at them.

Between the two looks somebody may exchange files or folders, and a private photograph would be sent
in the place of a public one. Whoever exchanges something changes the file or a folder on the way to
it; so where nothing has changed for minutes, nobody is likely to be at it just now.
"""

import time

SETTLED_AFTER = 300  # Seconds.


def is_settled(changed_ns: int) -> bool:
    """Return whether a change, in nanoseconds since 1970, is long ago. One in the future tells
    nothing."""
    return time.time() - changed_ns / 1e9 >= SETTLED_AFTER
