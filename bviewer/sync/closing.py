"""Closed stays closed: what happens to files and folders never shows strangers more."""

from collections.abc import Container
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from bviewer.albums.lately import APPEARS_FOR
from bviewer.albums.subtrees import ancestry, flags_of, opening_there
from bviewer.models import Album, ClosedBecause, Visibility
from bviewer.security.visibility import Flags, amount, is_stricter, opening
from bviewer.sync.report import Closing, Report, Sharing

EVER = datetime.min.replace(tzinfo=UTC)


class Origin(NamedTuple):
    """An album that others may be copies of, what closes it, and since when it is as closed."""

    id: str
    title: str
    flags: Flags
    since: datetime = EVER
    folder: str | None = None

    @property
    def visibility(self) -> Visibility:
        """Return what it amounts to."""
        return amount(self.flags)

    def named_beside(self, title: str) -> str:
        """Return its title; with its folder, if another album that is told of has the same one."""
        return f"{title} (/{self.folder})" if self.folder and self.title == title else self.title


def openness(session: Session, album: Album) -> Visibility:
    """Return what an album amounts to below its ancestors, also one that was deleted."""
    return amount(flags_of(session, album))


def was_visible(session: Session, album: Album) -> bool:
    """Return whether a deleted album would be visible where it was."""
    return amount(flags_of(session, album, was_shown=True)) == Visibility.VISIBLE


def flags_without(session: Session, album: Album, album_ids: Container[str]) -> Flags:
    """Return the flags of an album as if some of those above it, or itself, were visible."""
    return [
        (album_id, Visibility.VISIBLE if album_id in album_ids else flag)
        for album_id, flag in flags_of(session, album)
    ]


def closed_since(session: Session, album: Album) -> datetime:
    """Return when an album was closed, by itself or by one above it.

    What something else closed until a short while before was closed ever since.
    """
    above = list(ancestry(session, album))
    closed = [each for each in above if each.visibility != Visibility.VISIBLE]
    since = min((each.closed_at or EVER for each in closed), default=EVER)
    opened = [each.closed_at for each in above if each not in closed and each.closed_at]
    return EVER if any(since - instant < APPEARS_FOR for instant in opened) else since


def keep_closed(session: Session, album: Album, before: Flags) -> bool:
    """Give an album a flag of its own if it would be more open than `before`; whether it was.

    To show strangers more is for people to decide.
    """
    found = opening_there(session, before, flags_of(session, album))
    if found is not None:
        album.visibility = found.before
        album.closed_at = None
    return found is not None


def close_new(session: Session, album: Album, wanted: str) -> None:
    """Give a new album the flag that is wanted of new ones, if nothing in the gallery closes it as
    much."""
    found = opening([("", Visibility.VISIBLE), ("", wanted)], flags_of(session, album))
    if found is not None:
        album.visibility = found.before


def close_like(
    session: Session,
    report: Report,
    album: Album,
    origin: Origin,
    because: ClosedBecause = ClosedBecause.KNOWN,
    *,
    is_moved: bool = False,
) -> bool:
    """Close an album that would be more open than `origin`, and say so; whether it was needed.

    What was moved is closed as it was, all else is private.
    """
    found = opening_there(session, origin.flags, flags_of(session, album))
    if found is None:
        return False
    visibility = found.before if is_moved else Visibility.PRIVATE
    if not is_stricter(visibility, album.visibility):  # Of an album in it, for example.
        return False
    album.visibility = visibility
    album.closed_at = None
    album.closed_because, album.closed_like = because, origin.id
    name = origin.named_beside(album.title)
    report.closed.append(Closing(album.id, album.title, visibility, because, name, found.before))
    return True


def note_sharing(
    session: Session, report: Report, album: Album, origin: Origin, number: int
) -> None:
    """Say that an album which follows its owner alone shows so many images of a closed one."""
    found = opening_there(session, origin.flags, flags_of(session, album))
    if found is not None:
        name = origin.named_beside(album.title)
        report.shared[Sharing(album.title, found.after, name, found.before)] += number
