"""`bviewer demo`: pictures to try bviewer with."""

from pathlib import Path

import click

from bviewer.cli.problems import problems_in_one_line
from bviewer.demo import FolderNotEmpty, make_demo


@click.command()
@click.argument("folder", default="demo", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Write a small library of generated pictures into FOLDER."""
    with problems_in_one_line():
        try:
            with click.progressbar(length=1, label="painting") as bar:
                number = make_demo(folder, lambda done, total: advance(bar, done, total))
        except FolderNotEmpty as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{number} pictures in {folder}; look at them with: bviewer serve {folder}")


def advance(bar: click._termui_impl.ProgressBar, done: int, total: int) -> None:
    """Move the progress bar to where the work is."""
    bar.length = total
    bar.update(done - bar.pos)
