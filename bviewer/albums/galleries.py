"""Creating and changing galleries."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.editing import LONGEST_TITLE
from bviewer.albums.gallery_hosts import free_host, gallery_of, lock_galleries
from bviewer.albums.homes import require_own_home, require_plain_path
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.names import display_name, sort_key
from bviewer.models import Album, Gallery, SortOrder, User, Visibility
from bviewer.problems import Problem
from bviewer.security.audit import Event, record


def add_gallery(
    session: Session,
    host: str,
    owner: User,
    home: str,
    *,
    title: str | None = None,
    visibility: str = Visibility.VISIBLE,
    shared: bool = False,
) -> Gallery:
    """Add a gallery over the folder `home` (relative to the library), with its top album.

    Refuse also if another gallery shows some of the same files and `shared` does not say that this
    is meant.
    """
    lock_galleries(session)
    name = free_host(session, host)
    require_plain_path(home, "home")
    if not shared:
        require_own_home(session, home)
    if len(title or "") > LONGEST_TITLE:
        raise Problem("gallery_title_too_long", "title", maximum=LONGEST_TITLE)
    gallery = Gallery(owner_id=owner.id, host=name, home=home)
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
        order=SortOrder.NEWEST,
    )
    session.add(top)
    session.flush()
    refresh_summaries(session, {top.id})
    return gallery


def hand_over(session: Session, gallery: Gallery, owner: User) -> None:
    """Note who has a new gallery; there the owner is welcomed at the first visit."""
    gallery.introduced = False
    record(session, Event.GALLERY_ADDED, gallery.id, host=gallery.host, user=owner.name)


def introduce(session: Session, gallery_id: int, user_id: int) -> bool:
    """Return whether a person is an owner who comes for the first time; from now on, no more."""
    is_first = (
        Gallery.id == gallery_id,
        Gallery.owner_id == user_id,
        Gallery.introduced.is_(False),
    )
    introduced = update(Gallery).where(*is_first).values(introduced=True)
    return session.scalar(introduced.returning(Gallery.id)) is not None


def find_gallery(session: Session, host: str | None) -> Gallery:
    """Return the gallery of that host or alias, or the only one; refuse if there is none."""
    if host is not None:
        found = gallery_of(session, host)
        if found is None:
            raise Problem("gallery_unknown", "gallery", host=host)
        return found
    galleries = session.scalars(select(Gallery).limit(2)).all()
    if len(galleries) == 1:
        return galleries[0]
    if galleries:
        raise Problem("gallery_ambiguous", "gallery")
    raise Problem("gallery_missing", "gallery")


def top_album(session: Session, gallery: Gallery) -> Album:
    """Return the album at a gallery's root."""
    return session.scalars(
        select(Album).where(Album.gallery_id == gallery.id, Album.parent_id.is_(None))
    ).one()


def checked_zone(name: str) -> str:
    """Return the name of a time zone; refuse one that is unknown."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Problem("time_zone_unknown", "time_zone", zone=name) from error
