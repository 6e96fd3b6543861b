"""Changing albums. Every change of visibility goes through `set_visibility`."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.catalog.covers import is_in_or_below
from bviewer.catalog.summaries import refresh_summaries
from bviewer.library.names import display_name, plain_lines, sort_key
from bviewer.models import Access, Album, Gallery, Order, User, Visibility

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


def set_order(album: Album, order: Order) -> None:
    """Change how an album sorts what it holds."""
    album.order = order


def set_cover(session: Session, album: Album, image_id: str | None) -> None:
    """Choose an image in an album or below it as its cover; without one the newest is the cover."""
    if image_id is not None and not is_in_or_below(session, image_id, album):
        raise AlbumError(f"there is no image {image_id} in the album or below it")
    album.cover_id = image_id
    refresh_summaries(session, {album.id})


def give_access(session: Session, user: User, gallery: Gallery, album_id: str | None) -> None:
    """Let a person see a whole gallery, or one album and all below it."""
    access = find_access(session, user, gallery, album_id)
    if access is None:
        access = Access(user_id=user.id, gallery_id=gallery.id, album_id=album_id)
        session.add(access)
    access.active = True


def take_access(session: Session, user: User, gallery: Gallery, album_id: str | None) -> bool:
    """Take it back, with effect on the next request; False if there was none."""
    access = find_access(session, user, gallery, album_id)
    if access is None or not access.active:
        return False
    access.active = False
    return True


def find_access(
    session: Session, user: User, gallery: Gallery, album_id: str | None
) -> Access | None:
    """What a person was given for exactly this album, or for the gallery."""
    if album_id is not None and find_album(session, album_id).gallery_id != gallery.id:
        raise AlbumError(f"album {album_id} is not in the gallery {gallery.host}")
    matches = Access.album_id.is_(None) if album_id is None else Access.album_id == album_id
    return session.scalar(
        select(Access).where(Access.user_id == user.id, Access.gallery_id == gallery.id, matches)
    )


def given_access(session: Session) -> dict[int, list[tuple[str, str | None, str | None]]]:
    """What everybody was given, by the id of the person: host, and an album with its title."""
    rows = session.execute(
        select(Access.user_id, Gallery.host, Access.album_id, Album.title)
        .join(Gallery, Gallery.id == Access.gallery_id)
        .outerjoin(Album, Album.id == Access.album_id)
        .where(Access.active)
        .order_by(Gallery.host, Album.sort_key)
    )
    given: dict[int, list[tuple[str, str | None, str | None]]] = defaultdict(list)
    for user_id, host, album_id, title in rows:
        given[user_id].append((host, album_id, title))
    return given
