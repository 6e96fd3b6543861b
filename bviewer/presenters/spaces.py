"""What a gallery takes of the cache, in words."""

from dataclasses import dataclass

from bviewer.presenters.languages import Language, Message, mark
from bviewer.presenters.texts import amount

KINDS = {"images": mark("Resized photographs"), "archives": mark("Downloads")}


@dataclass(frozen=True, slots=True)
class Space:
    """How many bytes there are of a kind, and how many there may be."""

    kind: str
    used: int
    budget: int
    language: Language

    @property
    def title(self) -> Message:
        """Return what it is."""
        return KINDS[self.kind]

    def text(self) -> str:
        """Return how much of how much."""
        text = self.language.gettext("%(used)s of %(budget)s")
        return text % {
            "used": amount(self.language, self.used),
            "budget": amount(self.language, self.budget),
        }
