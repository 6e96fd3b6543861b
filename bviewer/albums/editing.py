"""Changing albums. Every change of visibility goes through `set_visibility`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, null, select, update
from sqlalchemy.orm import Session

from bviewer.albums.covers import is_in_or_below
from bviewer.albums.lately import APPEARS_FOR, is_recent
from bviewer.albums.subtrees import ids_in, openness_of
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.names import display_name, plain_lines, sort_key
from bviewer.models import Album, Positions, SortOrder, Visibility, now
from bviewer.problems import Problem
from bviewer.security.audit import Event, record
from bviewer.security.visibility import effective_visibility

LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 20_000
SAMPLE = 50  # Albums.
# Photographs are younger; and what is later than that is no time that anybody meant.
YEARS = 1800, 2200
# By the words of forms and commands; without one it is as in the album above.
DOWNLOADS = {"": None, "yes": True, "no": False}


def find_album(session: Session, album_id: str) -> Album:
    """Return the album of that id; refuse if there is none."""
    album = session.get(Album, album_id)
    if album is None or album.gallery_id is None:
        raise Problem("album_unknown", "album", album=album_id)
    return album


@dataclass(frozen=True, slots=True)
class AlbumValues:
    """All that an owner decides about an album.

    An empty order, and empty settings, are those of the album above.
    """

    title: str
    description: str
    time: datetime | None
    visibility: str
    order: str
    downloads: str
    positions: str


def change_album(session: Session, album: Album, values: AlbumValues) -> None:
    """Change what differs; a title that stays is still the folder's."""
    if values.title != album.title:
        set_title(album, values.title)
    set_description(album, values.description)
    set_time(album, values.time)
    set_order(album, SortOrder(values.order) if values.order else None)
    set_downloads(session, album, DOWNLOADS[values.downloads])
    set_positions(session, album, Positions(values.positions) if values.positions else None)
    if values.visibility != album.visibility or album.closed_because is not None:
        set_visibility(session, album, Visibility(values.visibility))


def set_visibility(session: Session, album: Album, visibility: Visibility) -> bool:
    """Change who may open an album, and what its ancestors tell about it, at once.

    Returns whether that closes it: copies of its images may be kept elsewhere for a while. It is
    closed since now only if nothing closed it before, be it an album above. One that was opened for
    a short while was not: a copy of it may have begun before.
    """
    before, was = album.visibility, openness_of(session, album)
    is_closing = before != visibility == effective_visibility([before, visibility])
    if before != visibility:
        record(
            session,
            Event.ALBUM_VISIBILITY,
            album.gallery_id,
            album=album.id,
            title=album.title,
            now=visibility.value,
            before=before,
        )
    album.visibility = visibility
    album.closed_because = album.closed_like = album.arrived_at = None
    if is_closing and before == Visibility.VISIBLE:
        was_closed = was != Visibility.VISIBLE or is_recent(album.closed_at)
        album.closed_at = None if was_closed else now()
    elif before != visibility == Visibility.VISIBLE:
        album.closed_at = now()  # Until it is closed again, that is when it was opened.
    refresh_summaries(session, {album.id})
    return is_closing


def set_visibility_below(session: Session, album: Album) -> None:
    """Give all albums below one the visibility that it has itself.

    They are changed in two statements; what is told of them is counted anew, level by level.
    """
    session.flush()
    ids = session.scalars(ids_in(album.id)).all()
    change = update(Album).where(Album.id.in_(ids_in(album.id)), Album.id != album.id)
    was_open = Album.visibility == Visibility.VISIBLE
    was_closed = and_(was_open, Album.closed_at > now() - APPEARS_FOR)
    opened_at = now() if album.visibility == Visibility.VISIBLE else Album.closed_at
    session.execute(
        change.values(
            visibility=album.visibility,
            closed_because=None,
            closed_like=None,
            arrived_at=None,
            closed_at=case((was_closed, null()), (was_open, album.closed_at), else_=opened_at),
        ),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()
    record(
        session,
        Event.ALBUMS_VISIBILITY,
        album.gallery_id,
        album=album.id,
        title=album.title,
        now=album.visibility,
    )
    refresh_summaries(session, ids)


def set_title(album: Album, title: str) -> None:
    """Give an album a title of its own; a renamed folder will not change it any more."""
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise Problem("title_length", "title", minimum=1, maximum=LONGEST_TITLE)
    album.title = display_name(title)
    album.sort_key = sort_key(album.title)


def set_description(album: Album, text: str) -> None:
    """Change what visitors read below an album's title; nothing if the text is empty."""
    if len(text) > LONGEST_DESCRIPTION:
        raise Problem("description_too_long", "description", maximum=LONGEST_DESCRIPTION)
    album.description = plain_lines(text)


def set_time(album: Album, time: datetime | None) -> None:
    """Change the time that an album is from; without one it is that of what it holds."""
    first, last = YEARS
    if time is not None and not first <= time.year <= last:
        raise Problem("time_range", "time", minimum=first, maximum=last)
    album.time = time


def set_order(album: Album, order: SortOrder | None) -> None:
    """Change how an album sorts what it holds; without one it is as the album above."""
    album.order = order


def order_below(session: Session, parent: Album) -> SortOrder | None:
    """Return the order of a new album: as that above it, unless that is the gallery's home.

    There the newest come first, but a story in an album begins with what was first. Any other order
    that is chosen there is meant for the whole gallery, and so is this one if most albums follow.
    """
    is_usual = parent.parent_id is None and parent.order in {None, SortOrder.NEWEST}
    return SortOrder.OLDEST if is_usual and not is_followed(session, parent) else None


def is_followed(session: Session, album: Album) -> bool:
    """Return whether most of the albums in an album, as far as some tell, have its order."""
    some = select(Album.order).where(Album.parent_id == album.id).limit(SAMPLE).subquery()
    number, own = session.execute(
        select(func.count(), func.count(some.c.order)).select_from(some)
    ).one()
    return bool(number > 2 * own)


def set_downloads(session: Session, album: Album, downloads: bool | None) -> None:
    """Change whether visitors may have the files; None is as in the album above."""
    before, album.downloads = album.downloads, downloads
    words = {None: "inherited", True: "yes", False: "no"}
    note_setting(session, album, "downloads", words[downloads], words[before])


def set_positions(session: Session, album: Album, positions: Positions | None) -> None:
    """Change who is told where photographs were taken; None is as in the album above."""
    before, album.positions = album.positions, positions
    note_setting(session, album, "positions", positions or "inherited", before or "inherited")


def note_setting(session: Session, album: Album, name: str, now: str, before: str) -> None:
    """Note a change of what an album's visitors may have or are told."""
    if now != before:
        record(
            session,
            Event.ALBUM_SETTING,
            album.gallery_id,
            album=album.id,
            title=album.title,
            name=name,
            now=str(now),
            before=str(before),
        )


def set_cover(session: Session, album: Album, image_id: str | None) -> None:
    """Choose an image in an album or below it as its cover; without one the newest is the cover."""
    if image_id is not None and not is_in_or_below(session, image_id, album):
        raise Problem("image_unknown", "cover", image=image_id)
    album.cover_id = image_id
    refresh_summaries(session, {album.id})
