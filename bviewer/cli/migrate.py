"""`bviewer migrate`: the schema of the database."""

from pathlib import Path

import click

from bviewer.cli.progress import counting
from bviewer.cli.project import ini_argument
from bviewer.process.project import open_project


@click.command()
@ini_argument
def migrate(ini: Path) -> None:
    """Bring the database's schema up to date, as every command does. Stop the servers before."""
    with counting("migrations done") as count, open_project(ini, count.reach):
        pass
    click.echo("the schema is up to date")
