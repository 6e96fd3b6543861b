"""`bviewer invitation`: links by which people join, and wishes of people to be let in."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from bviewer.access.grants import require_album
from bviewer.access.groups import find_group
from bviewer.access.invitations import cancel_invitation, invite, invited, make_link
from bviewer.access.offers import Offer, give
from bviewer.access.requests import asker, close_request, find_request, open_requests
from bviewer.albums.galleries import find_gallery
from bviewer.cli.project import ini_argument, project_of
from bviewer.cli.user import album_option, gallery_option
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery
from bviewer.security.audit import Event

group_option = click.option("--group", metavar="NAME", help="A place in this group.")


@click.group()
@ini_argument
@click.pass_context
def invitation(context: click.Context, ini: Path) -> None:
    """Invite people, and answer those who ask for access."""
    context.obj = ini


@invitation.command()
@click.argument("mail")
@gallery_option
@album_option
@group_option
@click.pass_obj
def add(ini: Path, mail: str, gallery: str | None, album: str | None, group: str | None) -> None:
    """Print a link, good once within 14 days, to pass on to whoever has a mail address."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        link = make_link(invite(session, found, mail, chosen(session, found, album, group)))
    click.echo(f"/invitation/{link}")


@invitation.command("list")
@gallery_option
@click.pass_obj
def list_all(ini: Path, gallery: str | None) -> None:
    """List invitations that nobody has used, and wishes that nobody has answered."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        for one in invited(session, found):
            what = one.album or (f"group {one.group}" if one.group else "everything")
            state = "expired" if one.is_expired else f"open until {one.expires_at:%Y-%m-%d}"
            click.echo(f"{one.id}  {one.mail}  {printable(what)}, {state}")
        for wish in open_requests(session, found):
            said = printable(wish.text) or "no text"
            click.echo(f"{wish.id}  {printable(wish.name)} {wish.mail} asks: {said}")


@invitation.command()
@click.argument("number", type=int)
@gallery_option
@click.pass_obj
def cancel(ini: Path, number: int, gallery: str | None) -> None:
    """Take the invitation NUMBER back: its link is worth nothing."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        cancel_invitation(session, find_gallery(session, gallery), number)
    click.echo(f"invitation {number} is taken back")


@invitation.command()
@click.argument("number", type=int)
@gallery_option
@album_option
@group_option
@click.pass_obj
def approve(
    ini: Path, number: int, gallery: str | None, album: str | None, group: str | None
) -> None:
    """Grant the wish NUMBER; for somebody without an account, print a link to pass on."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        wish = find_request(session, found, number)
        offer = chosen(session, found, album, group)
        user, name, mail = asker(session, wish), wish.name, wish.mail
        close_request(session, found, wish, Event.REQUEST_APPROVED)
        if user is None:
            line = f"/invitation/{make_link(invite(session, found, mail, offer))}"
        else:
            give(session, found, user, offer)
            line = f"{name} is let in"
    click.echo(line)


@invitation.command()
@click.argument("number", type=int)
@gallery_option
@click.pass_obj
def refuse(ini: Path, number: int, gallery: str | None) -> None:
    """Refuse the wish NUMBER; nobody is told."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        close_request(session, found, find_request(session, found, number), Event.REQUEST_REFUSED)
    click.echo(f"wish {number} is refused")


def chosen(session: Session, gallery: Gallery, album: str | None, group: str | None) -> Offer:
    """Return what is given: the whole gallery, or what the options say."""
    if album and group:
        raise click.UsageError("--album and --group do not fit together")
    if album is not None:
        require_album(session, gallery, album)
    return Offer(album, None if group is None else find_group(session, gallery, group).id)
