"""`bviewer gallery`: galleries and their settings."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from bviewer.access.trail import PAGE, events_of
from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.users import find_user
from bviewer.albums.galleries import add_gallery, find_gallery, hand_over
from bviewer.albums.gallery_hosts import add_aliases
from bviewer.albums.gallery_removal import holdings_of, remove_gallery
from bviewer.albums.homes import check_home
from bviewer.cli.described import both_spellings, described_aliases, described_budgets
from bviewer.cli.gallery_set import change
from bviewer.cli.project import alias_option, ini_argument, project_of, visibility_choice
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery, User, Visibility
from bviewer.security.audit import LINES, Event
from bviewer.sync.service import sync_lock

KEPT = "Of what is closed in it, fingerprints are kept: its owner's other galleries keep it closed."


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
@alias_option
@click.option("--shared", is_flag=True, help="Other galleries may show the same files.")
@click.pass_obj
def add(
    ini: Path, host: str, owner: str, home: str, aliases: tuple[str, ...], **options: Any
) -> None:
    """Make a gallery out of a folder of the library. Private unless you say otherwise."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        check_home(runtime.library, home)
        person = find_user(session, owner)
        made = add_gallery(session, host, person, home, **options)
        hand_over(session, made, person)
        add_aliases(session, made, aliases)
        added, also = made.host, described_aliases(session, made)
    next_command = f"bviewer sync {printable(str(ini))} {added}"
    click.echo(f"added {both_spellings(added)}{also}; next: {next_command}")


@gallery.command("list")
@click.pass_obj
def list_all(ini: Path) -> None:
    """List galleries with their owners and folders."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        rows = session.execute(select(Gallery, User.name).join(User).order_by(Gallery.host))
        for found, owner in rows:
            home = printable(found.home) or "."
            name, also = both_spellings(found.host), described_aliases(session, found)
            budgets = described_budgets(found)
            click.echo(f"{name}  owner {printable(owner)}  folder {home}  {budgets}{also}")


@gallery.command()
@click.argument("host", required=False)
@click.pass_obj
def link(ini: Path, host: str | None) -> None:
    """Print a new one-time sign-in link for the owner."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, host)
        owner = session.get_one(User, found.owner_id)
        made = make_sign_in_link(session, owner, found)
    click.echo(f"/welcome/{made}")


@gallery.command()
@click.argument("host")
@click.option("--confirm", metavar="HOST", help="The same host again, instead of typing it.")
@click.pass_obj
def remove(ini: Path, host: str, confirm: str | None) -> None:
    """Remove a gallery for good, with all that was made in it. Its files stay as they are."""
    with project_of(ini) as runtime:
        with reading_session(runtime.engine) as session:
            found = find_gallery(session, host)
            gallery_id, counts = found.id, holdings_of(session, found)._asdict()
        what = ", ".join(f"{number:,} {name}" for name, number in counts.items())
        click.echo(f"This goes for good, and cannot be put back: {what}.")
        click.echo(KEPT)
        typed = click.prompt("Type the host of the gallery") if confirm is None else confirm
        # A sync that went on would write for a gallery that is not there.
        with sync_lock(runtime, gallery_id), work_session(runtime.engine) as session:
            remove_gallery(session, find_gallery(session, host), typed)
    click.echo(f"removed {host}; its files are still there")


@gallery.command()
@click.argument("host", required=False)
@click.option("--site", is_flag=True, help="What was changed of all galleries and accounts.")
@click.pass_obj
def audit(ini: Path, host: str | None, site: bool) -> None:
    """Print who changed what of a gallery, the newest first."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        gallery_id = None if site else find_gallery(session, host).id
        for event in events_of(session, gallery_id, None)[:PAGE]:
            who = " from ".join(filter(None, (event.who, event.address))) or "command line"
            what = LINES[Event(event.event)] % event.params
            click.echo(printable(f"{event.at:%Y-%m-%d %H:%M} UTC  {who}  {what}"))


gallery.add_command(change)
