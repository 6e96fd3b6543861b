"""What photographs move by, as far as a sync has more to do about it than to read files.

Rows that were there before anybody asked for that are looked at once, beside all that a sync judges
by: no file counts as touched for it.
"""

from collections.abc import Callable, Iterator

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_file
from bviewer.albums.originals import describes_still, note_motion
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.facts import can_read_clips
from bviewer.library.reading import Reader, Reading
from bviewer.models import Album, Image, ImageState
from bviewer.models.image import BESIDE
from bviewer.sync.report import Report

BATCH = 100  # Files read at once.


def look_for_motions(
    engine: Engine, reader: Reader, gallery_id: int, on_batch: Callable[[], None]
) -> None:
    """Read again what files of a gallery say of moving, where nobody has asked them yet."""
    if not can_read_clips():
        return
    with reading_session(engine) as session:
        paths = {row.id: row.path for row in session.execute(unasked(gallery_id))}
    for chunk in chunks(list(paths)):  # To count a large album anew takes long.
        readings: dict[str, Reading] = {}
        for start in range(0, len(chunk), BATCH):
            batch = chunk[start : start + BATCH]
            found = reader.read_all([paths[image_id] for image_id in batch])
            readings |= {
                image_id: reading
                for image_id, reading in zip(batch, found, strict=True)
                if not isinstance(reading, OSError)
            }
            on_batch()
        with work_session(engine) as session:
            refresh_summaries(session, set(note(session, readings)))


def unasked(gallery_id: int) -> Select[str, str]:
    """Select the files of a gallery of which nobody knows whether they move."""
    return (
        select(Image.id, Image.path)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery_id, Image.content_identifier.is_(None), is_file())
        .where(Image.state != ImageState.MISSING)
        .order_by(Image.album_id, Image.id)
    )


def note(session: Session, readings: dict[str, Reading]) -> Iterator[str]:
    """Write down what was read of files that are what they were; yield their albums."""
    for image in session.scalars(select(Image).where(Image.id.in_(readings))):
        if describes_still(image, readings[image.id]):
            note_motion(image, readings[image.id].facts)
            yield image.album_id


def count_as_one(session: Session, report: Report) -> None:
    """Count a photograph that came in with the clip that it moves by, or its RAW file, once."""
    for chunk in chunks(sorted(report.beside)):
        motions = select(Image.album_id).where(Image.id.in_(chunk))
        for album_id in session.scalars(motions.where(Image.kind.in_(BESIDE))):
            report.arrived[album_id] -= 1
    report.arrived = +report.arrived
