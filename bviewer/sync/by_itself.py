"""Syncing without being asked: by a look at the times of folders, by the clock, by whoever watches.

Each is the ordinary sync, of the whole gallery and with all of its guards: a move between two
folders has to be seen at once, or what is closed might be taken for new.
"""

from collections.abc import Sequence

from sqlalchemy import Row, select, true

from bviewer.db.sessions import reading_session
from bviewer.models import Gallery
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater
from bviewer.sync.looking import forget_refusal, load_seen, look, seen_file
from bviewer.sync.service import Manner, in_turn, sync_and_note

# Seconds for which nobody wrote to a file that is to be read.
REST = 2.0


def look_at_galleries(runtime: Runtime) -> None:
    """Send the syncs of galleries whose folders are not as they were seen."""
    for gallery in galleries_to_look_at(runtime):
        seen = load_seen(seen_file(runtime, gallery.id))
        if seen is None or seen.is_past(look(runtime, gallery.home, seen.folders)):
            runtime.send(sync_by_itself, gallery.id)


def sync_galleries(runtime: Runtime) -> None:
    """Sync all galleries: folders do not tell of files that were changed in place, and some disks
    not even that they are back.

    One after another: if all were sent at once, workers would put off all but one, again and again.
    """
    for gallery in galleries_to_look_at(runtime):
        forget_refusal(runtime, gallery.id)
        try:
            sync_by_itself(runtime, gallery.id)
        except TryLater:
            runtime.send(sync_by_itself, gallery.id)


def galleries_to_look_at(runtime: Runtime) -> Sequence[Row[int, str]]:
    """Return the ids and homes of the galleries that are synced by themselves."""
    query = select(Gallery.id, Gallery.home).where(Gallery.auto_sync == true())
    with reading_session(runtime.engine) as session:
        return session.execute(query.order_by(Gallery.id)).all()


def sync_by_itself(runtime: Runtime, gallery_id: int) -> None:
    """Sync a gallery that nobody asked to; what is being written is left for the next time."""
    hold_on = runtime.renewing(sync_by_itself, gallery_id)
    with in_turn(runtime, gallery_id):
        sync_and_note(runtime, gallery_id, hold_on, Manner(rest=REST, by_itself=True))
