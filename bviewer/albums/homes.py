"""Homes of galleries: plain paths to folders of the library that hold files, without links."""

import os
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.originals import home_of
from bviewer.library.names import printable
from bviewer.library.paths import is_within
from bviewer.library.tree import Library, LibraryOffline, UnsafePath
from bviewer.models import Gallery
from bviewer.problems import Problem


def require_plain_path(path: str, field: str) -> None:
    """Refuse what is not a plain relative path, or no path at all."""
    try:
        Library(Path(), home=path)
    except UnsafePath as error:
        if isinstance(error.__cause__, UnicodeError):
            raise Problem("path_impossible", field, path=path) from error
        raise Problem("path_not_plain", field, path=path) from error


def require_own_home(session: Session, home: str, gallery: Gallery | None = None) -> None:
    """Refuse a home if that of another gallery is this folder, above it or below it."""
    for other in galleries_at(session, home):
        if other is not gallery:
            folder = other.home or "."
            raise Problem("home_taken", "home", gallery=other.host, folder=folder)


def galleries_at(session: Session, home: str) -> list[Gallery]:
    """Return the galleries that show photographs of a folder, of one above it or below it."""
    return [
        other
        for other in session.scalars(select(Gallery).order_by(Gallery.host))
        if is_within(home, other.home) or is_within(other.home, home)
    ]


def hidden_by(session: Session, folder: str, user_id: int | None) -> list[str]:
    """Return the hosts of galleries that show a folder with all that is in it, if none of them is
    this person's: what folders are called there is for others to know."""
    shown = [other for other in galleries_at(session, folder) if is_within(folder, other.home)]
    is_theirs = any(gallery.owner_id == user_id for gallery in shown)
    return [] if is_theirs else [gallery.host for gallery in shown]


def check_home(library: Library, home: str) -> None:
    """Refuse a home that is not a plain path, cannot be read or holds no files.

    A link on the way to it is refused like every link in the library, also one that stays inside.
    """
    require_plain_path(home, "home")
    try:
        home_of(library, home).check_root()
    except LibraryOffline as error:
        if link := first_link(library.root, home):
            raise Problem("home_is_link", "home", link=link) from error
        raise Problem("library_offline", "home", reason=error.reason) from error


def folders_in(library: Library, folder: str) -> list[str]:
    """Return the names of the folders in one of the library, but those that no address can name."""
    require_plain_path(folder, "home")
    listing = next(library.walk(folder))
    if not listing.readable:
        raise Problem("library_offline", "home", reason=listing.skipped[0].reason)
    return [name for name in listing.folders if name == printable(name)]


def first_link(root: Path, folder: str) -> str | None:
    """Return the first part of a path below `root` that is a link, as a path itself."""
    parts = folder.split("/")
    for path in ("/".join(parts[:number]) for number in range(1, len(parts) + 1)):
        if os.path.islink(root / path):  # noqa: PTH114 - Path's own raises for a name too long.
            return path
    return None
