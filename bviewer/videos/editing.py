"""Putting films into albums. What is done to them there is done as to all items."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import note_change
from bviewer.albums.films import Film, film_at, is_video
from bviewer.albums.item_editing import ItemValues, say
from bviewer.models import Album, Gallery, Image, ImageState, ItemKind, Video
from bviewer.problems import Problem
from bviewer.videos.addresses import film_of

# What all rows of a film say of its picture; without one no file has that hash.
NO_PICTURE: dict[str, Any] = {
    "state": ImageState.BARE,
    "size": 0,
    "mtime_ns": 0,
    "quick_hash": b"",
    "width": None,
    "height": None,
    "placeholder": None,
}
PICTURE = tuple(NO_PICTURE)


def add_video(session: Session, album: Album, address: str, values: ItemValues) -> Image:
    """Put the film that an address or an id means into an album, once.

    Without a title it is called like its provider's id, and without a time it is of now.
    """
    film = film_of(address)
    hold(session, film)
    require_none(session, album, film)
    video = Image(
        album_id=album.id,
        kind=ItemKind.VIDEO,
        path=film.path,
        time=local_now(session, album),
        time_source="",
        ctime_ns=0,
        is_picked=True,
        **known_picture(session, film),
    )
    say(video, values)
    session.add(video)
    note_change(session, album)
    return video


def hold(session: Session, film: Film) -> None:
    """Know of a film, and have its picture stay as it is known until the end of the transaction: a
    row that is added meanwhile would never hear of another one."""
    while session.get(Video, film.id, with_for_update=True) is None:
        with suppress(IntegrityError), session.begin_nested():  # Others may be as quick.
            session.add(Video(id=film.id))


def require_none(session: Session, album: Album, film: Film) -> None:
    """Refuse a film that is in an album already."""
    same = select(Image.id).where(Image.album_id == album.id, Image.path == film.path)
    if session.scalar(same) is not None:
        raise Problem("video_exists", "address")


def known_picture(session: Session, film: Film) -> dict[str, Any]:
    """Return what is known of the picture of a film: another album may show it already."""
    columns = [getattr(Image, name) for name in PICTURE]
    same = select(*columns).where(is_video(), Image.path == film.path).limit(1)
    row = session.execute(same).one_or_none()
    return dict(NO_PICTURE if row is None else row._mapping)


def local_now(session: Session, album: Album) -> datetime:
    """Return what the clocks of the album's gallery show."""
    zone = session.get_one(Gallery, album.gallery_id).time_zone
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)


def find_video(session: Session, album: Album, image_id: str) -> Film:
    """Return the film that an item of an album shows; refuse if it is none, or not in it."""
    query = select(Image.path).where(Image.album_id == album.id, Image.id == image_id, is_video())
    path = session.scalar(query)
    if path is None:
        raise Problem("selection_changed")
    return film_at(path)


def videos_of(session: Session, album_id: str) -> list[tuple[Image, Video]]:
    """Return the films of an album, the oldest first, each with how it went to get its picture."""
    query = select(Image).where(Image.album_id == album_id, is_video())
    shown = session.scalars(query.order_by(Image.time, Image.sort_key, Image.id)).all()
    ids = [film_at(image.path).id for image in shown]
    known = {video.id: video for video in session.scalars(select(Video).where(Video.id.in_(ids)))}
    return [
        (image, known.get(film_id, Video(id=film_id)))
        for image, film_id in zip(shown, ids, strict=True)
    ]
