"""Beginning a show, and finding the one that a browser has begun."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.models import Album, Slideshow, SlideshowState, now
from bviewer.problems import Problem
from bviewer.security.askers import seconds_to_wait
from bviewer.security.tokens import text_digest
from bviewer.security.visitor import Visitor

SHORTEST, LONGEST, USUAL = 3, 60, 10  # Seconds for each photograph.
MOST_AN_HOUR = 20


class Choice(NamedTuple):
    """What may be chosen of a show: the seconds for each photograph, and whether all are shown."""

    seconds: int = USUAL
    is_all: bool = False


class Viewer(NamedTuple):
    """Whoever begins a show: as a visitor, by the key of the show in that browser, and as who is
    counted."""

    visitor: Visitor
    key: str
    asker: str


def key_of(secret: str, album_id: str, user_id: int | None) -> str:
    """Return the key of the show of an album that a browser has begun for somebody.

    Nobody finds it without the secret of the browser: it is as good as that.
    """
    return text_digest(f"{secret}:{album_id}:{user_id or ''}")


def find_slideshow(session: Session, key: str) -> Slideshow | None:
    """Return the show of a key."""
    return session.scalars(select(Slideshow).where(Slideshow.key == key)).one_or_none()


def begin_slideshow(
    session: Session,
    album: Album,
    ancestry_ids: Sequence[str],
    viewer: Viewer,
    choice: Choice,
) -> Slideshow:
    """Return a new show of an album, in the place of the one that had the key.

    Refuses whoever begins too many.
    """
    require_seconds(choice.seconds)
    if seconds := seconds_to_wait(session, Slideshow, viewer.asker, MOST_AN_HOUR):
        raise Problem("slideshows_exceeded", seconds=seconds)
    end_former(session, viewer.key)
    show = Slideshow(
        gallery_id=album.gallery_id,
        album_id=album.id,
        user_id=viewer.visitor.user_id,
        key=viewer.key,
        seconds=choice.seconds,
        is_all=choice.is_all,
        sight=sight_of(viewer.visitor, ancestry_ids),
        asker=viewer.asker,
    )
    try:
        with session.begin_nested():
            session.add(show)
    except IntegrityError:  # The button was pressed twice in this very moment.
        other = find_slideshow(session, viewer.key)
        if other is None:
            raise
        return other
    return show


def end_former(session: Session, key: str) -> None:
    """End the show that has a key, which is for another one."""
    step = update(Slideshow).where(Slideshow.key == key)
    session.execute(step.values(key=None, state=SlideshowState.FINISHED))


def require_seconds(seconds: int) -> None:
    """Refuse what is too short or too long for a photograph."""
    if not SHORTEST <= seconds <= LONGEST:
        raise Problem("seconds_range", "seconds", minimum=SHORTEST, maximum=LONGEST)


def sight_of(visitor: Visitor, ancestry_ids: Sequence[str]) -> dict[str, list[str] | bool]:
    """Return what tells which albums are listed below one, for a visitor who may open it."""
    return {
        "is_trusted": visitor.is_trusted_with(ancestry_ids),
        "granted": sorted(visitor.granted),
        "shared": sorted(visitor.shared),
    }


def set_seconds(session: Session, key: str, seconds: int) -> None:
    """Let photographs of a show be shown for other seconds."""
    require_seconds(seconds)
    session.execute(update(Slideshow).where(Slideshow.key == key).values(seconds=seconds))


def note_use(session: Session, key: str) -> None:
    """Keep a show for another day."""
    session.execute(update(Slideshow).where(Slideshow.key == key).values(seen_at=now()))


def finish(session: Session, key: str) -> bool:
    """Note that nothing is left of a show; False if there is none."""
    show = find_slideshow(session, key)
    if show is not None and show.state == SlideshowState.BUILT:
        show.state = SlideshowState.FINISHED
    return show is not None
