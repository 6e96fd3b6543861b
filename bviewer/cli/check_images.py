"""`bviewer check-images`: which photographs are not where they were."""

from pathlib import Path

import click

from bviewer.accounts.mail import MailNotSent
from bviewer.cli.progress import counting
from bviewer.cli.project import ini_argument, project_of
from bviewer.library.names import printable
from bviewer.notices.missing import remember, write_of_missing
from bviewer.notices.owners import send_now
from bviewer.queue.runtime import Runtime
from bviewer.security.redaction import one_line
from bviewer.sync.check_images import Report
from bviewer.sync.check_images import check_images as look_for_images


@click.command("check-images")
@ini_argument
@click.argument("gallery", required=False)
def check_images(ini: Path, gallery: str | None) -> None:
    """Report images whose file is missing, and send the owner of each gallery one mail about them.

    Nothing is changed: run a sync for that.
    """
    with project_of(ini) as runtime:
        with counting("images looked for") as count:
            reports = look_for_images(runtime, gallery, count.add)
        unsent = [problem for report in reports if (problem := tell(runtime, report))]
        if unsent:
            raise click.ClickException(one_line("; ".join(unsent)))


def tell(runtime: Runtime, report: Report) -> str:
    """Print a report and mail it to the owner; return why that mail was not sent."""
    click.echo(f"{report.host}  {report.summary}")
    for line in report.lines:
        click.echo(f"  {line}")
    if not report.is_bad:
        remember(runtime, report)
        return ""
    try:
        done = send_now(runtime, write_of_missing(runtime, report))
    except MailNotSent as error:
        return str(error)
    click.echo(f"  {printable(done)}")
    return ""
