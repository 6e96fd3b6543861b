"""`bviewer user`: people who can sign in, and what they were given."""

from pathlib import Path

import click

from bviewer.access import grants
from bviewer.accounts.passkeys import passkeys_of, remove_passkey
from bviewer.accounts.profile import choose_language, rename_user, set_mail
from bviewer.accounts.sessions import OpenSession, end_other_sessions, sessions_of
from bviewer.accounts.users import (
    add_user,
    disable_user,
    enable_user,
    end_operator,
    find_user,
    list_users,
    make_operator,
    remove_user,
    set_password,
)
from bviewer.albums.galleries import find_gallery
from bviewer.cli.project import ini_argument, project_of
from bviewer.config.languages import LANGUAGES
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Passkey

BROWSER = "browser"
password_option = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for when it is not given; a command line is seen by others.",
)
gallery_option = click.option("--gallery", help="Needed where there are several galleries.")
album_option = click.option("--album", metavar="ID", help="Only this album and all below it.")


@click.group()
@ini_argument
@click.pass_context
def user(context: click.Context, ini: Path) -> None:
    """Add people, change passwords, give access, take all of it back."""
    context.obj = ini


@user.command()
@click.argument("name")
@click.option("--mail")
@click.option("--no-password", is_flag=True, help="Only a link lets them in until they choose one.")
@click.option("--password", help="Asked for when it is not given.")
@click.pass_obj
def add(ini: Path, name: str, mail: str | None, password: str | None, *, no_password: bool) -> None:
    """Add a person who can sign in."""
    if password is None and not no_password:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        add_user(session, name, password, mail)
    click.echo(f"added {name}")


@user.command()
@click.argument("name")
@password_option
@click.pass_obj
def password(ini: Path, name: str, password: str) -> None:
    """Change a password; this person is signed out everywhere."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        set_password(session, find_user(session, name), password)
    click.echo(f"changed the password of {name}, who is signed out everywhere")


@user.command()
@click.argument("name")
@click.argument("new_name")
@click.pass_obj
def rename(ini: Path, name: str, new_name: str) -> None:
    """Give a person another name to sign in with."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        rename_user(session, find_user(session, name), new_name)
    click.echo(f"{name} is called {new_name} now")


@user.command()
@click.argument("name")
@click.argument("address")
@click.pass_obj
def mail(ini: Path, name: str, address: str) -> None:
    """Change a mail address, without asking whoever reads its mail."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        set_mail(session, find_user(session, name), address)
    click.echo(f"mail for {name} goes to {address}")


@user.command()
@click.argument("name")
@click.argument("code", type=click.Choice([*LANGUAGES, BROWSER]))
@click.pass_obj
def language(ini: Path, name: str, code: str) -> None:
    """Choose the language of pages and mails for a person, or leave it to their browser."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        choose_language(session, find_user(session, name), None if code == BROWSER else code)
    click.echo(f"the language of {name} is {code}")


@user.command()
@click.argument("name")
@click.option("--end", is_flag=True, help="End all of them.")
@click.pass_obj
def sessions(ini: Path, name: str, end: bool) -> None:
    """List where a person is signed in."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        person = find_user(session, name)
        found = sessions_of(session, person.id, None, runtime.settings.session_idle)
        lines = [described_session(one) for one in found]
        if end:
            lines.append(f"ended: {end_other_sessions(session, person.id, '')}")
    for line in lines:
        click.echo(line)


@user.command()
@click.argument("name")
@click.option("--remove", type=int, metavar="NUMBER", help="Nobody signs in with this one.")
@click.pass_obj
def passkeys(ini: Path, name: str, remove: int | None) -> None:
    """List the passkeys of a person, or remove one."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        person = find_user(session, name)
        if remove is not None:
            remove_passkey(session, person, remove)
            lines = [f"removed passkey {remove} of {name}"]
        else:
            lines = [described_passkey(each) for each in passkeys_of(session, person.id)]
    for line in lines:
        click.echo(line)


@user.command()
@click.argument("name")
@click.pass_obj
def disable(ini: Path, name: str) -> None:
    """Sign a person out everywhere, and let them in no more."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        disable_user(session, find_user(session, name))
    click.echo(f"{name} can no longer sign in")


@user.command()
@click.argument("name")
@click.pass_obj
def enable(ini: Path, name: str) -> None:
    """Let a person in again, with the password and the access that they had."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        enable_user(session, find_user(session, name))
    click.echo(f"{name} can sign in again")


@user.command()
@click.argument("name")
@click.pass_obj
def remove(ini: Path, name: str) -> None:
    """Remove a person and all access they were given; photographs stay."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        remove_user(session, find_user(session, name))
    click.echo(f"removed {name}")


@user.command()
@click.argument("name")
@click.option("--no", "is_ending", is_flag=True, help="Let them run the site no more.")
@click.pass_obj
def operator(ini: Path, name: str, *, is_ending: bool) -> None:
    """Let a person run the site, at /site of each gallery; that opens no album to them."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        (end_operator if is_ending else make_operator)(session, find_user(session, name))
    click.echo(f"{name} no longer runs the site" if is_ending else f"{name} runs the site")


@user.command("list")
@click.option("--search", "text", default="", help="Only those with this in name or mail address.")
@click.pass_obj
def list_all(ini: Path, text: str) -> None:
    """List people with the number of galleries each owns, and what they may see of others."""
    with project_of(ini) as runtime, reading_session(runtime.engine) as session:
        granted = grants.all_grants(session)
        for person, galleries in list_users(session, text):
            state = "" if person.active else ", not active"
            state += ", runs the site" if person.superuser else ""
            click.echo(f"{printable(person.name)}  {galleries} galleries{state}")
            for host, album_id, title in granted[person.id]:
                what = f"album {album_id} ({printable(title or '')})" if album_id else "everything"
                click.echo(f"  may see {what} at {host}")


@user.command()
@click.argument("name")
@gallery_option
@album_option
@click.pass_obj
def grant(ini: Path, name: str, gallery: str | None, album: str | None) -> None:
    """Let a person see a gallery, or one album and all below it, whatever is hidden or private."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        grants.grant(session, find_user(session, name), found, album)
        what = f"album {album}" if album else found.host
    click.echo(f"{name} may see {what}")


@user.command()
@click.argument("name")
@gallery_option
@album_option
@click.pass_obj
def revoke(ini: Path, name: str, gallery: str | None, album: str | None) -> None:
    """Take access back, with effect on the next request."""
    with project_of(ini) as runtime, work_session(runtime.engine) as session:
        found = find_gallery(session, gallery)
        if not grants.revoke(session, find_user(session, name), found, album):
            raise click.ClickException(f"{name} had no such access")
        what = f"album {album}" if album else found.host
    click.echo(f"{name} may no longer see {what}")


def described_session(one: OpenSession) -> str:
    """Return one line about where a person is signed in."""
    browser = printable(one.browser) or "no browser"
    return f"{one.host}  {one.address}  used {one.used_at:%Y-%m-%d %H:%M}  {browser}"


def described_passkey(passkey: Passkey) -> str:
    """Return one line about a passkey."""
    used = f"{passkey.used_at:%Y-%m-%d}" if passkey.used_at else "never"
    return f"{passkey.id}  {printable(passkey.name)}  {passkey.host}, used {used}"
