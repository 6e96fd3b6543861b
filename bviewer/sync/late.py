"""Copies that arrived before it was known what they are copies of, as a sync does not see all
folders at one moment."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.lately import APPEARS_FOR
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.models import Album, Image, ImageState, Visibility, now
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.origins import strictest


class Learned(NamedTuple):
    """Content that an album is known to have only now, and since when its file has it."""

    content: bytes
    album_id: str
    ctime_ns: int


def close_late(session: Session, arrivals: Arrivals, learned: Collection[Learned]) -> None:
    """Close albums that arrived lately with what is now known from one that is more closed, if
    their files are not older."""
    news: dict[bytes, list[Learned]] = defaultdict(list)
    for each in learned:
        news[each.content].append(each)
    query = (
        select(Album, Image.quick_hash, Image.ctime_ns)
        .join(Image, Image.album_id == Album.id)
        .where(Album.gallery_id == arrivals.gallery_id, Album.folder.is_not(None))
        .where(Album.arrived_at > now() - APPEARS_FOR)
        .where(Image.is_picked.is_(False), Image.state != ImageState.MISSING)
    )
    arrivals.begin()
    for chunk in chunks(sorted(news)):
        for album, content, ctime_ns in session.execute(query.where(Image.quick_hash.in_(chunk))):
            ids = {each.album_id for each in news[content] if each.ctime_ns <= ctime_ns}
            close_like_any(session, arrivals, album, ids - {album.id})
    refresh_summaries(session, arrivals.closed)
    arrivals.end(session)


def close_like_any(
    session: Session, arrivals: Arrivals, album: Album, origin_ids: Collection[str]
) -> None:
    """Close an album like the strictest of those that were closed when it arrived."""
    found = [arrivals.origin(session, each) for each in sorted(origin_ids)]
    origins = [each for each in found if each.visibility != Visibility.VISIBLE]
    due = (each for each in origins if arrivals.is_new(album, each))
    origin = strictest(due, arrivals.origin(session, album.id).flags)
    if origin is not None:
        arrivals.close(session, album, origin)
