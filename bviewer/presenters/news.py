"""What the last syncs did, as their owner reads it: each thing with its album, if it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bviewer.albums.originals import followed
from bviewer.models import Album, SyncOutcome, SyncReport, Visibility
from bviewer.presenters.languages import Language, mark
from bviewer.presenters.syncs import ending, moment
from bviewer.tree.urls import AlbumAddress, view_url

REASONS = {
    "known": mark("It holds files of %(origin)s, which is not for everybody."),
    "gone": mark(
        "It appeared when %(origin)s, which is not for everybody, or files of it were not there "
        "any more."
    ),
    "alike": mark("It is called like %(origin)s, which is not for everybody."),
    "left_out": mark(
        "It may hold edited files of %(origin)s, which is not for everybody: the album of their "
        "folder, or files of it, were not there any more."
    ),
}
VISIBILITIES = {
    Visibility.VISIBLE: mark("Visible"),
    Visibility.HIDDEN: mark("Hidden"),
    Visibility.PRIVATE: mark("Private"),
}


class Line(NamedTuple):
    """Something about an album: its page if there is one, and what is said of it.

    `is_closed`: a sync closed it, and nobody has decided since; `is_ignorable`: it has a folder;
    `move_url`: where it is put elsewhere, if it is not the home.
    """

    album_id: str
    title: str
    url: str | None
    text: str
    is_closed: bool = False
    is_ignorable: bool = False
    move_url: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What one sync did; `albums` has the rows of those that are still there by their ids."""

    report: SyncReport
    albums: Mapping[str, Album]
    addresses: Mapping[str, AlbumAddress]
    home: str
    language: Language
    zone: str

    def when(self) -> str:
        """Return when it ended."""
        return moment(self.language, self.report.seen_at, self.zone)

    def text(self) -> str:
        """Return how it ended, in a sentence."""
        return ending(self.language, self.report)

    def told(self, name: str) -> Any:
        """Return a part of the report; empty for what is not in it."""
        return self.report.told.get(name, [])

    def closed(self) -> list[Line]:
        """Return the albums that it closed, and why."""
        return [
            self.line(each["album_id"], each["title"], self.reason(each))
            for each in self.told("closed")
        ]

    def reason(self, closing: Mapping[str, str]) -> str:
        """Return why an album was closed."""
        gettext = self.language.gettext
        visibility = gettext(VISIBILITIES[Visibility(closing["visibility"])])
        reason = REASONS[closing["because"]]
        why = gettext(reason) % {"origin": closing["origin"]}
        return f"{visibility}. {why}"

    def arrived(self) -> list[Line]:
        """Return the albums that got images."""
        return [
            self.line(id_, "", files(self.language, number)) for id_, number in self.told("arrived")
        ]

    def gone(self) -> list[Line]:
        """Return the albums whose images are missing."""
        return [
            self.line(id_, "", files(self.language, number)) for id_, number in self.told("gone")
        ]

    def lost(self) -> list[Line]:
        """Return the albums whose folder is not there any more."""
        return [self.line(album_id, "", "") for album_id in self.told("lost")]

    def renamed(self) -> list[str]:
        """Return the folders that have another name."""
        return [f"{old} → {new}" for old, new in self.told("renamed")]

    def shared(self) -> list[str]:
        """Return which albums show what is known from closed ones."""
        text = self.language.gettext("%(title)s: %(number)s from %(origin)s")
        return [
            text % {**each, "number": files(self.language, each["number"])}
            for each in self.told("shared")
        ]

    def hidden(self) -> list[Line]:
        """Return the albums that people with access lost, because they are passed over."""
        return [
            self.line(each["album_id"], each["title"], self.lost_by(each["people"], each["rule"]))
            for each in self.told("hidden")
        ]

    def lost_by(self, people: int, rule: str) -> str:
        """Return how many people lost an album, and by which rule."""
        number = self.language.ngettext(
            "%(number)s person had access.", "%(number)s people had access.", people
        )
        return f"{rule}. {number}"

    def ignored(self) -> list[str]:
        """Return why files and folders were passed over, and how many."""
        return [f"{why}: {self.language.number(number)}" for why, number in self.told("ignored")]

    def skipped(self) -> list[str]:
        """Return what could not be read."""
        lines: list[str] = self.told("skipped")
        return lines

    def line(self, album_id: str, title: str, text: str) -> Line:
        """Return what is said of an album."""
        album, address = self.albums.get(album_id), self.addresses.get(album_id)
        if album is None or address is None:
            return Line(
                album_id, title or self.language.gettext("An album that was removed"), None, text
            )
        url = self.home + address.path
        is_closed = album.closed_because is not None
        is_ignorable = bool(followed(album.folder))
        move_url = None if album.parent_id is None else view_url(url, "move", **{"from": "news"})
        return Line(album_id, album.title, url, text, is_closed, is_ignorable, move_url)


def files(language: Language, number: int) -> str:
    """Return so many files in words: photographs and clips."""
    return language.ngettext("%(number)s file", "%(number)s files", number)


def is_news(report: SyncReport) -> bool:
    """Return whether a report tells anything but that all is as it was."""
    if report.outcome != SyncOutcome.DONE:
        return report.outcome != SyncOutcome.RUNNING
    numbers, told = report.told["numbers"], report.told
    is_changed = any(numbers[name] for name in ("added", "changed", "moved"))
    return is_changed or any(told[name] for name in ("gone", "lost", "closed", "shared", "hidden"))


def album_ids_in(report: SyncReport) -> set[str]:
    """Return the ids of all albums that a report names."""
    told = report.told
    counted = (id_ for name in ("arrived", "gone") for id_, _number in told.get(name, []))
    named = (each["album_id"] for name in ("closed", "hidden") for each in told.get(name, []))
    return {*counted, *named, *told.get("lost", [])}
