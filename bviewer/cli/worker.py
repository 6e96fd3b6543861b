"""`bviewer worker`: run jobs."""

from pathlib import Path

import click

from bviewer.cli.project import ini_argument, open_project
from bviewer.config.settings import SettingsError
from bviewer.process.startup_checks import folder_checks, require
from bviewer.queue.worker import run_worker


@click.command()
@ini_argument
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--with-parent", metavar="PID", type=int, hidden=True, help="End with this parent process."
)
def worker(ini: Path, workers: int, with_parent: int | None) -> None:
    """Make resized images and run other jobs until interrupted."""
    with open_project(ini) as runtime:
        if runtime.settings.queue == "immediate":
            raise SettingsError(["bviewer.queue: immediate leaves nothing to a worker"])
        require(folder_checks(runtime.settings))
        run_worker(runtime, workers, with_parent)
    if with_parent is None:
        click.echo("stopped")
