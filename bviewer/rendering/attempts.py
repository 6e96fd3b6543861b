"""What an image's row tells of attempts at rendering it: before the decoder starts, and after."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bviewer.albums.failures import UNKNOWN_TIME, mark_broken
from bviewer.albums.films import film_at, is_film
from bviewer.albums.originals import identity_of
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.reading import FileIdentity
from bviewer.models import Album, Gallery, Image, ImageState, ItemKind, now
from bviewer.queue.runtime import Runtime
from bviewer.rendering.eviction import Budget, images_budget
from bviewer.renditions.cache import content_fingerprint
from bviewer.renditions.versions import failure_version
from bviewer.videos.pictures import lose_picture

# A worker that was killed three times over the same photograph may have been killed by it.
MAXIMUM_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class RenderAttempt:
    """What one attempt needs to know, detached from the database.

    `attempt` counts from 1; `stopped_before` says that the decoder did not survive an earlier one.
    `budget` is what its gallery may have for images.
    """

    image_id: str
    gallery_id: int
    home: str
    time_zone: str
    path: str
    known: FileIdentity
    fingerprint: str
    attempt: int
    stopped_before: bool
    budget: Budget
    is_clip: bool = False

    def targets(self, runtime: Runtime, names: Iterable[str]) -> dict[str, str]:
        """Return the cache paths, by size name, of those of the named renditions that are not there
        yet."""
        paths = {name: self.target(runtime, name) for name in names}
        return {name: path for name, path in paths.items() if not runtime.cache.has(path)}

    def target(self, runtime: Runtime, name: str) -> str:
        """Return the cache path of a rendition."""
        return runtime.cache.relative_path(self.gallery_id, self.image_id, self.fingerprint, name)


def begin(runtime: Runtime, image_id: str, names: Iterable[str]) -> RenderAttempt | None:
    """Record an attempt at the named sizes before the decoder starts, so that a crash cannot be
    forgotten.

    Returns None when there is nothing to do or no use in trying.
    """
    with work_session(runtime.engine) as session:
        image = find_image(session, image_id)
        if image is None or image.state != ImageState.READY:
            return None
        attempt = describe(runtime, session, image)
        if not attempt.targets(runtime, names):
            image.attempts, image.attempted_at = 0, None
            return None
        if image.attempts >= MAXIMUM_ATTEMPTS:
            reason = image.reason or "every worker that tried it was killed"
            give_up(runtime, session, image, reason)
            return None
        image.attempts = attempt.attempt
        image.attempted_at = now()
        return attempt


def find_image(session: Session, image_id: str) -> Image | None:
    """Return an image; None if it is gone, or waits in the trash."""
    query = select(Image).join(Album, Album.id == Image.album_id)
    return session.scalar(query.where(Image.id == image_id, Album.gallery_id.is_not(None)))


def note_wanted(runtime: Runtime, image_id: str) -> None:
    """Have an image's rendering recovered, as if its worker had died over it just now."""
    wanted = update(Image).where(Image.id == image_id, Image.attempted_at.is_(None))
    with work_session(runtime.engine) as session:
        session.execute(wanted.values(attempted_at=now()))


def describe(runtime: Runtime, session: Session, image: Image) -> RenderAttempt:
    """Return what is to be made of an image as its row knows it now."""
    gallery = session.scalars(
        select(Gallery)
        .join(Album, Album.gallery_id == Gallery.id)
        .where(Album.id == image.album_id)
    ).one()
    return RenderAttempt(
        image_id=image.id,
        gallery_id=gallery.id,
        home=gallery.home,
        time_zone=gallery.time_zone,
        path=image.path,
        known=identity_of(image),
        fingerprint=current_fingerprint(runtime, image),
        attempt=image.attempts + 1,
        stopped_before=image.reason is not None and image.failure_version is None,
        budget=images_budget(gallery),
        is_clip=image.kind in {ItemKind.CLIP, ItemKind.MOTION},
    )


def current_fingerprint(runtime: Runtime, image: Image) -> str:
    """Return what tells the renditions of an image as it is now from earlier ones."""
    return content_fingerprint(
        runtime.pipeline_version, image.size, image.mtime_ns, image.quick_hash
    )


def holding_on(runtime: Runtime, attempt: RenderAttempt) -> Callable[[], None]:
    """Return what is called again and again during an attempt: it may take longer than the lease,
    where it has to wait for memory or a processor, and its worker is not dead all the same."""
    noted = time.monotonic()

    def hold_on() -> None:
        nonlocal noted
        runtime.queue.hold_on()
        if time.monotonic() - noted > runtime.lease / 4:
            noted = time.monotonic()
            with suppress(OperationalError):  # The next one may do.
                note(runtime, attempt, attempted_at=now())

    return hold_on


def end(runtime: Runtime, attempt: RenderAttempt, **changes: object) -> None:
    """Write down what came of an attempt."""
    note(runtime, attempt, attempted_at=None, **changes)


def note(runtime: Runtime, attempt: RenderAttempt, **changes: object) -> None:
    """Write into the row of an attempt, if that is about the same file still."""
    with work_session(runtime.engine) as session:
        image = image_of(runtime, session, attempt)
        if image is not None:
            for name, value in changes.items():
                setattr(image, name, value)


def end_broken(runtime: Runtime, attempt: RenderAttempt, reason: str) -> None:
    """Mark a file as broken: nobody tries it again until it, the pipeline or its limits change."""
    with work_session(runtime.engine) as session:
        image = image_of(runtime, session, attempt)
        if image is not None:
            give_up(runtime, session, image, reason)


def end_unreadable(runtime: Runtime, attempt: RenderAttempt) -> None:
    """Mark a file as unreadable: it waits until a sync could read it, and each sync tries to.

    Nothing about a file tells that whoever runs bviewer may read it from now on.
    """
    with work_session(runtime.engine) as session:
        image = image_of(runtime, session, attempt)
        if image is not None:
            image.ctime_ns = UNKNOWN_TIME
            give_up(runtime, session, image, "the file cannot be read: permission denied")


def image_of(runtime: Runtime, session: Session, attempt: RenderAttempt) -> Image | None:
    """Return the row of an attempt, unless it is about another file by now, or about none."""
    image = session.get(Image, attempt.image_id)
    if image is None or image.state != ImageState.READY:
        return None
    return image if current_fingerprint(runtime, image) == attempt.fingerprint else None


def end_undecided(runtime: Runtime, attempt: RenderAttempt) -> None:
    """Take an attempt back: what happened was not the photograph's fault."""
    end(runtime, attempt, attempts=attempt.attempt - 1)


def give_up(runtime: Runtime, session: Session, image: Image, reason: str) -> None:
    """Mark an image as broken, and count it no longer as one that can be a cover; a film goes on
    without a picture."""
    if is_film(image.path):
        lose_picture(session, film_at(image.path))
        return
    mark_broken(image, reason, failure_version(runtime.limits))
    image.attempted_at = None
    refresh_summaries(session, {image.album_id})  # It may have been the cover of albums above.


def overdue_images(runtime: Runtime) -> Sequence[str]:
    """Return the ids of images whose attempt began so long ago that its worker must be dead."""
    deadline = now() - timedelta(seconds=runtime.lease)
    query = select(Image.id).join(Album, Album.id == Image.album_id)
    is_overdue = Image.attempted_at < deadline, Album.gallery_id.is_not(None)
    with reading_session(runtime.engine) as session:
        return session.scalars(query.where(*is_overdue)).all()
