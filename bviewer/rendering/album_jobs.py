"""Long work on items of an album: a task for each of them, so visitors' work goes in between."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bviewer.albums.failures import UNKNOWN_TIME
from bviewer.albums.films import Film, film_at, is_film
from bviewer.albums.item_times import remember_shifted
from bviewer.albums.jobs import count_done, forget_jobs
from bviewer.albums.originals import home_of, identity_of, mark_missing, note_motion
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.reading import FileIdentity, Reader, found_beside
from bviewer.models import Image, ImageState, Job, JobKind
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater, Work
from bviewer.rendering.attempts import RenderAttempt, describe, find_image
from bviewer.rendering.render import render_image
from bviewer.renditions.versions import failure_version
from bviewer.sync.following import Fate, fate_of
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.videos.pictures import fetch_picture, want_again


def start_job(runtime: Runtime, job_id: int) -> None:
    """Send a task for each image of a job."""
    with reading_session(runtime.engine) as session:
        job = session.get(Job, job_id)
        image_ids = [] if job is None else job.subjects
    for image_id in image_ids:
        runtime.send(do_step, job_id, image_id)


def do_step(runtime: Runtime, job_id: int, image_id: str) -> None:
    """Do what a job is about to one image, and count it: also if it failed, which its row says."""
    with reading_session(runtime.engine) as session:
        job = session.get(Job, job_id)
        kind = None if job is None else JobKind(job.kind)
    if kind is None:  # Somebody has asked anew since.
        return
    try:
        WORK[kind](runtime, image_id)
    except TryLater as later:
        if later.delay is not None:
            raise
    count_step(runtime, job_id)


def count_step(runtime: Runtime, job_id: int) -> None:
    """Count an image that is done."""
    with work_session(runtime.engine) as session:
        count_done(session, job_id)


def reread_image(runtime: Runtime, image_id: str) -> None:
    """Read again what the file of an image says, as if nobody had; what a person says stays.

    The picture of a film is fetched again.
    """
    with reading_session(runtime.engine) as session:
        image = find_image(session, image_id)
        if image is None or image.state == ImageState.MISSING:
            return
        attempt, known = describe(runtime, session, image), identity_of(image)
    if is_film(attempt.path):
        refetch(runtime, film_at(attempt.path))
    else:
        reread_file(runtime, attempt, known)


def reread_file(runtime: Runtime, attempt: RenderAttempt, known: FileIdentity) -> None:
    """Read a file again, as far as its row still is what is `known` of it."""
    library = home_of(runtime.library, attempt.home)
    try:
        reader = Reader(library, ZoneInfo(attempt.time_zone), runtime.limits)
        reading = reader.read(attempt.path, found_beside(library, [attempt.path]))
    except FileNotFoundError:
        return  # A sync says that it is missing.
    with work_session(runtime.engine) as session:
        image = session.get(Image, attempt.image_id)
        if image is None or identity_of(image) != known:
            return
        fate = fate_of(session, library, attempt.gallery_id, image, reading)
        if fate == Fate.FOLLOWS:
            image.ctime_ns = UNKNOWN_TIME  # So that its time is read whatever is known.
            remember_shifted(image, reading, failure_version(runtime.limits))
            if reading.facts.problem is None:
                image.camera = reading.facts.camera
                note_motion(image, reading.facts)
        elif fate == Fate.GONE:
            mark_missing(image)
        refresh_summaries(session, {image.album_id})
    if fate == Fate.UNKNOWN:
        # It may have come from a closed album: only a sync knows what follows from that.
        runtime.send(sync_gallery_in_turn, attempt.gallery_id)


def refetch(runtime: Runtime, film: Film) -> None:
    """Have the picture of a film fetched again."""
    with work_session(runtime.engine) as session:
        want_again(session, film)
    runtime.send(fetch_picture, film.id)


def forget_old_jobs(runtime: Runtime) -> None:
    """Forget what nobody asks for any more."""
    with work_session(runtime.engine) as session:
        forget_jobs(session)


WORK: Mapping[JobKind, Work] = {
    JobKind.RENDER: render_image,
    JobKind.REREAD: reread_image,
}
