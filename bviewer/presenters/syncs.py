"""Syncs in words: how far one is, how the last one ended, and what it did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bviewer.models import SyncOutcome, SyncReport
from bviewer.presenters.languages import Language, Message, mark

REFUSED = mark("Nothing was changed.")
OFFLINE = mark("The photographs cannot be reached. Is a disk not mounted?")
REFUSALS: dict[str, Message] = {
    "library_offline": OFFLINE,
    "library_silent": mark("The disk with the photographs does not answer."),
    "images_vanished": mark(
        "%(vanished)s of %(known)s known photographs are not there any more. If a disk is not "
        "mounted, mount it and sync again. If they were really removed, an operator can accept it."
    ),
}
WAITING = mark("A sync waits for its turn.")
LOOKING = mark("Looking through the folders …")
FAILED = mark("The last sync did not come to its end. The next one goes on where it stopped.")
NEVER = mark("There was no sync yet.")


@dataclass(frozen=True, slots=True)
class SyncState:
    """The last sync, whether it runs still, and whether another one waits."""

    last: SyncReport | None
    is_running: bool
    is_waiting: bool
    language: Language
    zone: str

    @property
    def is_busy(self) -> bool:
        """Return whether it is worth looking again soon."""
        return self.is_running or self.is_waiting

    def text(self) -> str:
        """Return how far it is, or how it ended, in a sentence."""
        if self.last is not None and self.is_running:
            return self.progress(self.last.images_read)
        if self.is_waiting:
            return self.language.gettext(WAITING)
        return ending(self.language, self.last)

    def progress(self, images_read: int) -> str:
        """Return how far a sync is that runs."""
        if not images_read:
            return self.language.gettext(LOOKING)
        return self.language.ngettext(
            "%(number)s file read so far …",
            "%(number)s files read so far …",
            images_read,
        )

    def when(self) -> str:
        """Return when the last sync ended, by the clocks of the gallery's zone; empty if none
        did."""
        return "" if self.last is None else moment(self.language, self.last.seen_at, self.zone)


def moment(language: Language, instant: datetime, zone: str) -> str:
    """Return an instant as the clocks in a zone show it."""
    return language.moment(instant.astimezone(ZoneInfo(zone)))


def ending(language: Language, report: SyncReport | None) -> str:
    """Return how a sync ended."""
    if report is None:
        return language.gettext(NEVER)
    if report.outcome == SyncOutcome.REFUSED:
        return refusal(language, report.told)
    if report.outcome == SyncOutcome.DONE:
        return summary(language, report.told["numbers"])
    return language.gettext(FAILED)


def refusal(language: Language, told: dict[str, Any]) -> str:
    """Return why a sync changed nothing."""
    text = language.gettext(REFUSALS.get(told["code"], REFUSED))
    return text % {
        name: language.number(value) if isinstance(value, int) else value
        for name, value in told["params"].items()
    }


def summary(language: Language, numbers: dict[str, int]) -> str:
    """Return what a sync did in numbers, those that are zero left out."""
    ngettext, added, changed = language.ngettext, numbers["added"], numbers["changed"]
    moved, missing = numbers["moved"], numbers["missing"]
    said = [
        added and ngettext("%(number)s new file", "%(number)s new files", added),
        changed and ngettext("%(number)s changed", "%(number)s changed", changed),
        moved and ngettext("%(number)s moved", "%(number)s moved", moved),
        missing
        and ngettext("%(number)s not there any more", "%(number)s not there any more", missing),
    ]
    return ", ".join(map(str, filter(None, said))) or language.gettext("Nothing was new.")
