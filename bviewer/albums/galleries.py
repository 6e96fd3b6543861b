"""Creating and changing galleries."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.gallery_hosts import GalleryError, free_host, gallery_of, lock_galleries
from bviewer.albums.originals import home_of
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.names import display_name, sort_key
from bviewer.library.paths import is_within
from bviewer.library.tree import Library, LibraryOffline
from bviewer.models import Album, Gallery, SortOrder, User, Visibility


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
    """A new gallery over the folder `home` (relative to the library), with its top album.

    Raises GalleryError, also if another gallery shows some of the same files and `shared` does not
    say that this is meant; raises UnsafePath for a home that is not a plain relative path.
    """
    lock_galleries(session)
    name = free_host(session, host)
    Library(Path(), home=home)  # Refuses paths that are not plain.
    if not shared:
        require_own_home(session, home)
    if len(title or "") > 300:
        raise GalleryError("a title has at most 300 characters")
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


def require_own_home(session: Session, home: str) -> None:
    """Raise GalleryError if the home of another gallery is this folder, above it or below it."""
    for other in session.scalars(select(Gallery).order_by(Gallery.host)):
        if is_within(home, other.home) or is_within(other.home, home):
            raise GalleryError(
                f"the gallery {other.host} has the folder {other.home or '.'}; "
                "add --shared if both are meant to show the same files"
            )


def check_home(library: Library, home: str) -> None:
    """Raise LibraryOffline, UnsafePath or GalleryError unless a home can be read and holds files.

    A link on the way to it is refused like every link in the library, also one that stays inside.
    """
    try:
        home_of(library, home).check_root()
    except LibraryOffline as error:
        if link := first_link(library.root, home):
            raise GalleryError(f"{link} is a link, and links are not followed") from error
        raise


def first_link(root: Path, folder: str) -> str | None:
    """The first part of a path below `root` that is a link, as a path itself."""
    parts = folder.split("/")
    for path in ("/".join(parts[:number]) for number in range(1, len(parts) + 1)):
        if os.path.islink(root / path):  # noqa: PTH114 - Path's own raises for a name too long.
            return path
    return None


def find_gallery(session: Session, host: str | None) -> Gallery:
    """The gallery of that host or alias, or the only one there is; raises GalleryError."""
    if host is not None:
        found = gallery_of(session, host)
        if found is None:
            raise GalleryError(f"there is no gallery {host}")
        return found
    galleries = session.scalars(select(Gallery).limit(2)).all()
    if len(galleries) == 1:
        return galleries[0]
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
