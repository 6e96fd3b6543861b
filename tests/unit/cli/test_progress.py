"""How far a command is: for people at a terminal who wait, and for nobody else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress

import click
import pytest
from alembic import command

from bviewer.cli import commands, progress
from bviewer.cli.progress import CLEAR_LINE, counting
from bviewer.db.schema import alembic_config
from tests.pictures import jpeg, write
from tests.unit.cli.conftest import Installation


@contextmanager
def at_terminal() -> Iterator[list[str]]:
    """A real terminal for errors and progress; the list has in the end what was written there."""
    screen, line = os.openpty()
    said: list[str] = []
    with os.fdopen(line, "w") as stream, redirect_stderr(stream):
        yield said
    with suppress(OSError):  # Linux has no better word for the end.
        while text := os.read(screen, 100_000):
            said.append(text.decode())
    os.close(screen)
    said[:] = ["".join(said)]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who wants to see everything at once."""
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "EVERY", 0)


def run(gallery: Installation, *arguments: str) -> None:
    """A command, which says the rest to the terminal that is there."""
    name, *rest = arguments
    commands.main([name, str(gallery.ini), *rest], standalone_mode=False)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["sync"], "\r1 images read "),
        (["check-images"], "\r1 images looked for \r2 images looked for "),
        (["clear-cache"], "\r1 files looked at \r2 files looked at "),
        (["total-size"], "\r1 files looked at \r2 files looked at "),
        (["clear-cache", "--full"], "\r1 files looked at \r2 files looked at "),
    ],
)
def test_commands_count_on_one_line_and_leave_it_empty(
    gallery: Installation, arguments: list[str], expected: str
) -> None:
    for name in ("a", "b"):
        write(gallery.folder / "cache" / "images" / "1" / name / "x.jpg", jpeg())
    if arguments == ["sync"]:
        write(gallery.library / "rome" / "new.jpg", jpeg(), 1_700_000_000)
    with at_terminal() as terminal:
        run(gallery, *arguments)
    (said,) = terminal
    assert said.endswith(expected + CLEAR_LINE)
    assert "\n" not in said


@pytest.mark.usefixtures("impatient")
def test_a_schema_that_is_an_old_one_is_told_of_first(gallery: Installation) -> None:
    command.downgrade(alembic_config(gallery.engine), "-2")
    with at_terminal() as terminal:
        run(gallery, "tree")
    (said,) = terminal
    assert said == f"\r1 of 2 migrations done \r2 of 2 migrations done {CLEAR_LINE}"


@pytest.mark.usefixtures("impatient")
def test_an_error_finds_the_line_empty() -> None:
    with at_terminal() as terminal, suppress(click.ClickException), counting("files") as count:
        count.add(12_345)
        raise click.ClickException("no")
    assert terminal == ["\r12,345 files " + CLEAR_LINE]


def test_nothing_is_said_of_what_is_quick_and_little_of_what_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with at_terminal() as terminal, counting("files") as count:
        count.add(1)
    assert terminal == [""]
    with at_terminal() as terminal, counting("files") as count:
        for _ in range(300):  # Three seconds: the first of them in silence.
            clock[0] += 0.01
            count.add(1)
    said = terminal[0].removesuffix(CLEAR_LINE).split("\r")[1:]
    assert said[0] in {"100 files ", "101 files "}
    assert 15 <= len(said) <= 21


@pytest.mark.usefixtures("impatient")
def test_nothing_is_said_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with counting("files") as count:
        count.add(1)
    assert capsys.readouterr().err == ""
