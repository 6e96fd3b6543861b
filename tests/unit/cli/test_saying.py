"""What a command did is done, whether or not somebody reads what it says of it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy import select

from bviewer import cli
from bviewer.models import Album
from tests.unit.cli.conftest import Installation

MODULES = sorted(Path(cli.__file__).parent.glob("*.py"))
# What is open while a change is not committed yet.
TRANSACTIONS = {"work_session", "meant"}
SAYING = {"echo", "secho", "print", "prompt", "confirm"}


def name_of(call: ast.AST) -> str:
    """The name of what is called, without where it comes from; empty if nothing is."""
    function = call.func if isinstance(call, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", ""))


def early(tree: ast.AST) -> Iterator[int]:
    """The lines of a module on which something is said before the change is committed."""
    for block in ast.walk(tree):
        if isinstance(block, ast.With) and TRANSACTIONS & {
            name_of(item.context_expr) for item in block.items
        }:
            yield from (node.lineno for node in ast.walk(block) if name_of(node) in SAYING)


def test_nothing_is_said_before_it_is_committed() -> None:
    found = {path.name: list(early(ast.parse(path.read_text()))) for path in MODULES}
    assert len(found) > 20
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "with open_project(ini) as runtime, work_session(runtime.engine):\n if x:\n  click.echo(x)",
        "with sync_lock(), db.work_session(engine) as session:\n print(session)",
        "with meant(ini) as what:\n click.echo(what)",
    ],
)
def test_what_is_said_too_early_is_found(source: str) -> None:
    assert len(list(early(ast.parse(source)))) == 1


def test_a_change_stays_although_nobody_reads_of_it(
    gallery: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_reads(*_said: Any, **_how: Any) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    def flags() -> list[str]:
        with gallery.session() as session:
            return list(session.scalars(select(Album.visibility).where(Album.folder == "rome")))

    with gallery.session() as session:
        rome = session.scalars(select(Album.id).where(Album.folder == "rome")).one()
    assert flags() == ["visible"]
    monkeypatch.setattr(click, "echo", nobody_reads)
    assert gallery.fail("album", "set", rome, "--visibility", "private") == "Broken pipe"
    assert flags() == ["private"]
