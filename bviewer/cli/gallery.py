"""`bviewer gallery`: galleries and their settings."""

from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.catalog.budgets import set_budgets
from bviewer.catalog.editing import set_title, set_visibility
from bviewer.catalog.galleries import (
    add_gallery,
    check_home,
    checked_zone,
    find_gallery,
    top_album,
)
from bviewer.catalog.gallery_hosts import (
    GalleryError,
    add_aliases,
    aliases_of,
    lock_galleries,
    remove_aliases,
    rename_gallery,
)
from bviewer.catalog.presentation import described_presentation, set_about
from bviewer.cli.project import ini_argument, open_project, visibility_choice
from bviewer.db import reading_session, work_session
from bviewer.hosts import readable_host
from bviewer.library.names import printable
from bviewer.models import Gallery, Positions, User, Visibility
from bviewer.security.users import find_user, make_sign_in_link

PRESENTATION = ("about_title", "about_text", "indexed", "positions")
ALIAS = "Another host, which redirects to the gallery's own; may be given several times."


@click.group()
@ini_argument
@click.pass_context
def gallery(context: click.Context, ini: Path) -> None:
    """Add, list and change galleries."""
    context.obj = ini


@gallery.command()
@click.argument("host")
@click.option("--owner", required=True, help="The name of a user.")
@click.option("--home", default="", help="Its folder, relative to the library.")
@click.option("--title", help="How the gallery is called; its host if not given.")
@click.option("--visibility", type=visibility_choice, default=Visibility.PRIVATE.value)
@click.option("--alias", "aliases", metavar="HOST", multiple=True, help=ALIAS)
@click.option("--shared", is_flag=True, help="Other galleries may show the same files.")
@click.pass_obj
def add(
    ini: Path, host: str, owner: str, home: str, aliases: tuple[str, ...], **options: Any
) -> None:
    """Make a gallery out of a folder of the library. Private unless you say otherwise."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        check_home(runtime.library, home)
        made = add_gallery(session, host, find_user(session, owner), home, **options)
        add_aliases(session, made, aliases)
        also = described_aliases(session, made)
        next_command = f"bviewer sync {printable(str(ini))} {made.host}"
        click.echo(f"added {both_spellings(made.host)}{also}; next: {next_command}")


@gallery.command("list")
@click.pass_obj
def list_all(ini: Path) -> None:
    """List galleries with their owners and folders."""
    with open_project(ini) as runtime, reading_session(runtime.engine) as session:
        rows = session.execute(select(Gallery, User.name).join(User).order_by(Gallery.host))
        for found, owner in rows:
            home = printable(found.home) or "."
            name, also = both_spellings(found.host), described_aliases(session, found)
            budgets = described_budgets(found)
            click.echo(f"{name}  owner {printable(owner)}  folder {home}  {budgets}{also}")


@gallery.command("set")
@click.argument("host", required=False)
@click.option("--visibility", type=visibility_choice)
@click.option("--title")
@click.option(
    "--time-zone", metavar="ZONE", help="Such as Europe/Berlin; for files without a time."
)
@click.option("--images-budget", type=int, metavar="MB", help="Of the cache, for images.")
@click.option("--archives-budget", type=int, metavar="MB", help="Of the cache, for archives.")
@click.option("--host", "new_host", metavar="HOST", help="Rename it; HOST stays as an alias.")
@click.option("--alias", "aliases", metavar="HOST", multiple=True, help=ALIAS)
@click.option("--no-alias", "dropped", metavar="HOST", multiple=True, help="Take an alias away.")
@click.option("--about-title", metavar="TITLE", help='Of a page about the gallery; "" for none.')
@click.option("--about-text", type=click.File("rb"), metavar="FILE", help="Its text; - to type it.")
@click.option("--indexed/--not-indexed", default=None, help="Let search engines in, or not.")
@click.option(
    "--positions",
    type=click.Choice([people.value for people in Positions]),
    help="Who is told where photographs were taken.",
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
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, host)
        top = top_album(session, found)
        if visibility is not None:
            set_visibility(session, top, Visibility(visibility))
        if title is not None:
            set_title(top, title)
        if time_zone is not None:
            found.time_zone = checked_zone(time_zone)
        set_budgets(found, images_budget, archives_budget)
        presented = {name: others.pop(name) for name in PRESENTATION}
        change_hosts(session, found, **others)
        name, also = both_spellings(found.host), described_aliases(session, found)
        what = f"{top.visibility}, in the time zone {found.time_zone}"
        if images_budget is not None or archives_budget is not None:
            what += f", {described_budgets(found)}"
        if change_presentation(found, **presented):
            what += f", {printable(described_presentation(found))}"
        click.echo(f"{name} is {what}{also}")


@gallery.command()
@click.argument("host", required=False)
@click.pass_obj
def link(ini: Path, host: str | None) -> None:
    """Print a new one-time sign-in link for the owner."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, host)
        owner = session.get_one(User, found.owner_id)
        click.echo(f"/welcome/{make_sign_in_link(session, owner, found)}")


def change_presentation(
    found: Gallery,
    about_title: str | None,
    about_text: BinaryIO | None,
    indexed: bool | None,
    positions: str | None,
) -> bool:
    """Change how a gallery presents itself; whether anything of that was named."""
    text = None if about_text is None else decoded(about_text)
    set_about(found, about_title, text)
    if indexed is not None:
        found.indexed = indexed
    if positions is not None:
        found.positions = Positions(positions)
    return any(value is not None for value in (about_title, text, indexed, positions))


def decoded(file: BinaryIO) -> str:
    """The text in a file; raises GalleryError if it is none."""
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GalleryError(f"{file.name} is not text in UTF-8") from error


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
