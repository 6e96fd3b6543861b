"""What commands on an installation share: its ini file and some options."""

from pathlib import Path

import click

from bviewer.models import Visibility

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
