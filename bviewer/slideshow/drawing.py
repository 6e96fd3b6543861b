"""Drawing the photographs of a show: a random half of each album, or all."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bviewer.albums.films import is_file
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Gallery, Image, ImageState, Slideshow, SlideshowState, now
from bviewer.queue.runtime import Runtime
from bviewer.security.askers import PERSON, is_person
from bviewer.security.visibility import listed_below
from bviewer.security.visitor import Visitor
from bviewer.slideshow.sets import BATCH, Sets
from bviewer.slideshow.storage import open_sets

MOST_OF_ONE = 20  # Shows that are kept for whoever began them.
MOST_OF_STRANGERS = 1_000_000  # Photographs in all shows that strangers have begun in a gallery.


def draw_slideshow(runtime: Runtime, slideshow_id: int) -> None:
    """Draw the photographs of a show that is new, and let others go if there are too many."""
    with reading_session(runtime.engine) as session:
        show = session.get(Slideshow, slideshow_id)
        session.expunge_all()
    if show is None or show.key is None or show.state != SlideshowState.NEW:
        return
    sets = open_sets(runtime, runtime.engine)
    with reading_session(runtime.engine) as session:
        number = sets.fill(show, drawn_ids(session, show))
    note_drawn(runtime, show, number)
    end_others(runtime, sets, show)


def note_drawn(runtime: Runtime, show: Slideshow, number: int) -> None:
    """Note that a show can be seen, unless there is nothing to see or it was begun anew."""
    state = SlideshowState.BUILT if number else SlideshowState.FINISHED
    step = update(Slideshow).where(Slideshow.id == show.id, Slideshow.key == show.key)
    with work_session(runtime.engine) as session:
        session.execute(step.values(state=state, number=number, seen_at=now()))


def drawn_ids(session: Session, show: Slideshow) -> Iterator[str]:
    """Yield the ids of what is drawn for a show, without having them all at hand."""
    candidates = candidates_of(show)
    query = select(candidates.subquery().c.id) if show.is_all else half_of_each(candidates)
    yield from session.scalars(query.execution_options(yield_per=BATCH))


def candidates_of(show: Slideshow) -> Select[*tuple[Any, ...]]:
    """Select what there is to draw from: the `id` of each, and the `album_id` that it counts in.

    All photographs that can be shown, in the album and in those below that its viewer is shown; and
    the pictures of films of providers, if the owner wants them.
    """
    below = listed_below(viewer_of(show), [show.album_id])
    shows_videos = exists().where(Gallery.id == show.gallery_id, Gallery.shows_videos)
    return (
        select(Image.id, Image.album_id)
        .join(below, below.c.id == Image.album_id)
        .where(Image.state == ImageState.READY, or_(is_file(), shows_videos))
    )


def viewer_of(show: Slideshow) -> Visitor:
    """Return whoever began a show, as far as listings below its album care."""
    sight: dict[str, Any] = show.sight
    return Visitor(
        has_gallery=sight["is_trusted"],
        granted=frozenset(sight["granted"]),
        shared=frozenset(sight["shared"]),
    )


def half_of_each(candidates: Select[*tuple[Any, ...]]) -> Select[str]:
    """Select the ids of a random half of each album, rounded up: one alone takes part."""
    each = candidates.subquery()
    album_id = each.c.album_id
    shuffled = select(
        each.c.id,
        func.row_number().over(partition_by=album_id, order_by=func.random()).label("place"),
        func.count().over(partition_by=album_id).label("number"),
    ).subquery()
    return select(shuffled.c.id).where(2 * shuffled.c.place <= shuffled.c.number + 1)


def end_others(runtime: Runtime, sets: Sets, show: Slideshow) -> None:
    """End the shows that were looked at least lately, if there are too many beside one."""
    with reading_session(runtime.engine) as session:
        others = surplus(session, show)
        session.expunge_all()
    for other in others:
        sets.drop(other)
    step = update(Slideshow).where(Slideshow.id.in_([other.id for other in others]))
    with work_session(runtime.engine) as session:
        session.execute(step.values(key=None, state=SlideshowState.FINISHED))


def surplus(session: Session, show: Slideshow) -> Sequence[Slideshow]:
    """Return the shows of whoever began this one that are too many, or those of all strangers."""
    latest = (Slideshow.seen_at.desc(), Slideshow.id.desc())
    kept = select(Slideshow).where(Slideshow.key.is_not(None), Slideshow.id != show.id)
    own = kept.where(Slideshow.asker == show.asker).order_by(*latest).offset(MOST_OF_ONE - 1)
    found = session.scalars(own).all()
    if is_person(show.asker):
        return found
    photographs = func.sum(Slideshow.number).over(order_by=latest)
    of_strangers = (
        select(Slideshow.id, photographs.label("photographs"))
        .where(
            Slideshow.gallery_id == show.gallery_id,
            Slideshow.key.is_not(None),
            Slideshow.asker.not_like(f"{PERSON}%"),
        )
        .subquery()
    )
    beyond = kept.join(of_strangers, of_strangers.c.id == Slideshow.id).where(
        of_strangers.c.photographs > MOST_OF_STRANGERS
    )
    return [*found, *session.scalars(beyond)]
