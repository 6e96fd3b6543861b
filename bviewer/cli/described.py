"""Galleries in words, as the commands print them."""

from sqlalchemy.orm import Session

from bviewer.albums.gallery_hosts import aliases_of
from bviewer.config.caching import longest_kept
from bviewer.config.hosts import readable_host
from bviewer.config.settings import Settings
from bviewer.models import Gallery, Layout, Positions

PEOPLE = {
    Positions.NOBODY: "nobody",
    Positions.TRUSTED: "people with access",
    Positions.EVERYBODY: "everybody",
}


def described_aliases(session: Session, found: Gallery) -> str:
    """Return the aliases of a gallery, to follow what else is said of it; empty without any."""
    names = ", ".join(both_spellings(name) for name in aliases_of(session, found))
    return f"  also {names}" if names else ""


def described_budgets(found: Gallery) -> str:
    """Return what a gallery may take of the cache."""
    return f"cache {found.images_budget_mb} MB images, {found.archives_budget_mb} MB archives"


def described_presentation(found: Gallery) -> str:
    """Return how a gallery presents itself: about page, search engines, positions, looks."""
    about = f"about page {found.about_title!r}" if found.about_title else "no about page"
    robots = "open to search engines" if found.indexed else "closed to search engines"
    positions = f"positions told to {PEOPLE[Positions(found.positions)]}"
    looks = f", in the colour {found.accent}" if found.accent else ""
    looks += f", with {found.footer!r} below all pages" if found.footer else ""
    looks += ", with photographs in rows" if found.layout == Layout.ROWS else ""
    looks += ", with videos in random shows" if found.shows_videos else ""
    looks += ", without previews of links" if found.previews is False else ""
    looks += ", with links that are mailed to sign in" if found.mailed_links else ""
    origins = found.api_origins
    looks += f", with an API for pages of {', '.join(origins.splitlines())}" if origins else ""
    return f"{about}, {robots}, {positions}{looks}"


def both_spellings(name: str) -> str:
    """Return a host as it is stored, and as people write it where that differs."""
    readable = readable_host(name)
    return name if readable == name else f"{name} ({readable})"


def described_copies(settings: Settings) -> str:
    """Return what an owner has to know who closes an album."""
    more = f"{-(-longest_kept(settings) // 60)} minutes more"
    return f"browsers and caches that have its pictures may show them for up to {more}"
