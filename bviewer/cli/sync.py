"""`bviewer sync`: let albums follow their folders."""

from collections.abc import Iterator
from pathlib import Path

import click

from bviewer.accounts.mail import MailNotSent
from bviewer.albums.failures import reopen_all
from bviewer.albums.galleries import find_gallery
from bviewer.cli.progress import counting
from bviewer.cli.project import ini_argument, project_of
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.notices.owners import send_now
from bviewer.notices.syncs import write_of_syncs
from bviewer.queue.runtime import Runtime
from bviewer.sync.service import run_sync

BEYOND = (
    "all folders were looked at: in the only one that was asked for something came, went, moved or "
    "was edited as a whole, and may be from others"
)


@click.command()
@ini_argument
@click.argument("gallery", required=False)
@click.option(
    "--folder",
    default="",
    help="Look only at this folder (relative to the gallery's) and below, if all that is new are "
    "photographs in folders that are known; else at all of them.",
)
@click.option(
    "--accept-missing",
    is_flag=True,
    help="Go on although many files are gone, also from other folders.",
)
@click.option("--broken-again", is_flag=True, help="Try again what could not be shown.")
@click.option("--reread", is_flag=True, help="Read times and texts again of all that is there.")
def sync(
    ini: Path,
    gallery: str | None,
    folder: str,
    accept_missing: bool,
    broken_again: bool,
    reread: bool,
) -> None:
    """Mirror a gallery's folders into albums. Nothing in the folders is changed."""
    folder = folder.strip("/")
    with project_of(ini) as runtime:
        with reading_session(runtime.engine) as session:
            gallery_id = find_gallery(session, gallery).id
        if broken_again:
            with work_session(runtime.engine) as session:
                reopen_all(session, gallery_id)
        with counting("images read") as count:
            report = run_sync(
                runtime,
                gallery_id,
                folder,
                accept_missing=accept_missing,
                again=reread,
                progress=count.reach,
            )
        if folder and report.is_whole:
            click.echo(BEYOND)
        for line in report.unread():
            click.echo(f"not read: {line}", err=True)
        for line in (*report.openness(), *told(runtime, gallery_id), report.passed_over()):
            if line:
                click.echo(printable(line))
        click.echo(report.summary())


def told(runtime: Runtime, gallery_id: int) -> Iterator[str]:
    """Mail the owner what changed about who sees what; return what was done."""
    for notice in write_of_syncs(runtime, gallery_id):
        try:
            yield send_now(runtime, notice)
        except MailNotSent as error:
            yield f"{error}; it is tried again"
