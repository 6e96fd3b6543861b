"""What commands on an installation share: its ini file and some options."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from bviewer.cli.progress import counting
from bviewer.models import Visibility
from bviewer.process.project import open_project
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
def project_of(ini: Path) -> Iterator[Runtime]:
    """Yield the runtime of an installation; if its schema is an old one, it is told how far
    bringing it up to date is. Raises what `open_project` does."""
    with ExitStack() as project:
        with counting("migrations done") as count:
            runtime = project.enter_context(open_project(ini, count.reach))
        yield runtime
