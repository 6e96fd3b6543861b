"""What a sync did."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.orm import Session

from bviewer.library.listing import FolderTimes
from bviewer.library.names import printable
from bviewer.models import ClosedBecause

REASONS = {
    ClosedBecause.KNOWN: "it holds files of {origin}, which is {was}",
    ClosedBecause.GONE: (
        "it appeared when {origin}, which is {was}, or files of it were not there any more"
    ),
    ClosedBecause.ALIKE: "its folder is called like that of {origin}, which is {was}",
    ClosedBecause.LEFT_OUT: (
        "it may hold edited files of {origin}, which is {was}, "
        "as the album of their folder, or files of it, were not there any more"
    ),
}


MOST_TOLD = 20
"""Reasons for passing over that are told in a line."""


def not_shown(ending: str) -> str:
    """Return why a file is passed over whose name ends like that, or in nothing that is known."""
    return f"{ending} files are not shown" if ending else "no extension"


class Closing(NamedTuple):
    """An album that a sync closed, with the title and visibility of one that was closed before."""

    album_id: str
    title: str
    visibility: str
    because: ClosedBecause
    origin: str
    was: str

    def __str__(self) -> str:
        reason = REASONS[self.because].format(origin=printable(self.origin), was=self.was)
        return (
            f"{printable(self.title)} is {self.visibility} now: {reason}; "
            f"to open it: bviewer album INI open {self.album_id}"
        )


class Sharing(NamedTuple):
    """An album that shows what is known from one that is more closed: titles and visibility."""

    title: str
    visibility: str
    origin: str
    was: str

    def described(self, number: int) -> str:
        """Return a line about so many images."""
        files = "files are" if number > 1 else "file is"
        return (
            f"{number:,} {files} in {printable(self.title)} now, which is "
            f"{self.visibility}, and known from {printable(self.origin)}, which is {self.was}"
        )


class Hiding(NamedTuple):
    """An album with access of people that a rule hides from them."""

    album_id: str
    title: str
    rule: str
    people: int

    def __str__(self) -> str:
        people = "person has" if self.people == 1 else "people have"
        return (
            f"{printable(self.title)} is not shown any more, to which {self.people:,} {people} "
            f"access: it is passed over ({self.rule}). Nothing of it is lost"
        )


@dataclass(slots=True)
class Report:
    """Numbers of what was found and done, and what could not be read, each said once.

    It `is_whole` if all folders of the gallery were looked at.

    `remarks` tell of files beside pictures that say nothing, and why; the pictures are read.

    `ignored` counts what was passed over, by the reason and whether it is a folder. `closed` are
    albums that arrived closed, `shared` counts what was put into albums that follow nobody but
    their owner, `hidden` are albums that people lost because of a rule. `arrived` and `gone` count
    new and missing images by the ids of their albums, and `beside` are the ids of those that came
    and may belong to others; `lost` are the ids of albums whose folder is gone, `renamed` the old
    and the new names of folders. `times` are those of all folders that were looked at, as `Scan`
    has them. It `is_unfinished` if the next sync is to go on with something.
    """

    albums: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    missing: int = 0
    unchanged: int = 0
    skipped: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    closed: list[Closing] = field(default_factory=list)
    shared: Counter[Sharing] = field(default_factory=Counter)
    hidden: list[Hiding] = field(default_factory=list)
    ignored: Counter[tuple[str, bool]] = field(default_factory=Counter)
    arrived: Counter[str] = field(default_factory=Counter)
    beside: list[str] = field(default_factory=list)
    gone: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    times: dict[str, FolderTimes | None] = field(default_factory=dict)
    is_unfinished: bool = False
    is_whole: bool = True

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing was new."""
        return not any((self.added, self.changed, self.moved, self.missing))

    def summary(self) -> str:
        """Return one line for a person."""
        parts = [
            f"{self.added} added",
            f"{self.changed} changed",
            f"{self.moved} moved",
            f"{self.missing} missing",
            f"{self.unchanged} unchanged",
        ]
        return f"{self.albums} albums; files: {', '.join(parts)}"

    def unread(self) -> list[str]:
        """Return what says nothing, and why, in lines: what one file beside two pictures is said
        once."""
        return list(dict.fromkeys([*self.skipped, *self.remarks]))

    def openness(self) -> Iterator[str]:
        """Return what an owner should know about who sees what now, in lines."""
        yield from map(str, self.closed)
        for sharing, number in self.shared.items():
            yield sharing.described(number)
        yield from map(str, self.hidden)

    def passed_over(self) -> str:
        """Return how many files and folders were passed over, and why; empty if none was."""
        if not self.ignored:
            return ""
        folders = sum(number for (_why, is_folder), number in self.ignored.items() if is_folder)
        counts = (folders, "folder"), (self.ignored.total() - folders, "file")
        both = " and ".join(
            f"{number:,} {of}{'s' * (number > 1)}" for number, of in counts if number
        )
        reasons: Counter[str] = Counter()
        for (why, _is_folder), number in self.ignored.items():
            reasons[why] += number
        told = "; ".join(f"{why} ({number:,})" for why, number in reasons.most_common(MOST_TOLD))
        if (more := len(reasons) - MOST_TOLD) > 0:
            told += f"; and {more:,} reasons more"
        return f"passed over {both}: {told}"


class Witness(NamedTuple):
    """Who is told of a sync while it runs.

    `progress` is how many images were read so far, told again and again, also while nothing is read
    yet. `keep` is told of what changed about who sees what within the transaction that did so.
    """

    progress: Callable[[int], None] = lambda _images_read: None
    keep: Callable[[Session, Report], None] = lambda _session, _report: None


NOBODY = Witness()
