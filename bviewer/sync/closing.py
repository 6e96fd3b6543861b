"""Closed stays closed: what happens to files and folders never shows strangers more."""

from collections.abc import Container
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from bviewer.albums.subtrees import ancestry, openness_now
from bviewer.models import Album, ClosedBecause, Deletion, Visibility
from bviewer.security.visibility import effective_visibility
from bviewer.sync.report import Closing, Report, Sharing

EVER = datetime.min.replace(tzinfo=UTC)


class Origin(NamedTuple):
    """An album that others may be copies of, how open it is, and since when it is as closed."""

    id: str
    title: str
    visibility: str
    since: datetime = EVER
    folder: str | None = None

    def named_beside(self, title: str) -> str:
        """Return its title; with its folder, if another album that is told of has the same one."""
        return f"{title} (/{self.folder})" if self.folder and self.title == title else self.title


def openness(session: Session, album: Album) -> Visibility:
    """Return what an album amounts to below its ancestors.

    One that was deleted is shown to nobody; what was taken out of one is as closed as that was.
    """
    flags = [album.visibility]
    while album.parent_id is not None:
        album = session.get_one(Album, album.parent_id)
        flags.append(album.visibility)
    if not album.gallery_id:
        deletion = session.get_one(Deletion, album.id)
        flags.append(openness_now(session, deletion) if deletion.source_id else Visibility.PRIVATE)
    return effective_visibility(flags)


def was_visible(session: Session, album: Album) -> bool:
    """Return whether a deleted album would be visible where it was."""
    *below, top = ancestry(session, album)
    before = openness_now(session, session.get_one(Deletion, top.id))
    flags = [before, *(each.visibility for each in below)]
    return effective_visibility(flags) == Visibility.VISIBLE


def openness_without(session: Session, album: Album, album_ids: Container[str]) -> Visibility:
    """Return what an album would amount to if some of those above it, or itself, were visible."""
    chain = [each for each in ancestry(session, album) if each.id not in album_ids]
    return effective_visibility([each.visibility for each in chain])


def closed_since(session: Session, album: Album) -> datetime:
    """Return when an album was closed, by itself or by one above it."""
    closed = [each for each in ancestry(session, album) if each.visibility != Visibility.VISIBLE]
    return min((each.closed_at or EVER for each in closed), default=EVER)


def is_stricter(one: str, other: str) -> bool:
    """Return whether a visibility closes more than another one."""
    return effective_visibility([one, other]) != other


def keep_closed(session: Session, album: Album, before: str) -> bool:
    """Give an album a flag of its own if it would be more open than `before`; whether it was.

    To show strangers more is for people to decide.
    """
    is_needed = is_stricter(before, openness(session, album))
    if is_needed:
        album.visibility = before
    return is_needed


def close_like(
    session: Session,
    report: Report,
    album: Album,
    origin: Origin,
    visibility: Visibility,
    because: ClosedBecause = ClosedBecause.KNOWN,
) -> bool:
    """Close an album that would be more open than `origin`, and say so; whether it was needed."""
    was = origin.visibility
    is_needed = is_stricter(was, openness(session, album))
    if is_needed:
        album.visibility = visibility
        album.closed_because, album.closed_like = because, origin.id
        name = origin.named_beside(album.title)
        report.closed.append(Closing(album.id, album.title, visibility, because, name, was))
    return is_needed


def note_sharing(
    session: Session, report: Report, album: Album, origin: Origin, number: int
) -> None:
    """Say that an album which follows its owner alone shows so many images of a closed one."""
    now = openness(session, album)
    if is_stricter(origin.visibility, now):
        name = origin.named_beside(album.title)
        report.shared[Sharing(album.title, now, name, origin.visibility)] += number
