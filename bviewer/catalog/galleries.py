"""Creating and changing galleries."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.catalog.summaries import refresh_summaries
from bviewer.hosts import normalize_host
from bviewer.library.names import display_name, sort_key
from bviewer.models import Album, Gallery, Order, User, Visibility


class GalleryError(ValueError):
    """Something about a gallery that the operator can correct; the message says what."""


def add_gallery(
    session: Session,
    host: str,
    owner: User,
    home: str,
    *,
    title: str | None = None,
    visibility: str = Visibility.VISIBLE,
    time_zone: str = "UTC",
) -> Gallery:
    """A new gallery over the folder `home` (relative to the library), with its top album."""
    name = normalize_host(host)
    if not name:
        raise GalleryError(f"{host!r} is not the name of a host")
    if session.scalar(select(Gallery.id).where(Gallery.host == name)):
        raise GalleryError(f"there is a gallery {name} already")
    if len(title or "") > 300:
        raise GalleryError("a title has at most 300 characters")
    gallery = Gallery(owner_id=owner.id, host=name, home=home, time_zone=checked_zone(time_zone))
    session.add(gallery)
    session.flush()
    top_title = display_name(title or name)
    top = Album(
        gallery_id=gallery.id,
        parent_id=None,
        title=top_title,
        sort_key=sort_key(top_title),
        folder="",
        visibility=visibility,
        order=Order.NEWEST,
    )
    session.add(top)
    session.flush()
    refresh_summaries(session, {top.id})
    return gallery


def find_gallery(session: Session, host: str | None) -> Gallery:
    """The gallery of that host, or the only one there is; raises GalleryError."""
    query = (
        select(Gallery)
        if host is None
        else select(Gallery).where(Gallery.host == normalize_host(host))
    )
    galleries = session.scalars(query.limit(2)).all()
    if len(galleries) == 1:
        return galleries[0]
    if host is not None:
        raise GalleryError(f"there is no gallery {host}")
    raise GalleryError(
        "there is no gallery yet" if not galleries else "which gallery? name its host"
    )


def top_album(session: Session, gallery: Gallery) -> Album:
    """The album at a gallery's root."""
    return session.scalars(
        select(Album).where(Album.gallery_id == gallery.id, Album.parent_id.is_(None))
    ).one()


def checked_zone(name: str) -> str:
    """The name of a time zone; raises GalleryError if it is unknown."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise GalleryError(f"{name!r} is not a time zone such as Europe/Berlin") from error
