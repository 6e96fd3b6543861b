"""`bviewer worker`: run tasks."""

from pathlib import Path

import click

from bviewer.cli.project import ini_argument
from bviewer.process.work import work


@click.command()
@ini_argument
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--with-parent", metavar="PID", type=int, hidden=True, help="End with this parent process."
)
def worker(ini: Path, workers: int, with_parent: int | None) -> None:
    """Make resized images and run other tasks until interrupted."""
    work(ini, workers, with_parent)
    if with_parent is None:
        click.echo("stopped")
