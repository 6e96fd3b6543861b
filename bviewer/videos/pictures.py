"""The pictures of films: a worker asks for them, again if need be, and rows of images get them.

Pages never wait for that. That it is tried is written down before, so that a worker which dies over
it does not try for ever.
"""

import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from bviewer.albums.films import Film, film_at, film_of_id, is_video
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Image, ImageState, Provider, Video, now
from bviewer.queue.runtime import Runtime
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.sizes import in_advance
from bviewer.renditions.store import Facts, examine
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.run import run_limited
from bviewer.videos.addresses import page_of
from bviewer.videos.editing import NO_PICTURE
from bviewer.videos.fetching import NotFetched, fetch

log = logging.getLogger(__name__)

# After each try that fails; then not any more, unless somebody wants it.
WAITS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))

# The largest there is of most films, and one that there is of each.
YOUTUBE = "https://i.ytimg.com/vi"
YOUTUBE_PICTURES = ("maxresdefault", "hqdefault")
WIDTH = 1280  # Pixels, as Vimeo is asked for.

TYPES = ("image/jpeg", "image/png", "image/webp")
MOST = 2 * 1024 * 1024  # Bytes of a picture,
MOST_TOLD = 64 * 1024  # and of what tells where it is.
SECONDS = 10.0  # For each answer.
SECONDS_IN_ALL = 25.0  # Also for looking up names, which cannot be ended otherwise.
MEMORY_MB = 128


def fetch_picture(runtime: Runtime, film_id: str) -> None:
    """Ask for the picture of a film, if that is due."""
    if not runtime.settings.video_pictures or not begin(runtime, film_id):
        return
    try:
        picture = run_limited(lambda: ask(film_of_id(film_id)), MEMORY_MB, SECONDS_IN_ALL)
        facts = examined(runtime, picture)
    except NotFetched as error:
        note_failure(runtime, film_id, error.reason, error.seconds)
    except WorkStopped:
        note_failure(runtime, film_id, "slow")
    else:
        with work_session(runtime.engine) as session:
            keep(session, film_of_id(film_id), picture, facts)


def begin(runtime: Runtime, film_id: str) -> bool:
    """Note that it is tried now, and when again if nothing comes of it; whether it is due."""
    with work_session(runtime.engine) as session:
        video = session.get(Video, film_id)
        if video is None or video.due_at is None or video.due_at > now():
            return False
        video.due_at = now() + WAITS[video.tries] if video.tries < len(WAITS) else None
        video.tries += 1
        return True


def ask(film: Film) -> bytes:
    """Return the picture that its provider has of a film; raises NotFetched."""
    if film.provider == Provider.VIMEO:
        return fetch(vimeo_picture(film), TYPES, MOST, SECONDS)
    *larger, last = (f"{YOUTUBE}/{film.number}/{name}.jpg" for name in YOUTUBE_PICTURES)
    for url in larger:
        try:
            return fetch(url, TYPES, MOST, SECONDS)
        except NotFetched as error:
            if error.reason != "gone":
                raise
    return fetch(last, TYPES, MOST, SECONDS)


def vimeo_picture(film: Film) -> str:
    """Return where Vimeo says that it has the picture of a film; which hosts may be is not for it
    to say."""
    url = f"https://vimeo.com/api/oembed.json?url={page_of(film)}&width={WIDTH}"
    told = fetch(url, ["application/json"], MOST_TOLD, SECONDS)
    try:
        picture = json.loads(told)["thumbnail_url"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotFetched("gone") from error
    if not isinstance(picture, str):
        raise NotFetched("gone")
    return picture


def examined(runtime: Runtime, picture: bytes) -> Facts:
    """Return what is known of a picture that decodes as those of the library must; raises
    NotFetched."""
    try:
        return examine(picture, in_advance(runtime.settings.sizes).values(), runtime.limits)
    except (BrokenImage, WorkStopped) as error:
        raise NotFetched("no-picture") from error


def note_failure(runtime: Runtime, film_id: str, reason: str, seconds: int = 0) -> None:
    """Let owners see why there is no picture yet, and ask no sooner than is wanted."""
    log.warning("no picture of %s: %s", film_id.partition("/")[0], reason)
    with work_session(runtime.engine) as session:
        video = session.get(Video, film_id)
        if video is not None:
            video.reason = reason
            if video.due_at is not None:
                video.due_at = max(video.due_at, now() + timedelta(seconds=seconds))


def keep(session: Session, film: Film, picture: bytes, facts: Facts) -> None:
    """Store a picture, and let all albums that show the film show it."""
    video = session.get(Video, film.id, with_for_update=True)
    if video is None:  # No album shows it any more.
        return
    video.picture, video.reason = picture, None
    video.due_at, video.tries = None, 0
    # No hash of a file, lest a photograph that is equal seem to come from here.
    content = blake2b(picture, digest_size=16, person=b"video").digest()
    is_other = or_(Image.quick_hash != content, Image.state != ImageState.READY)
    known = {"size": len(picture), "width": facts.width, "height": facts.height}
    show(
        session,
        film,
        {**NO_PICTURE, **known, "quick_hash": content, "state": ImageState.READY},
        is_other,
    )


def lose_picture(session: Session, film: Film) -> None:
    """Show a film without its picture, of which nothing can be made after all."""
    video = session.get(Video, film.id, with_for_update=True)
    if video is not None:
        video.picture, video.reason = None, "no-picture"
    show(session, film, NO_PICTURE)


def show(
    session: Session, film: Film, values: dict[str, Any], *conditions: ColumnElement[bool]
) -> None:
    """Let rows of a film say what is known of its picture."""
    session.flush()
    where = and_(is_video(), Image.path == film.path, *conditions)
    album_ids = set(session.scalars(select(Image.album_id).where(where)))
    session.execute(
        update(Image).where(where).values(**values, attempts=0, attempted_at=None),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()
    refresh_summaries(session, album_ids)  # It may be the cover of albums above.


def picture_of(runtime: Runtime, film: Film) -> bytes | None:
    """Return the picture of a film, if it is there."""
    with reading_session(runtime.engine) as session:
        return session.scalar(select(Video.picture).where(Video.id == film.id))


def want_again(session: Session, film: Film) -> None:
    """Have the picture of a film fetched again, whenever that was tried last."""
    video = session.get(Video, film.id)
    if video is not None:
        video.due_at, video.tries = now(), 0


def overdue_pictures(runtime: Runtime) -> Sequence[str]:
    """Return the ids of films whose provider is to be asked (again)."""
    if not runtime.settings.video_pictures:
        return []
    with reading_session(runtime.engine) as session:
        return session.scalars(select(Video.id).where(Video.due_at <= now())).all()


def forget_films(runtime: Runtime) -> None:
    """Forget the pictures of films that no album shows any more, nor the trash."""
    with work_session(runtime.engine) as session:
        shown = {film_at(path).id for path in session.scalars(select(Image.path).where(is_video()))}
        known = {video.id: video for video in session.scalars(select(Video))}
        for film_id in known.keys() - shown:
            session.delete(known[film_id])
        # One may have come into an album while it was forgotten.
        session.add_all(Video(id=film_id) for film_id in shown - known.keys())
