"""How far a command is: one line on a terminal that counts up, and is gone in the end.

The total is mostly not known before the end; where it is, it stands behind the number. Nothing is
written where nobody looks, or where a command is done within a second.
"""

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

PATIENCE = 1  # Seconds until somebody wonders.
EVERY = 0.1  # Seconds between two looks.
CLEAR_LINE = "\r\033[K"


class Count:
    """Counts things, aloud now and then."""

    def __init__(self, what: str) -> None:
        self.number = 0
        self._what = what
        self._next = time.monotonic() + PATIENCE if sys.stderr.isatty() else math.inf
        self._is_shown = False

    def add(self, more: int) -> None:
        """Count so many more."""
        self.reach(self.number + more)

    def reach(self, number: int, total: int | None = None) -> None:
        """Count up to this number, of so many if that is known."""
        self.number = number
        if time.monotonic() >= self._next:
            self._next, self._is_shown = time.monotonic() + EVERY, True
            of_all = f" of {total:,}" if total else ""
            click.echo(f"\r{number:,}{of_all} {self._what} ", nl=False, err=True)

    def clear(self) -> None:
        """Leave the line to what is said next."""
        if self._is_shown:
            click.echo(CLEAR_LINE, nl=False, err=True)


@contextmanager
def counting(what: str) -> Iterator[Count]:
    """Count meanwhile; errors find an empty line, too."""
    count = Count(what)
    try:
        yield count
    finally:
        count.clear()
