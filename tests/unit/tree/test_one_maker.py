"""Addresses are made in `tree/urls.py` and nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bviewer

PACKAGE = Path(bviewer.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "urls.py")
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))

# What quotes for headers and forms, and not for addresses.
QUOTING = {"delivery/accel.py", "delivery/disposition.py", "library/names.py"}

MAKERS = {"quote", "quote_plus", "quote_from_bytes", "urlencode", "urljoin", "urlunsplit"}
# Of a request.
OTHER_MAKERS = re.compile(r"(resource|route|current_route)_(url|path)\Z|application_url\Z")
ADDRESS = re.compile(r"(\A|_)urls?\Z")


def faults(tree: ast.AST) -> Iterator[str]:
    """The places where a module makes an address by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "urllib.parse":
            yield from (alias.name for alias in node.names if alias.name in MAKERS)
        if isinstance(node, ast.Attribute) and OTHER_MAKERS.search(node.attr):
            yield node.attr
        if isinstance(node, ast.JoinedStr) and continues_an_address(node):
            yield ast.unparse(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and is_address(node.left):
            yield ast.unparse(node)


def continues_an_address(text: ast.JoinedStr) -> bool:
    """Whether more is put behind an address than a blank."""
    for part, rest in zip(text.values, text.values[1:], strict=False):
        if isinstance(part, ast.FormattedValue) and is_address(part.value):
            return not (isinstance(rest, ast.Constant) and rest.value.startswith((" ", "\n")))
    return False


def is_address(value: ast.AST) -> bool:
    """Whether an expression is an address, by its name."""
    name = getattr(value, "attr", getattr(value, "id", ""))
    return bool(ADDRESS.search(name))


def test_no_other_module_makes_an_address() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): list(faults(ast.parse(path.read_text())))
        for path in MODULES
    }
    assert len(found) > 100
    assert {name for name, wrong in found.items() if wrong} == QUOTING, found


def test_no_template_makes_an_address() -> None:
    assert len(TEMPLATES) > 5
    for path in TEMPLATES:
        text = path.read_text()
        assert re.findall(r"resource_url|resource_path|route_url|script_name", text) == [], path
        # An address is all that is in its attribute.
        assert re.findall(r"(?:href|src|action)=\"\{\{[^}]*\}\}[^\"]+", text) == [], path
        assert re.findall(r"(?:href|src|action)=\"(?!mailto:)[^\"{#][^\"]*\{\{", text) == [], path


@pytest.mark.parametrize(
    "source",
    [
        "from urllib.parse import quote",
        "request.resource_url(context)",
        "f'{album_url}{image.id}/'",
        "f'{self.url}?year={year}'",
        "url + '/full'",
        "request.application_url",
    ],
)
def test_a_maker_is_found(source: str) -> None:
    assert len(list(faults(ast.parse(source)))) == 1
