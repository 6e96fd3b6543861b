"""What commands on an installation share: its ini file, its runtime, and some options."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bviewer.cli.problems import problems_in_one_line
from bviewer.models import Visibility
from bviewer.process import project
from bviewer.queue.runtime import Runtime

# That it exists is found out on reading: then the answer is one line, without a usage around it.
ini_argument = click.argument("ini", type=click.Path(path_type=Path))

# By value: of an enumeration itself click takes the names, in capitals.
visibility_choice = click.Choice([flag.value for flag in Visibility])

alias_option = click.option(
    "--alias",
    "aliases",
    metavar="HOST",
    multiple=True,
    help="Another host, which redirects to the gallery's own; may be given several times.",
)


@contextmanager
def open_project(ini: Path) -> Iterator[Runtime]:
    """Yield the runtime of an installation; what goes wrong meanwhile is one line."""
    with problems_in_one_line(), project.open_project(ini) as runtime:
        yield runtime
