"""`bviewer migrate`: the schema of the database."""

from pathlib import Path

import click

from bviewer.cli.project import ini_argument, project_of


@click.command()
@ini_argument
def migrate(ini: Path) -> None:
    """Bring the database's schema up to date, as every command does. Stop the servers before."""
    with project_of(ini):
        pass
    click.echo("the schema is up to date")
