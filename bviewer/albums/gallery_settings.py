"""Changing what an owner decides about a gallery as a whole."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from bviewer.albums.api_origins import set_api_origins
from bviewer.albums.appearance import set_accent, set_footer
from bviewer.albums.budgets import set_budgets
from bviewer.albums.galleries import checked_zone
from bviewer.albums.ignoring import ignore_only
from bviewer.albums.presentation import set_about
from bviewer.models import Gallery, Layout, Positions, Visibility
from bviewer.security.audit import Event, record

Change = Callable[[Gallery, Any], None]


def change_settings(session: Session, gallery: Gallery, **changes: Any) -> None:
    """Change what is named and not None, by the names in SETTINGS; refuse what makes no sense."""
    for name, value in changes.items():
        if value is not None:
            before = getattr(gallery, name, None)
            SETTINGS[name](gallery, value)
            if name in AUDITED and before != getattr(gallery, name):
                note(session, gallery, name, before)


def note(session: Session, gallery: Gallery, name: str, before: Any) -> None:
    """Note a change of what people are shown."""
    record(
        session,
        Event.SETTING,
        gallery.id,
        name=name,
        host=gallery.host,
        now=word(getattr(gallery, name)),
        before=word(before),
    )


def word(value: Any) -> str:
    """Return the value of a setting in a word, or several in a row."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(value).splitlines()) or "nobody"


def set_time_zone(gallery: Gallery, zone: str) -> None:
    """Change the time zone; the next sync reads anew what depends on it."""
    gallery.time_zone = checked_zone(zone)


def set_new_albums(gallery: Gallery, visibility: str) -> None:
    """Change what albums of new folders are."""
    gallery.new_albums = Visibility(visibility)


def set_indexed(gallery: Gallery, is_indexed: bool) -> None:
    """Let search engines in, or not."""
    gallery.indexed = is_indexed


def set_positions(gallery: Gallery, people: str) -> None:
    """Change who is told where photographs were taken."""
    gallery.positions = Positions(people)


def set_shows_videos(gallery: Gallery, is_wanted: bool) -> None:
    """Let random shows have the pictures of videos, or not."""
    gallery.shows_videos = is_wanted


def set_layout(gallery: Gallery, layout: str) -> None:
    """Change how pages of albums lay out photographs."""
    gallery.layout = Layout(layout)


def set_previews(gallery: Gallery, is_wanted: bool) -> None:
    """Let other sites show what is public of a page that is passed on, or not."""
    gallery.previews = is_wanted


def set_auto_sync(gallery: Gallery, is_wanted: bool) -> None:
    """Let what is new in the folders appear without being asked for, or not."""
    gallery.auto_sync = is_wanted


def set_mailed_links(gallery: Gallery, is_wanted: bool) -> None:
    """Let people sign in by links that are mailed to them, or not."""
    gallery.mailed_links = is_wanted


# Who is shown what, or let in, follows from these.
AUDITED = {"api_origins", "indexed", "mailed_links", "new_albums", "positions", "previews"}

SETTINGS: dict[str, Change] = {
    "about_title": lambda gallery, title: set_about(gallery, title, None),
    "about_text": lambda gallery, text: set_about(gallery, None, text),
    "accent": set_accent,
    "api_origins": set_api_origins,
    "archives_budget": lambda gallery, megabytes: set_budgets(gallery, None, megabytes),
    "auto_sync": set_auto_sync,
    "footer": set_footer,
    "ignored": ignore_only,
    "images_budget": lambda gallery, megabytes: set_budgets(gallery, megabytes, None),
    "indexed": set_indexed,
    "layout": set_layout,
    "mailed_links": set_mailed_links,
    "new_albums": set_new_albums,
    "positions": set_positions,
    "previews": set_previews,
    "shows_videos": set_shows_videos,
    "time_zone": set_time_zone,
}
