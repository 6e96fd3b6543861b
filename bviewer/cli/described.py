"""Galleries in words, as the commands print them."""

from sqlalchemy.orm import Session

from bviewer.albums.gallery_hosts import aliases_of
from bviewer.config.hosts import readable_host
from bviewer.models import Gallery


def described_aliases(session: Session, found: Gallery) -> str:
    """The aliases of a gallery, to follow what else is said of it; nothing if it has none."""
    names = ", ".join(both_spellings(name) for name in aliases_of(session, found))
    return f"  also {names}" if names else ""


def described_budgets(found: Gallery) -> str:
    """What a gallery may take of the cache."""
    return f"cache {found.images_budget_mb} MB images, {found.archives_budget_mb} MB archives"


def both_spellings(name: str) -> str:
    """A host as it is stored, and as people write it where that differs."""
    readable = readable_host(name)
    return name if readable == name else f"{name} ({readable})"
