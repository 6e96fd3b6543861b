"""`bviewer check-images`: which photographs are not where they were."""

from pathlib import Path

import click

from bviewer.cli.progress import counting
from bviewer.cli.project import ini_argument, open_project
from bviewer.jobs.checking import check_images as look_for_images
from bviewer.jobs.checking import tell_owner
from bviewer.library.names import printable


@click.command("check-images")
@ini_argument
@click.argument("gallery", required=False)
def check_images(ini: Path, gallery: str | None) -> None:
    """Report images whose file is missing, and send the owner of each gallery one mail about them.

    Nothing is changed: run a sync for that.
    """
    with open_project(ini) as runtime:
        with counting("images looked for") as count:
            reports = look_for_images(runtime, gallery, count.add)
        for report in reports:
            click.echo(f"{report.host}  {report.summary}")
            for line in report.lines:
                click.echo(f"  {line}")
            if done := tell_owner(runtime, report):
                click.echo(f"  {printable(done)}")
