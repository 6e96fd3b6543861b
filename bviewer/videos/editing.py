"""Putting films into albums, and changing what is said about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.editing import LONGEST_DESCRIPTION, LONGEST_TITLE, YEARS
from bviewer.albums.transfers import is_opening
from bviewer.library.names import plain_lines, plain_text, sort_key
from bviewer.models import Album, Gallery, Provider, Video
from bviewer.problems import Problem
from bviewer.videos.addresses import Film, film_of

NAMES = {Provider.YOUTUBE: "YouTube", Provider.VIMEO: "Vimeo"}


@dataclass(frozen=True, slots=True)
class VideoValues:
    """What a person says about a film: without a title it is called like its provider's id, and
    without a time it is of now."""

    title: str = ""
    caption: str = ""
    time: datetime | None = None


def add_video(session: Session, album: Album, address: str, values: VideoValues) -> Video:
    """Put the film that an address or an id means into an album, once."""
    film = film_of(address)
    require_none(session, album, film)
    time = values.time or local_now(session, album)
    video = Video(album_id=album.id, provider=film.provider, provider_id=film.provider_id)
    say(video, values, time)
    session.add(video)
    session.flush()
    return video


def change_video(session: Session, video: Video, values: VideoValues) -> None:
    """Change what is said about a film; without a time it keeps its own."""
    say(video, values, values.time or video.time)
    session.flush()


def say(video: Video, values: VideoValues, time: datetime) -> None:
    """Write down what is said about a film; refuse what is too long or no time that was meant."""
    if len(values.title) > LONGEST_TITLE:
        raise Problem("title_length", "title", minimum=0, maximum=LONGEST_TITLE)
    if len(values.caption) > LONGEST_DESCRIPTION:
        raise Problem("description_too_long", "caption", maximum=LONGEST_DESCRIPTION)
    if not YEARS[0] <= time.year <= YEARS[1]:
        raise Problem("time_range", "time", minimum=YEARS[0], maximum=YEARS[1])
    video.title, video.caption = plain_text(values.title), plain_lines(values.caption)
    video.time = time
    video.sort_key = sort_key(title_of(video))


def title_of(video: Video) -> str:
    """Return how a film is called."""
    return video.title or f"{NAMES[Provider(video.provider)]} {video.provider_id}"


def move_video(session: Session, video: Video, album: Album, *, may_open: bool = False) -> None:
    """Put a film into another album.

    Refuse to show strangers more, unless it `may_open`.
    """
    require_place(session, video, album)
    if album.id == video.album_id:
        return
    if not may_open and is_opening(session, session.get_one(Album, video.album_id), album):
        raise Problem("more_open_there", "album")
    video.album_id, video.rank = album.id, 0
    session.flush()


def require_place(session: Session, video: Video, album: Album) -> None:
    """Refuse an album of another gallery, and one that has the same film already."""
    here = session.get_one(Album, video.album_id)
    if album.gallery_id != here.gallery_id:
        raise Problem("album_unknown", "album", album=album.id)
    if album.id != here.id:
        require_none(session, album, Film(Provider(video.provider), video.provider_id))


def delete_video(session: Session, video: Video) -> None:
    """Take a film out of its album; at its provider nothing changes."""
    session.delete(video)
    session.flush()


def find_video(session: Session, album_id: str, video_id: str) -> Video:
    """Return a film of an album; refuse if it is not in it."""
    video = session.get(Video, video_id)
    if video is None or video.album_id != album_id:
        raise Problem("video_unknown", "video", video=video_id)
    return video


def videos_of(session: Session, album_id: str) -> Sequence[Video]:
    """Return the films of an album, the oldest first."""
    query = select(Video).where(Video.album_id == album_id)
    return session.scalars(query.order_by(Video.time, Video.sort_key, Video.id)).all()


def require_none(session: Session, album: Album, film: Film) -> None:
    """Refuse a film that is in an album already."""
    same = select(Video.id).where(
        Video.album_id == album.id,
        Video.provider == film.provider,
        Video.provider_id == film.provider_id,
    )
    if session.scalar(same) is not None:
        raise Problem("video_exists", "address")


def local_now(session: Session, album: Album) -> datetime:
    """Return what the clocks of the album's gallery show."""
    zone = session.get_one(Gallery, album.gallery_id).time_zone
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
