"""Changing albums. Every change of visibility goes through `set_visibility`."""

from sqlalchemy.orm import Session

from bviewer.albums.covers import is_in_or_below
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.names import display_name, plain_lines, sort_key
from bviewer.models import Album, SortOrder, Visibility

LONGEST_DESCRIPTION = 20_000


class AlbumError(ValueError):
    """Something about an album that a person can correct; the message says what."""


def find_album(session: Session, album_id: str) -> Album:
    """The album of that id; raises AlbumError if there is none."""
    album = session.get(Album, album_id)
    if album is None:
        raise AlbumError(f"there is no album {album_id}")
    return album


def set_visibility(session: Session, album: Album, visibility: Visibility) -> None:
    """Change who may open an album, and what its ancestors tell about it, at once."""
    album.visibility = visibility
    refresh_summaries(session, {album.id})


def set_title(album: Album, title: str) -> None:
    """Give an album a title of its own; a renamed folder will not change it any more."""
    if not title.strip() or len(title) > 300:
        raise AlbumError("a title has 1 to 300 characters")
    album.title = display_name(title)
    album.sort_key = sort_key(album.title)


def set_description(album: Album, text: str) -> None:
    """Change what visitors read below an album's title; nothing if the text is empty."""
    if len(text) > LONGEST_DESCRIPTION:
        raise AlbumError(f"a description has at most {LONGEST_DESCRIPTION:,} characters")
    album.description = plain_lines(text)


def set_order(album: Album, order: SortOrder) -> None:
    """Change how an album sorts what it holds."""
    album.order = order


def set_cover(session: Session, album: Album, image_id: str | None) -> None:
    """Choose an image in an album or below it as its cover; without one the newest is the cover."""
    if image_id is not None and not is_in_or_below(session, image_id, album):
        raise AlbumError(f"there is no image {image_id} in the album or below it")
    album.cover_id = image_id
    refresh_summaries(session, {album.id})
