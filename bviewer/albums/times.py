"""Times that depend on more than their file: on the time zone of their gallery, and the clock of
the machine.

They are read again when one of these changes. A camera's own clock needs no zone. What was found in
UTC does: the time of a file, the time of a position, and the name that a Pixel phone gives. A
machine whose clock was wrong did not believe times that were to come for it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bviewer.albums.picking import below
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.library.moments import is_named_in_utc, latest_year
from bviewer.library.paths import file_name
from bviewer.library.precision import Precision
from bviewer.library.sidecars import UNREAD
from bviewer.library.times import TimeSource
from bviewer.models import Album, Gallery, Image


def reread_all(session: Session, gallery_id: int, folder: str = "") -> None:
    """Have the next sync read all files of a gallery again, or those of a folder and below it,
    whatever is known of them."""
    albums = select(Album.id).where(Album.gallery_id == gallery_id)
    of_gallery = Image.album_id.in_(albums)
    session.execute(update(Image).where(of_gallery, *below(folder)).values(sidecars=UNREAD))


def reread(session: Session, image_ids: Iterable[str]) -> None:
    """Have the next sync read the files of some images again."""
    for chunk in chunks(sorted(image_ids)):
        session.execute(update(Image).where(Image.id.in_(chunk)).values(sidecars=UNREAD))


def reconsider_times(session: Session, gallery: Gallery) -> None:
    """Have the next sync read the times again that were read in another zone than they are now, or
    when the machine believed in another year."""
    zone, gallery.zone_of_times = gallery.zone_of_times, gallery.time_zone
    if zone not in {None, gallery.time_zone}:
        reread(session, images_by_zone(session, gallery.id))
    year, gallery.latest_year = gallery.latest_year, latest_year()
    if year is None:
        # Former versions counted the times of files.
        refresh_summaries(session, albums_with_undated(session, gallery.id))
    elif year != gallery.latest_year:
        reread(session, images_by_clock(session, gallery.id, gallery.latest_year))


def albums_with_undated(session: Session, gallery_id: int) -> list[str]:
    """Return the ids of albums that have images of which no time is known."""
    query = select(Image.album_id).join(Album, Album.id == Image.album_id).distinct()
    is_undated = Image.precision == Precision.FILE
    return list(session.scalars(query.where(Album.gallery_id == gallery_id, is_undated)))


def images_by_clock(session: Session, gallery_id: int, latest: int) -> list[str]:
    """Return the ids of images whose time may not have been believed, or is not any more."""
    query = select(Image.id).join(Album, Album.id == Image.album_id)
    is_too_late = Image.time >= datetime(latest + 1, 1, 1)
    is_doubtful = or_(Image.precision == Precision.FILE, is_too_late)
    return list(session.scalars(query.where(Album.gallery_id == gallery_id, is_doubtful)))


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
