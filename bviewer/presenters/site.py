"""The pages of whoever runs the site, and the state of its parts in words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from bviewer.presenters.admin import AdminLink
from bviewer.presenters.languages import Language, Message, mark
from bviewer.tree.urls import Urls

# View names and what they are called, in their order.
PAGES = {
    "": mark("Overview"),
    "galleries": mark("Galleries"),
    "users": mark("People"),
    "work": mark("Work"),
    "audit": mark("Who changed what"),
}
# By the names that health checks have.
PARTS: Mapping[str, Message] = {
    "the database": mark("Database"),
    "the cache": mark("Cache"),
    "the queue": mark("Queue"),
    "the library": mark("Photographs"),
}
# Kinds of work, by the names of tasks.
TASKS: Mapping[str, str] = {
    "render_image": mark("Resizing a photograph"),
    "render_grid": mark("Resizing a photograph"),
    "render_size": mark("Resizing a photograph"),
    "render_tiles": mark("Resizing a photograph"),
    "note_token_use": mark("Noting that a program was here"),
    "note_use": mark("Noting that somebody is signed in"),
    "recognise_original": mark("Looking for a photograph that was moved"),
    "send_letter": mark("Sending a mail"),
    "tell_of_syncs": mark("Telling an owner what a sync closed"),
    "fetch_picture": mark("Fetching the picture of a video"),
    "build_archive": mark("Downloads of albums"),
    "draw_slideshow": mark("Random shows"),
    "start_job": mark("Work on an album"),
    "do_step": mark("Work on an album"),
    "read_picked": mark("Reading what was picked"),
    "sync_gallery": mark("Sync with the folders"),
    "sync_by_itself": mark("Sync with the folders"),
    "measure_spaces": mark("Measuring the cache"),
}


class Job(NamedTuple):
    """Work by its key: what it is, of what, when, and why it failed if it did."""

    key: str
    title: str
    ids: str
    when: str
    failure: str


def site_links(urls: Urls, current: str) -> list[AdminLink]:
    """Return links to all pages; `current` is the name of the view that is asked."""
    return [
        AdminLink(title, urls.at_home("site", name), name == current)
        for name, title in PAGES.items()
    ]


def when(language: Language, seconds: float) -> str:
    """Return a moment, given in seconds since 1970, by the one clock that all sites have."""
    return f"{language.moment(datetime.fromtimestamp(seconds, UTC))} UTC"
