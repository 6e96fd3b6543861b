"""`bviewer share`: links that open one album to whoever has them."""

from datetime import datetime
from pathlib import Path

import click

from bviewer.access.shares import ListedShare, list_shares, make_share, revoke_share
from bviewer.albums.editing import find_album
from bviewer.albums.galleries import find_gallery
from bviewer.albums.selections import select_items
from bviewer.cli.project import ini_argument, project_of
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery
from bviewer.security.visitor import ShareOption

gallery_option = click.option("--gallery", help="Needed where there are several galleries.")


@click.group()
@ini_argument
@click.pass_context
def share(context: click.Context, ini: Path) -> None:
    """Make links that open an album, list them, take them back."""
    context.obj = ini


@share.command()
@click.argument("album", metavar="ALBUM_ID")
@click.option(
    "--image",
    "images",
    metavar="IMAGE_ID",
    multiple=True,
    help="Only this image of the album; may be given several times.",
)
@click.option("--label", required=True, help="What it is for; only you see it.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The last day on which it is good.",
)
@click.option("--ask-password", is_flag=True, help="Ask now for a password of the link.")
@click.option("--download/--no-download", default=True, help="Whether originals come with it.")
@click.option("--details/--no-details", default=True, help="Whether camera details are shown.")
@click.option("--position/--no-position", default=False, help="Whether places are shown.")
@click.pass_obj
def add(
    ini: Path,
    album: str,
    images: tuple[str, ...],
    label: str,
    until: datetime | None,
    *,
    ask_password: bool,
    **options: bool,
) -> None:
    """Make a link to an album, or to some images of it, and print it: nobody can read it again."""
    password = (
        click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else ""
    )
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        opened = find_album(session, album)
        if images:
            opened = select_items(session, opened, images)
        token = make_share(
            session,
            session.get_one(Gallery, opened.gallery_id),
            opened.id,
            label=label,
            password=password,
            last_day=None if until is None else until.date(),
            options={option: options[option] for option in ShareOption},
        )
    click.echo(f"/s/{token}")


@share.command("list")
@gallery_option
@click.pass_obj
def list_all(ini: Path, gallery: str | None) -> None:
    """List the links of a gallery with their state, the newest first."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        for listed in list_shares(session, found.id):
            click.echo(described(listed))


@share.command()
@click.argument("number", type=click.IntRange(min=1))
@gallery_option
@click.pass_obj
def revoke(ini: Path, number: int, gallery: str | None) -> None:
    """Take a link back by its number in the list, with effect on the next request."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        label = printable(revoke_share(session, find_gallery(session, gallery), number).label)
    click.echo(f"link {number} ({label}) opens nothing any more")


def described(listed: ListedShare) -> str:
    """Return one line about a link."""
    link = listed.share
    until = f" until {link.expires_at:%Y-%m-%d %H:%M} UTC" if link.expires_at else ""
    last = f", last on {link.last_used_at:%Y-%m-%d %H:%M} UTC" if link.last_used_at else ""
    more = [*listed.options, *(["password"] if link.password_hash else [])]
    what = f"{printable(link.label)}  album {link.album_id} ({printable(listed.title)})"
    state = f"{listed.state}{until}, with {' and '.join(more) or 'nothing more'}"
    return f"{link.id}  {what}  {state}  visits {link.visits}{last}"
