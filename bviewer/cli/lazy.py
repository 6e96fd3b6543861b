"""A group of commands of which each is imported when it is run, and none for the list of them."""

from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Knows its commands by name and one line each; their modules are named like them."""

    def __init__(self, *args: Any, package: str, lines: dict[str, str], **others: Any) -> None:
        """Take `lines`, which say what each command does, as its own help begins."""
        super().__init__(*args, **others)
        self._package = package
        self.lines = lines  # By name.

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(self.lines)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now; None if there is none of that name."""
        if cmd_name not in self.lines:
            return None
        from bviewer.process.loading import without_collecting  # noqa: PLC0415 - As below.

        name = cmd_name.replace("-", "_")
        with without_collecting():
            command: click.Command = getattr(import_module(f"{self._package}.{name}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong meanwhile, also on saying what was done, is one line."""
        from bviewer.cli.problems import problems_in_one_line  # noqa: PLC0415 - `--help` has none.

        with problems_in_one_line():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them, as click writes it."""
        room = formatter.width - 6 - max(len(name) for name in self.lines)
        rows = [
            (name, click.Command(name, help=self.lines[name]).get_short_help_str(room))
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
