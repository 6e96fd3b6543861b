"""Changing albums. Every change of visibility goes through `set_visibility`."""

from datetime import datetime

from sqlalchemy.orm import Session

from bviewer.albums.covers import is_in_or_below
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.names import display_name, plain_lines, sort_key
from bviewer.models import Album, SortOrder, Visibility
from bviewer.problems import Problem
from bviewer.security.audit import Event, record
from bviewer.security.visibility import effective_visibility

LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 20_000
# Photographs are younger; and what is later than that is no time that anybody meant.
YEARS = 1800, 2200


def find_album(session: Session, album_id: str) -> Album:
    """Return the album of that id; refuse if there is none."""
    album = session.get(Album, album_id)
    if album is None:
        raise Problem("album_unknown", "album", album=album_id)
    return album


def change_album(
    session: Session,
    album: Album,
    *,
    title: str,
    description: str,
    time: datetime | None,
    visibility: str,
    order: str,
) -> None:
    """Change all that an owner decides about an album; a title that stays is still the folder's."""
    if title != album.title:
        set_title(album, title)
    set_description(album, description)
    set_time(album, time)
    set_order(album, SortOrder(order))
    if visibility != album.visibility or album.closed_because is not None:
        set_visibility(session, album, Visibility(visibility))


def set_visibility(session: Session, album: Album, visibility: Visibility) -> bool:
    """Change who may open an album, and what its ancestors tell about it, at once.

    Returns whether that closes it: copies of its images may be kept elsewhere for a while.
    """
    before = album.visibility
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
    album.closed_because = album.closed_like = None
    refresh_summaries(session, {album.id})
    return is_closing


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


def set_order(album: Album, order: SortOrder) -> None:
    """Change how an album sorts what it holds."""
    album.order = order


def set_cover(session: Session, album: Album, image_id: str | None) -> None:
    """Choose an image in an album or below it as its cover; without one the newest is the cover."""
    if image_id is not None and not is_in_or_below(session, image_id, album):
        raise Problem("image_unknown", "cover", image=image_id)
    album.cover_id = image_id
    refresh_summaries(session, {album.id})
