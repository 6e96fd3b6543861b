"""What happened so lately that it may belong to what happens now: copies take their time."""

from datetime import datetime, timedelta

from bviewer.models import Album, Visibility, now

APPEARS_FOR = timedelta(hours=36)  # Longer than from one nightly sync to the next.


def is_recent(instant: datetime | None) -> bool:
    """Tell whether something happened so lately that it may belong to what happens now."""
    return instant is not None and abs(now() - instant) < APPEARS_FOR


def note_moved(album: Album, openness: Visibility) -> None:
    """Note that an album which moves was closed until now, as its `openness` was that of what is
    above it; `closed_since` goes by that."""
    if openness != album.visibility == Visibility.VISIBLE:
        album.closed_at = now()
