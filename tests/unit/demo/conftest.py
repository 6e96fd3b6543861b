"""A witness of every file that is opened."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

_LISTENERS: list[list[tuple[str, int]]] = []
_HOOKED: list[bool] = []


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _LISTENERS and isinstance(arguments[0], str):
        _LISTENERS[-1].append((arguments[0], arguments[2]))


@pytest.fixture
def opened() -> Iterator[list[tuple[str, int]]]:
    """The path and the flags of every file opened during the test, as the interpreter audits it."""
    if not _HOOKED:
        # An audit hook cannot be taken back; it is deaf while nobody listens.
        sys.addaudithook(_heard)
        _HOOKED.append(True)
    _LISTENERS.append([])
    yield _LISTENERS[-1]
    _LISTENERS.pop()
