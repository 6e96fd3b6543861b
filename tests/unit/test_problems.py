"""All refusals in the sources: each has a sentence, and services know nothing of a command line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import bviewer
from bviewer.cli.sentences import SENTENCES, sentence
from bviewer.problems import Problem
from bviewer.sync.guard import LOGGED

PACKAGE = Path(bviewer.__file__).parent
SERVICES = ("access", "accounts", "albums", "archive", "rendering", "slideshow", "sync", "videos")
OPTION = re.compile(r"(?<![\w-])--[a-z]")


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """The syntax of each module below these folders of the package."""
    for folder in folders:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def subclasses(kind: type) -> Iterator[type]:
    """A class and all that are derived from it."""
    yield kind
    for derived in kind.__subclasses__():
        yield from subclasses(derived)


def refusals() -> Iterator[tuple[str, ast.Call]]:
    """Where a problem is made."""
    import bviewer.renditions.eviction  # noqa: PLC0415 - so that all kinds are known.
    import bviewer.sync.service  # noqa: F401, PLC0415

    kinds = {kind.__name__ for kind in subclasses(Problem)}
    for name, tree in trees("."):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in kinds:
                yield name, node


REFUSALS = list(refusals())


def code_of(call: ast.Call) -> str:
    """The code of a problem, which is written out where it is made."""
    assert isinstance(call.args[0], ast.Constant), ast.unparse(call)
    return call.args[0].value


def test_every_problem_has_a_sentence_and_every_sentence_a_problem() -> None:
    assert {code_of(call) for _name, call in REFUSALS} == set(SENTENCES)


def test_codes_are_plain_names() -> None:
    assert [code for code in SENTENCES if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []


@pytest.mark.parametrize(
    "call", [call for _name, call in REFUSALS], ids=[code_of(call) for _name, call in REFUSALS]
)
def test_a_problem_has_all_values_that_its_sentence_tells(call: ast.Call) -> None:
    told = {name for _text, name, _spec, _how in Formatter().parse(SENTENCES[code_of(call)])}
    assert told - {None} == {keyword.arg for keyword in call.keywords}


def test_a_sync_that_is_refused_is_explained_in_the_log() -> None:
    guarded = {code_of(call) for name, call in REFUSALS if name == "sync/guard.py"}
    assert guarded == set(LOGGED)


@pytest.mark.parametrize("room", SERVICES)
def test_services_name_no_option_of_the_command_line(room: str) -> None:
    named = [
        (name, node.value)
        for name, tree in trees(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and OPTION.search(node.value)
    ]
    assert named == []


def test_a_path_is_told_as_it_is() -> None:
    problem = Problem("path_not_plain", "folder", path="a\x1b[2J\n\udcff\u202e//")
    assert sentence(problem) == r"not a plain relative path: a\x1b[2J\n\xff\u202e//"


def test_a_problem_tells_a_traceback_its_code_and_values() -> None:
    assert str(Problem("title_length", "title", minimum=1)) == "title_length (minimum=1)"
    assert str(Problem("sync_running")) == "sync_running"
