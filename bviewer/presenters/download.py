"""What an album's download holds, and how far it is, in words."""

from dataclasses import dataclass

from babel.numbers import format_percent

from bviewer.archive.contents import Contents
from bviewer.models import Archive, ArchiveState
from bviewer.presenters.languages import Language, Message, mark
from bviewer.presenters.texts import amount, content

GOING = mark("%(percent)s (%(done)s of %(total)s)")
WAITING = mark("It is to be prepared in a moment.")
FAILURES: dict[str, Message] = {
    "changed": mark("The files have changed meanwhile. Please begin again."),
    "full": mark("There is no room for it at the moment. Please try again later."),
    "unreadable": mark("The files cannot be read at the moment. Please try again later."),
}


@dataclass(frozen=True, slots=True)
class Download:
    """What somebody may download of an album (and `albums` below it), and the archive of it.

    `is_possible`: there is something, and not too much for an archive.
    """

    contents: Contents
    albums: int
    archive: Archive | None
    language: Language
    is_possible: bool

    def what(self) -> str:
        """Return how much it is."""
        held = content(self.language, self.contents.number, self.albums, self.contents.films)
        return f"{held}, {amount(self.language, self.contents.size)}"

    @property
    def is_offered(self) -> bool:
        """Return whether it can be prepared."""
        is_there = self.is_going or (self.is_ready and not self.left_out())
        return self.is_possible and not is_there

    @property
    def is_going(self) -> bool:
        """Return whether it is being prepared, or will be."""
        return self._is(ArchiveState.WANTED, ArchiveState.BUILDING)

    @property
    def is_ready(self) -> bool:
        """Return whether it can be downloaded."""
        return self._is(ArchiveState.READY)

    def _is(self, *states: ArchiveState) -> bool:
        return self.archive is not None and self.archive.state in states

    def percent(self) -> int:
        """Return how much of it is done."""
        archive = self.archive
        if archive is None or not archive.total_bytes:
            return 0
        return min(100 * archive.copied // archive.total_bytes, 99)

    def progress(self) -> str:
        """Return how far it is."""
        archive = self.archive
        if archive is None or archive.state == ArchiveState.WANTED:
            return self.language.gettext(WAITING)
        return self.language.gettext(GOING) % {
            "percent": format_percent(self.percent() / 100, locale=self.language.locale),
            "done": amount(self.language, min(archive.copied, archive.total_bytes)),
            "total": amount(self.language, archive.total_bytes),
        }

    def failure(self) -> Message | None:
        """Return why it could not be prepared, if it could not."""
        archive = self.archive
        if archive is None or archive.state != ArchiveState.FAILED:
            return None
        return FAILURES[archive.reason or "changed"]

    def size(self) -> str:
        """Return how large the file is."""
        return amount(self.language, (self.archive and self.archive.size) or 0)

    def left_out(self) -> str:
        """Return how many photographs are not in it; empty if all are."""
        number = len(self.archive.left_out) if self.archive else 0
        if not number:
            return ""
        return self.language.ngettext(
            "%(number)s file could not be read. MISSING.txt names it.",
            "%(number)s files could not be read. MISSING.txt names them.",
            number,
        )
