"""`bviewer gallery`: galleries and their settings."""

from pathlib import Path

import click
from sqlalchemy import select

from bviewer.catalog.editing import set_title, set_visibility
from bviewer.catalog.galleries import add_gallery, checked_zone, find_gallery, top_album
from bviewer.catalog.originals import home_of
from bviewer.cli.project import ini_argument, open_project, visibility_choice
from bviewer.db import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery, User, Visibility
from bviewer.security.users import find_user, make_sign_in_link


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
@click.pass_obj
def add(ini: Path, host: str, owner: str, home: str, title: str | None, visibility: str) -> None:
    """Make a gallery out of a folder of the library. Private unless you say otherwise."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        home_of(runtime.library, home).check_root()
        person = find_user(session, owner)
        made = add_gallery(session, host, person, home, title=title, visibility=visibility)
        click.echo(f"added {made.host}; next: bviewer sync {printable(str(ini))} {made.host}")


@gallery.command("list")
@click.pass_obj
def list_all(ini: Path) -> None:
    """List galleries with their owners and folders."""
    with open_project(ini) as runtime, reading_session(runtime.engine) as session:
        rows = session.execute(select(Gallery, User.name).join(User).order_by(Gallery.host))
        for found, owner in rows:
            home = printable(found.home) or "."
            click.echo(f"{found.host}  owner {printable(owner)}  folder {home}")


@gallery.command("set")
@click.argument("host", required=False)
@click.option("--visibility", type=visibility_choice)
@click.option("--title")
@click.option(
    "--time-zone", metavar="ZONE", help="Such as Europe/Berlin; for files without a time."
)
@click.pass_obj
def change(
    ini: Path, host: str | None, visibility: str | None, title: str | None, time_zone: str | None
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
        click.echo(f"{found.host} is {top.visibility}, in the time zone {found.time_zone}")


@gallery.command()
@click.argument("host", required=False)
@click.pass_obj
def link(ini: Path, host: str | None) -> None:
    """Print a new one-time sign-in link for the owner."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, host)
        owner = session.get_one(User, found.owner_id)
        click.echo(f"/welcome/{make_sign_in_link(session, owner, found)}")
