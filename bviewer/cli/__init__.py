"""The command line: one small file per command, each calls one function of a room."""

import logging
import sys
from collections.abc import Callable

import click

from bviewer.cli.lazy import LazyGroup

# What each command does, as its own help begins.
COMMANDS = {
    "album": "Change albums; `bviewer tree` shows their ids.",
    "check-images": "Report images whose file is missing, and send the owner of each gallery one "
    "mail about them.",
    "clear-cache": "Remove cached files that were used longest ago, down to each gallery's "
    "budgets.",
    "demo": "Write a small library of generated pictures into FOLDER.",
    "doctor": "Look at all that an installation depends on, and tell what to do.",
    "gallery": "Add, list and change galleries.",
    "group": "Add groups, put people into them, give them access.",
    "invitation": "Invite people, and answer those who ask for access.",
    "item": "Change photographs of an album; the page of an album shows their ids.",
    "migrate": "Bring the database's schema up to date, as every command does.",
    "serve": "Show the folder PHOTOS as a gallery; without PHOTOS, a demo library.",
    "share": "Make links that open an album, list them, take them back.",
    "site": "Tell how the installation is, and try again what failed.",
    "sync": "Mirror a gallery's folders into albums.",
    "total-size": "Tell number and bytes of originals, as the last sync saw them, and of cached "
    "files.",
    "tree": "List albums with id, URL, own and effective visibility, and numbers of images.",
    "user": "Add people, change passwords, give access, take all of it back.",
    "video": "Put films of YouTube and Vimeo into albums.",
    "worker": "Make resized images and run other tasks until interrupted.",
}


@click.group(
    cls=LazyGroup,
    package=__name__,
    lines=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="bviewer")
@click.pass_obj
def commands(prepare: Callable[[], None] | None) -> None:
    """bviewer shows folders of photographs to the people you choose."""
    if prepare is not None:
        prepare()


def main() -> None:
    """Run the console script. What a person can mend is one line, never a traceback."""
    sys.exit(commands(standalone_mode=True, obj=log_as_commands_do))


def log_as_commands_do() -> None:
    """Log what is worth knowing to the terminal, and nothing of what libraries tell."""
    from bviewer.process.logs import log_to_terminal  # noqa: PLC0415 - `--help` logs nothing.

    log_to_terminal()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("huey").setLevel(logging.WARNING)
