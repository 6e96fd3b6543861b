"""What commands import: a start-up that is slow is slow for every command."""

import subprocess
import sys
from importlib import import_module

import click
import pytest

from bviewer.cli import COMMANDS, commands

# What takes long to import, and is needed by few.
HEAVY = {
    *("PIL", "pillow_heif", "exifread", "alembic", "mako", "pygments", "psycopg", "redis"),
    *("pkg_resources", "pyramid.config", "pyramid.request", "jinja2", "waitress", "bviewer_demo"),
}
LOADED = "import sys; {}; print(*sorted(sys.modules))"


def modules(code: str) -> set[str]:
    """Return what a new Python has imported after some code."""
    return set(lines(LOADED.format(code))[-1])


def lines(code: str) -> list[list[str]]:
    """Return the words of each line that some code prints in a new Python."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return [line.split() for line in done.stdout.splitlines()]


def test_help_imports_a_tenth_of_what_there_is() -> None:
    code = "from click.testing import CliRunner; from bviewer.cli import commands;"
    loaded = modules(f"{code} assert 'worker' in CliRunner().invoke(commands, ['--help']).output")
    assert {name for name in loaded if name.startswith("bviewer.")} == {
        "bviewer.cli",
        "bviewer.cli.lazy",
    }
    assert len(loaded) < 0.3 * 1173  # What it was before.


EACH = """
import sys
from importlib import import_module
for name in {!r}:
    before = set(sys.modules)
    import_module(f"bviewer.cli.{{name}}")
    print(name, *sorted(set(sys.modules) - before))
"""


def test_commands_import_nothing_heavy_before_they_run() -> None:
    """All in one process: what none of them adds to the others, none needs alone."""
    added = lines(EACH.format([name.replace("-", "_") for name in sorted(COMMANDS)]))
    assert len(added) == len(COMMANDS)
    assert {name: HEAVY & set(loaded) for name, *loaded in added if HEAVY & set(loaded)} == {}
    others = {
        module for _name, *loaded in added for module in loaded if not module.startswith("bviewer")
    }
    assert len(others) < 430  # Of the 1173 that there were.


def test_web_application_imports_no_decoder_nor_driver_that_it_does_not_use() -> None:
    rooms = "bviewer.db.requests, bviewer.views, bviewer.process.health, bviewer.process.metrics"
    loaded = modules(f"import bviewer.tasks, bviewer.process.application, {rooms}")
    assert not loaded & {"PIL", "pillow_heif", "exifread", "alembic", "redis"}


def test_redis_is_imported_for_a_queue_on_redis() -> None:
    code = "from bviewer.queue.storage import make_huey; make_huey({!r}, 'secret')"
    assert "redis" in modules(code.format("redis://localhost/0"))
    assert "redis" not in modules(code.format("immediate"))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_line_about_a_command_is_how_its_help_begins(name: str) -> None:
    command = getattr(
        import_module(f"bviewer.cli.{name.replace('-', '_')}"), name.replace("-", "_")
    )
    assert command.get_short_help_str(500) == COMMANDS[name]
    assert command.name == name


def test_unknown_command_is_none() -> None:
    assert commands.get_command(click.Context(commands), "lazy") is None
