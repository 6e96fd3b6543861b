"""`bviewer doctor`: what an installation depends on, each in a line."""

from pathlib import Path

import click

from bviewer.cli.project import ini_argument
from bviewer.config.settings import SettingsError
from bviewer.library.names import printable
from bviewer.security.redaction import one_line


@click.command()
@ini_argument
@click.option("--url", metavar="ADDRESS", help="Of a gallery: ask there how requests arrive.")
@click.option("--mail", metavar="ADDRESS", help="Send a mail there.")
def doctor(ini: Path, url: str | None, mail: str | None) -> None:
    """Look at all that an installation depends on, and tell what to do.

    Exit code 1 if something is not as it should be. Run it as the user of the web processes.
    """
    from bviewer.process.checkup import (  # noqa: PLC0415 - it answers requests as well.
        Asked,
        check_up,
        known_settings,
    )

    try:
        settings = known_settings(ini)
    except SettingsError as error:
        for problem in error.problems:
            click.echo(f"WRONG settings: {one_line(problem)}")
        raise click.exceptions.Exit(1) from error
    click.echo(f"ok    settings: {printable(str(ini))}")
    is_well = True
    for finding in check_up(settings, Asked(url, mail)):
        is_well = is_well and finding.is_well
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.name}: {finding.text}")
    if not is_well:
        raise click.exceptions.Exit(1)
