"""`bviewer gallery INI set`: what an owner decides about a gallery as a whole."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy.orm import Session

from bviewer.albums.editing import set_title, set_visibility
from bviewer.albums.galleries import find_gallery, top_album
from bviewer.albums.gallery_hosts import add_aliases, lock_galleries, remove_aliases, rename_gallery
from bviewer.albums.gallery_settings import change_settings
from bviewer.albums.ignoring import ignore, ignored_patterns, stop_ignoring
from bviewer.cli.described import (
    both_spellings,
    described_aliases,
    described_budgets,
    described_copies,
    described_presentation,
)
from bviewer.cli.project import alias_option, project_of, visibility_choice
from bviewer.cli.texts import text_in
from bviewer.db.sessions import work_session
from bviewer.library.names import printable
from bviewer.models import Gallery, Layout, Positions, Visibility
from bviewer.queue.runtime import Runtime
from bviewer.sync.rehoming import change_home
from bviewer.sync.service import sync_lock

PRESENTATION = (
    "about_title",
    "about_text",
    "indexed",
    "positions",
    "accent",
    "footer",
    "layout",
    "shows_videos",
    "previews",
    "mailed_links",
    "api_origins",
)

SYNCING = ("new_albums", "auto_sync", "ignored", "noticed")
HOME = ("home", "shared")


@click.command("set")
@click.argument("host", required=False)
@click.option("--home", metavar="FOLDER", help="Where its photographs went, in the library.")
@click.option("--shared", is_flag=True, help="Other galleries may show the same files.")
@click.option("--visibility", type=visibility_choice)
@click.option("--new-albums", type=visibility_choice, help="What albums of new folders are.")
@click.option(
    "--ignore", "ignored", metavar="PATTERN", multiple=True, help="Pass over files and folders."
)
@click.option(
    "--no-ignore", "noticed", metavar="PATTERN", multiple=True, help="Take a pattern away."
)
@click.option(
    "--auto-sync/--no-auto-sync",
    default=None,
    help="Let new photographs appear without a sync that somebody asks for, or not.",
)
@click.option("--title")
@click.option(
    "--time-zone", metavar="ZONE", help="Such as Europe/Berlin; for files without a time."
)
@click.option("--images-budget", type=int, metavar="MB", help="Of the cache, for images.")
@click.option("--archives-budget", type=int, metavar="MB", help="Of the cache, for archives.")
@click.option("--host", "new_host", metavar="HOST", help="Rename it; HOST stays as an alias.")
@alias_option
@click.option("--no-alias", "dropped", metavar="HOST", multiple=True, help="Take an alias away.")
@click.option("--about-title", metavar="TITLE", help='Of a page about the gallery; "" for none.')
@click.option("--about-text", type=click.File("rb"), metavar="FILE", help="Its text; - to type it.")
@click.option("--indexed/--not-indexed", default=None, help="Let search engines in, or not.")
@click.option(
    "--positions",
    type=click.Choice([people.value for people in Positions]),
    help="Who is told where photographs were taken.",
)
@click.option("--accent", metavar="COLOUR", help='Such as "#d9a441"; "" for that of bviewer.')
@click.option("--footer", metavar="TEXT", help='What stands below all pages; "" for nothing.')
@click.option(
    "--layout",
    type=click.Choice([layout.value for layout in Layout]),
    help="How pages of albums lay out photographs: in squares, or in rows, each in its own shape.",
)
@click.option(
    "--show-videos/--no-show-videos",
    "shows_videos",
    default=None,
    help="Let random shows have the pictures of videos, or not.",
)
@click.option(
    "--previews/--no-previews",
    default=None,
    help="Let other sites show what is public of a page that is passed on, or not.",
)
@click.option(
    "--mailed-links/--no-mailed-links",
    default=None,
    help="Let people sign in by links that are mailed to them, or not.",
)
@click.option(
    "--api-origins",
    metavar="ORIGINS",
    help='Of other sites whose pages may use the API, such as "https://a.example https://b.example"'
    '; "" for none.',
)
@click.pass_obj
def change(
    ini: Path,
    host: str | None,
    visibility: str | None,
    title: str | None,
    time_zone: str | None,
    *,
    images_budget: int | None,
    archives_budget: int | None,
    **others: Any,
) -> None:
    """Change a gallery. The visibility of its top album is that of everything in it."""
    # A lock is held until what it is for is written.
    with (
        project_of(ini) as runtime,
        ExitStack() as locks,
        work_session(runtime.engine) as session,
    ):
        found = find_gallery(session, host)
        moved = {name: others.pop(name) for name in HOME}
        place = move(session, runtime, found, locks, **moved)
        top = top_album(session, found)
        is_closing = visibility is not None and set_visibility(session, top, Visibility(visibility))
        if title is not None:
            set_title(top, title)
        change_settings(
            session,
            found,
            time_zone=time_zone,
            images_budget=images_budget,
            archives_budget=archives_budget,
        )
        presented = {name: others.pop(name) for name in PRESENTATION}
        synced = {name: others.pop(name) for name in SYNCING}
        change_hosts(session, found, **others)
        name, also = both_spellings(found.host), described_aliases(session, found)
        what = f"{top.visibility}, in the time zone {found.time_zone}{place}"
        if title is not None:
            what += f", titled {printable(top.title)!r}"
        if images_budget is not None or archives_budget is not None:
            what += f", {described_budgets(found)}"
        what += change_syncing(session, found, **synced)
        if change_presentation(session, found, **presented):
            what += f", {printable(described_presentation(found))}"
        lines = [f"{name} is {what}{also}"]
        if is_closing:
            lines.append(described_copies(runtime.settings))
    for line in lines:
        click.echo(line)


def move(
    session: Session,
    runtime: Runtime,
    found: Gallery,
    locks: ExitStack,
    home: str | None,
    *,
    shared: bool,
) -> str:
    """Give a gallery another folder, while no sync runs; return it in words, if it was named."""
    if home is None:
        return ""
    locks.enter_context(sync_lock(runtime, found.id))
    change_home(session, runtime.library, found, home.strip("/"), shared=shared)
    return f", in the folder {printable(found.home) or '.'}"


def change_syncing(
    session: Session,
    found: Gallery,
    new_albums: str | None,
    auto_sync: bool | None,
    ignored: tuple[str, ...],
    noticed: tuple[str, ...],
) -> str:
    """Change what a sync makes of folders; return it in words, as far as it was named."""
    what = ""
    change_settings(session, found, new_albums=new_albums, auto_sync=auto_sync)
    if new_albums is not None:
        what += f", with new albums {found.new_albums}"
    if auto_sync is not None:
        what += ", synced by itself" if auto_sync else ", synced when somebody asks for it"
    stop_ignoring(found, noticed)
    ignore(found, ignored)
    if ignored or noticed:
        what += f", passing over {printable(', '.join(ignored_patterns(found)) or 'nothing')}"
    return what


def change_presentation(
    session: Session, found: Gallery, about_text: BinaryIO | None, **others: Any
) -> bool:
    """Change how a gallery presents itself; whether anything of that was named."""
    text = None if about_text is None else text_in(about_text)
    changes = {"about_text": text, **others}
    change_settings(session, found, **changes)
    return any(value is not None for value in changes.values())


def change_hosts(
    session: Session,
    found: Gallery,
    new_host: str | None,
    aliases: tuple[str, ...],
    dropped: tuple[str, ...],
) -> None:
    """Rename first: the former host is an alias then, and may be taken away at once."""
    lock_galleries(session)
    if new_host is not None:
        rename_gallery(session, found, new_host)
    remove_aliases(session, found, dropped)
    add_aliases(session, found, aliases)
