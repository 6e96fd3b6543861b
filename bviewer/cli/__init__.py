"""The command line: one small file per command, each calls one function of a room."""

import logging
import sys

import click

from bviewer.cli.album import album
from bviewer.cli.check_images import check_images
from bviewer.cli.clear_cache import clear_cache
from bviewer.cli.demo import demo
from bviewer.cli.gallery import gallery
from bviewer.cli.migrate import migrate
from bviewer.cli.serve import serve
from bviewer.cli.sync import sync
from bviewer.cli.total_size import total_size
from bviewer.cli.tree import tree
from bviewer.cli.user import user
from bviewer.cli.worker import worker
from bviewer.process.logs import log_to_terminal


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bviewer")
def commands() -> None:
    """bviewer shows folders of photographs to the people you choose."""


for command in (
    *(serve, demo, worker, sync, tree, user, gallery, album),
    *(check_images, clear_cache, total_size, migrate),
):
    commands.add_command(command)


def main() -> None:
    """Run the console script. What a person can mend is one line, never a traceback."""
    log_to_terminal()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("huey").setLevel(logging.WARNING)
    sys.exit(commands(standalone_mode=True))
