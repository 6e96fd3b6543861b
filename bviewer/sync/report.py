"""What a sync did."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Numbers of what was found and done, and what could not be read, each said once."""

    albums: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    missing: int = 0
    unchanged: int = 0
    skipped: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Return one line for a person."""
        parts = [
            f"{self.added} added",
            f"{self.changed} changed",
            f"{self.moved} moved",
            f"{self.missing} missing",
            f"{self.unchanged} unchanged",
        ]
        return f"{self.albums} albums; images: {', '.join(parts)}"
