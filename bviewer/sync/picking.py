"""Reading files that somebody picked for an album, a batch at a time."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import note_change
from bviewer.albums.item_times import remember_shifted
from bviewer.albums.jobs import count_done
from bviewer.albums.originals import home_of, move_to
from bviewer.albums.summaries import chunks
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import decoded
from bviewer.library.paths import folder_of
from bviewer.library.reading import Reader, Reading, found_beside
from bviewer.models import Album, Gallery, Image, Job
from bviewer.queue.runtime import Runtime
from bviewer.renditions.versions import failure_version


def read_picked(runtime: Runtime, job_id: int) -> None:
    """Read the files of a job, and show them in its album; what cannot be read is left out."""
    hold_on = runtime.renewing(read_picked, job_id)
    with reading_session(runtime.engine) as session:
        job = session.get(Job, job_id)
        album = None if job is None else session.get(Album, job.album_id)
        if job is None or album is None or album.gallery_id is None:
            return
        gallery = session.get_one(Gallery, album.gallery_id)
        # A worker that died has counted what it did.
        paths, album_id = [decoded(each) for each in job.subjects[job.done :]], album.id
    library = home_of(runtime.library, gallery.home)
    reader = Reader(library, ZoneInfo(gallery.time_zone), runtime.limits)
    for chunk in chunks(paths):
        beside = found_beside(library, chunk)
        readings = zip(chunk, reader.read_all(chunk, beside), strict=True)
        found = {path: each for path, each in readings if isinstance(each, Reading)}
        with work_session(runtime.engine) as session:
            if session.get(Job, job_id) is None:
                return  # Nobody wants it any more.
            show(session, album_id, found, failure_version(runtime.limits))
            count_done(session, job_id, len(chunk))
        hold_on()


def show(session: Session, album_id: str, found: dict[str, Reading], version: str) -> None:
    """Write rows for files that an album does not show yet, if there is such an album still."""
    album = session.get(Album, album_id)
    if album is None or album.gallery_id is None:
        return
    here = set(session.scalars(select(Image.path).where(Image.album_id == album_id)))
    for path in found.keys() - here:
        image = Image(is_picked=folder_of(path) != album.folder)
        move_to(image, album_id, path)
        session.add(image)
        remember_shifted(image, found[path], version)
    note_change(session, album)
