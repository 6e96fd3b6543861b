"""`bviewer serve`: everything at once, from a folder of photographs to a gallery in the browser."""

import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bviewer.albums.galleries import top_album
from bviewer.cli.demo import paint
from bviewer.cli.project import project_of, visibility_choice
from bviewer.config.addresses import is_loopback
from bviewer.config.ini import loader_of, read_settings
from bviewer.config.parsers import parse_networks
from bviewer.db.engine import leave_in_one_file
from bviewer.db.sessions import work_session
from bviewer.library.names import printable
from bviewer.models import Visibility
from bviewer.process import installation
from bviewer.process.installation import OTHERS, Installation
from bviewer.process.relocation import find_data, follow, is_same_folder
from bviewer.process.server import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    DEFAULT_WORKERS,
    CannotListen,
    Place,
    require_free_port,
)
from bviewer.process.server import serve as run_server
from bviewer.security.redaction import one_line
from bviewer.sync.service import sync_gallery_in_turn

LOOPBACK = parse_networks("127.0.0.0/8 ::1")


def checked_prefix(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return a path without a slash at its end; it may be nothing."""
    path = value.strip("/")
    return f"/{path}" if path else ""


@click.command()
@click.argument("photos", required=False, type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="Where bviewer keeps what it writes.")
@click.option("--host", default=DEFAULT_HOST, show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=DEFAULT_WORKERS, show_default=True, type=click.IntRange(1, 64))
@click.option("--visibility", type=visibility_choice)
@click.option("--behind-proxy", is_flag=True, help="Believe a proxy on this machine.")
@click.option("--url-prefix", default="", callback=checked_prefix, help="Where the proxy has it.")
def serve(
    photos: Path | None,
    data: Path | None,
    host: str,
    port: int,
    workers: int,
    visibility: str | None,
    **proxy: Any,
) -> None:
    """Show the folder PHOTOS as a gallery; without PHOTOS, a demo library.

    Anybody who can reach a gallery on this machine's own address may look at it; on any other
    address, or behind a proxy, it is private unless --visibility says otherwise.
    """
    with listening(), writing_for_oneself(), ExitStack() as meanwhile:
        require_free_port(host, port)
        installed, library = prepare(photos, data)
        meanwhile.enter_context(installed.kept())
        if installed.close_to_others():
            click.echo(
                f"{printable(str(installed.folder))} was open to others; it is yours alone now"
            )
        settings = read_settings(installed.ini)
        proxies = settings.trusted_proxy + LOOPBACK * proxy["behind_proxy"]
        is_own = is_loopback(host) and not proxies
        gallery = set_up(installed, library, visibility, default_visibility(is_own=is_own))
        prefix, secret = proxy["url_prefix"], settings.secret
        place = Place(host, port, proxies=proxies, url_prefix=prefix, secret=secret)
        address = f"http://{shown_host(host)}:{port}{place.url_prefix}"
        announcement = describe(gallery, library, installed, address)
        if not is_own:
            announcement += elsewhere(host) + warning(gallery, host)
        app = loader_of(installed.ini).get_wsgi_app("main")
        logging.getLogger("waitress").setLevel(logging.ERROR)
        run_server(app, str(installed.ini), place, workers, lambda: click.echo(announcement))
        for name in ("bviewer.autocommit_engine", "bviewer.engine"):
            leave_in_one_file(app.registry[name])
    click.echo("stopped")


@contextmanager
def writing_for_oneself() -> Iterator[None]:
    """Close what is written meanwhile, here and by the workers, to all but its owner."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def listening() -> Iterator[None]:
    """End the command with one line if nobody can listen at the address."""
    try:
        yield
    except CannotListen as error:
        raise click.ClickException(one_line(error)) from error


def prepare(photos: Path | None, data: Path | None) -> tuple[Installation, Path]:
    """Return the installation for a library, made if it is new; by default a demo library."""
    library = None if photos is None else installation.checked_library(photos)
    if data is None:
        demo = installation.default_data_folder(None)
        data = demo if library is None else find_data(library, click.echo)
    installed = Installation(installation.checked_data_folder(data))
    if installed.ini.exists():
        configured = read_settings(installed.ini).library
        if library is None or is_same_folder(configured, library):
            return installed, configured
        installation.require_apart(library, installed.folder)
        follow(installed, configured, library)
        click.echo(described_move(configured, library, installed))
        return installed, library
    if library is None:
        library = painted_demo(installed.folder / "Demo library")
    else:
        installation.require_apart(library, installed.folder)
    installed.create(library)
    return installed, library


def described_move(former: Path, library: Path, installed: Installation) -> str:
    """Return a line about photographs that were recognised in another folder."""
    return printable(
        f"the photographs of {former} are in {library} now: going on with {installed.folder}, "
        "whose settings name that folder from now on"
    )


def painted_demo(folder: Path) -> Path:
    """Return the demo library, painted unless it is there already."""
    if not folder.exists():
        paint(folder)
    return folder.resolve()


def default_visibility(*, is_own: bool) -> Visibility:
    """Return what is safe for a gallery that is reached from this machine only, or from others."""
    return Visibility.VISIBLE if is_own else Visibility.PRIVATE


EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - nobody is bound to it here.


def shown_host(host: str) -> str:
    """Return what to type into a browser on this machine."""
    if host in EVERYWHERE | {"127.0.0.1", "::1"}:
        return "localhost"
    return f"[{host}]" if ":" in host else host


@dataclass(frozen=True, slots=True)
class Prepared:
    """A gallery before it is served."""

    link: str
    visibility: str


def set_up(
    installed: Installation, library: Path, visibility: str | None, at_first: Visibility
) -> Prepared:
    """Make database, owner and gallery where they are missing, and send a sync on its way."""
    asked_for = None if visibility is None else Visibility(visibility)
    with project_of(installed.ini) as runtime:
        runtime.queue.require()
        with work_session(runtime.engine) as session:
            gallery = installation.ensure_gallery(session, library, asked_for, at_first)
            gallery_id, flag = gallery.id, top_album(session, gallery).visibility
            link = installation.owner_link(session)
        # Whoever was at it when the last server ended is gone: the queue need not wait for them.
        runtime.release(sync_gallery_in_turn, gallery_id)
        runtime.send(sync_gallery_in_turn, gallery_id)
        return Prepared(link, flag)


def elsewhere(host: str) -> str:
    """Return how other machines come to what is announced as being on this one."""
    if host not in EVERYWHERE:
        return ""
    return "  On other machines, type the name or address of this one in place of localhost.\n"


def warning(gallery: Prepared, host: str) -> str:
    """Return what to know where a gallery that is not closed is served to other machines."""
    if gallery.visibility == Visibility.PRIVATE:
        return ""
    place = "the proxy" if is_loopback(host) else "this machine" if host in EVERYWHERE else host
    return (
        f"\n  The gallery is {gallery.visibility}: whoever can reach {place} may look at it.\n"
        "  Start with --visibility private if that is not what you want.\n"
    )


def describe(gallery: Prepared, library: Path, installed: Installation, address: str) -> str:
    """Return what a person wants to know after the start."""
    return "\n".join(
        [
            "",
            f"  Gallery       {address}/",
            f"  Owner, once   {address}{gallery.link}",
            f"  Visibility    {gallery.visibility}",
            f"  Photographs   {printable(str(library))} (never written to)",
            f"  Data          {printable(str(installed.folder))}",
            f"  Settings      {printable(str(installed.ini))} (other commands take this file)",
            "",
            "  Stop with Ctrl-C.",
            "",
        ]
    )
