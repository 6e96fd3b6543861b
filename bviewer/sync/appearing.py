"""Which albums appear: all that they show came with this sync, or within a day of it.

A copy takes its time, and a sync may run in the middle of it. So an album is new for a day, unless
a person says in the meantime who sees it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bviewer.models import now
from bviewer.sync.scan import Scan

APPEARS_FOR = timedelta(days=1)


def is_recent(instant: datetime | None) -> bool:
    """Tell whether something happened so lately that it may belong to what happens now."""
    return instant is not None and now() - instant < APPEARS_FOR


def appearing(found: Scan, folders: Iterable[str]) -> set[str]:
    """Return those of the folders whose albums appear.

    The gallery's own is there from the beginning: what is put there is shown as its owner said.
    """
    return {folder for folder in folders if appears(found, folder)}


def appears(found: Scan, folder: str) -> bool:
    """Tell whether an album has nothing that it showed before, or has not had it for long."""
    album = found.albums.get(folder)
    if album is None or album.missing:
        return True
    if not folder:
        return False
    return folder not in found.anchored or is_recent(album.arrived_at)
