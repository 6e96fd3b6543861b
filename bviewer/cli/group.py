"""`bviewer group`: people who are given something together."""

from pathlib import Path

import click

from bviewer.access import grants
from bviewer.access.groups import (
    add_group,
    add_member,
    delete_group,
    find_group,
    groups_of,
    members,
    remove_member,
    rename_group,
)
from bviewer.access.people import held_by
from bviewer.accounts.users import find_user
from bviewer.albums.galleries import find_gallery
from bviewer.cli.project import ini_argument, project_of
from bviewer.cli.user import album_option, gallery_option
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable


@click.group()
@ini_argument
@click.pass_context
def group(context: click.Context, ini: Path) -> None:
    """Add groups, put people into them, give them access."""
    context.obj = ini


@group.command()
@click.argument("name")
@gallery_option
@click.pass_obj
def add(ini: Path, name: str, gallery: str | None) -> None:
    """Add a group."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        line = f"added the group {add_group(session, found, name).name} at {found.host}"
    click.echo(line)


@group.command()
@click.argument("name")
@click.argument("new_name")
@gallery_option
@click.pass_obj
def rename(ini: Path, name: str, new_name: str, gallery: str | None) -> None:
    """Call a group by another name."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        rename_group(session, found, find_group(session, found, name), new_name)
    click.echo(f"{name} is {new_name} now")


@group.command()
@click.argument("name")
@gallery_option
@click.pass_obj
def delete(ini: Path, name: str, gallery: str | None) -> None:
    """Delete a group with all that it was given; the people stay."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        delete_group(session, found, find_group(session, found, name))
    click.echo(f"deleted the group {name}")


@group.command()
@click.argument("name")
@click.argument("person")
@gallery_option
@click.pass_obj
def put(ini: Path, name: str, person: str, gallery: str | None) -> None:
    """Put a person into a group."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        add_member(session, found, find_group(session, found, name), find_user(session, person))
    click.echo(f"{person} is in the group {name}")


@group.command()
@click.argument("name")
@click.argument("person")
@gallery_option
@click.pass_obj
def take(ini: Path, name: str, person: str, gallery: str | None) -> None:
    """Take a person out of a group, with effect on the next request."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        remove_member(session, found, find_group(session, found, name), find_user(session, person))
    click.echo(f"{person} is no longer in the group {name}")


@group.command()
@click.argument("name")
@gallery_option
@album_option
@click.pass_obj
def grant(ini: Path, name: str, gallery: str | None, album: str | None) -> None:
    """Let everybody in a group see a gallery, or one album and all below it."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        grants.grant(session, find_group(session, found, name), found, album)
        what = f"album {album}" if album else found.host
    click.echo(f"the group {name} may see {what}")


@group.command()
@click.argument("name")
@gallery_option
@album_option
@click.pass_obj
def revoke(ini: Path, name: str, gallery: str | None, album: str | None) -> None:
    """Take a group's access back, with effect on the next request."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        if not grants.revoke(session, find_group(session, found, name), found, album):
            raise click.ClickException(f"the group {name} had no such access")
        what = f"album {album}" if album else found.host
    click.echo(f"the group {name} may no longer see {what}")


@group.command("list")
@gallery_option
@click.pass_obj
def list_all(ini: Path, gallery: str | None) -> None:
    """List groups with who is in them, and what they may see."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        held = held_by(session, found, "group_id")
        for each in groups_of(session, found):
            names = ", ".join(printable(user.name) for user in members(session, each))
            click.echo(f"{printable(each.name)}  {names or 'nobody yet'}")
            for one in held.get(each.id, []):
                title = f"album {one.album_id} ({printable(one.title or '')})"
                click.echo(f"  may see {title if one.album_id else 'everything'}")
