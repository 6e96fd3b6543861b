"""What a gallery takes of the cache, in words."""

from dataclasses import dataclass

from bviewer.presenters.languages import Language, Message, mark

KINDS = {"images": mark("Resized photographs"), "archives": mark("Downloads")}
UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


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
        return text % {"used": self.amount(self.used), "budget": self.amount(self.budget)}

    def amount(self, size: float) -> str:
        """Return bytes in the largest unit that fits, each of 1024 of the one before."""
        power = 0
        while size >= 1000 and power < len(UNITS) - 1:
            size, power = size / 1024, power + 1
        return f"{self.language.number(round(size, 1 if size < 10 else 0))} {UNITS[power]}"
