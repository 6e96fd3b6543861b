"""Times that depend on the time zone of their gallery, and are read again when it changes.

A camera's own clock needs no zone. What was found in UTC does: the time of a file, the time of a
position, and the name that a Pixel phone gives.
"""

from collections.abc import Iterator

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.failures import UNKNOWN_TIME
from bviewer.albums.summaries import chunks
from bviewer.library.moments import is_named_in_utc
from bviewer.library.paths import file_name
from bviewer.library.times import TimeSource
from bviewer.models import Album, Gallery, Image


def reconsider_times(session: Session, gallery: Gallery) -> None:
    """Have the next sync read the times again that were read in another zone than they are now."""
    before, gallery.zone_of_times = gallery.zone_of_times, gallery.time_zone
    if before in {None, gallery.time_zone}:
        return
    for chunk in chunks(sorted(images_by_zone(session, gallery.id))):
        session.execute(update(Image).where(Image.id.in_(chunk)).values(ctime_ns=UNKNOWN_TIME))


def images_by_zone(session: Session, gallery_id: int) -> Iterator[str]:
    """Yield the ids of the images whose time may have been made with the zone."""
    rows = session.execute(
        select(Image.id, Image.path, Image.time_source, Image.camera)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery_id, Image.offset_minutes.is_(None))
        .execution_options(yield_per=1000)
    )
    for row in rows:
        match row.time_source:
            case TimeSource.NAME:
                depends = is_named_in_utc(file_name(row.path))
            case TimeSource.EXIF:
                # Without a date of its own, a file has the time of its position.
                depends = "latitude" in row.camera
            case _:
                depends = True
        if depends:
            yield row.id
