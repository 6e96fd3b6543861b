"""How far long work on an album is, in words."""

from dataclasses import dataclass

from babel.dates import format_timedelta

from bviewer.albums.jobs import Progress
from bviewer.models import JobKind
from bviewer.presenters.languages import Language, Message, mark

TITLES: dict[str, Message] = {
    JobKind.RENDER: mark("Making pictures ready"),
    JobKind.PICK: mark("Adding photographs"),
    JobKind.REREAD: mark("Reading files again"),
}
DONE = mark("Done: %(done)s of %(total)s.")
STOPPED = mark("It stopped at %(done)s of %(total)s. Begin again to go on.")
GOING = mark("%(done)s of %(total)s")
GOING_LONG = mark("%(done)s of %(total)s, about %(time)s")


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as a template reads it."""

    progress: Progress
    language: Language

    @property
    def title(self) -> Message:
        """Return what is done."""
        return TITLES[self.progress.kind]

    def text(self) -> str:
        """Return how far it is, and how long it will take."""
        progress, language = self.progress, self.language
        values = {
            "done": language.number(progress.done),
            "total": language.number(progress.total),
        }
        if progress.is_over:
            text = DONE if progress.done == progress.total else STOPPED
            return language.gettext(text) % values
        if progress.seconds_left is None:
            return language.gettext(GOING) % values
        values["time"] = format_timedelta(
            max(round(progress.seconds_left), 1), locale=language.locale
        )
        return language.gettext(GOING_LONG) % values
