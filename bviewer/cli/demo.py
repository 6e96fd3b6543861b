"""`bviewer demo`: pictures to try bviewer with."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", default="demo", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Write a small library of generated pictures into FOLDER."""
    number = paint(folder)
    click.echo(f"{number} pictures in {folder}; look at them with: bviewer serve {folder}")


def paint(folder: Path) -> int:
    """Make the demo library, with a progress bar; returns the number of pictures."""
    from bviewer_demo import make_demo  # noqa: PLC0415 - only those who paint wait for the painter.

    with click.progressbar(length=100, label="painting a demo library") as bar:
        return make_demo(folder, lambda done, total: bar.update(100 * done // total - bar.pos))
