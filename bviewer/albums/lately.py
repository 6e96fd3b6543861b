"""What happened so lately that it may belong to what happens now: copies take their time."""

from datetime import datetime, timedelta

from bviewer.models import now

APPEARS_FOR = timedelta(hours=36)  # Longer than from one nightly sync to the next.


def is_recent(instant: datetime | None) -> bool:
    """Tell whether something happened so lately that it may belong to what happens now."""
    return instant is not None and abs(now() - instant) < APPEARS_FOR
