"""What a request does besides answering: the files that it opens, lists or looks at."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

AUDITED = ("open", "os.", "shutil.", "subprocess.", "tempfile.")
LOOKS = ("stat", "lstat", "access")

recorders: list[list[str]] = []


def audit(event: str, args: tuple[Any, ...]) -> None:
    """Python tells this hook of every file that is opened; it cannot be taken away again."""
    if recorders and event.startswith(AUDITED):
        recorders[-1].append(f"{event} {args[:1]}")


sys.addaudithook(audit)


@contextmanager
def touched_files() -> Iterator[list[str]]:
    """What was done to files meanwhile. Looking at one is no audit event, so it is wrapped."""
    recorders.append(seen := [])
    with pytest.MonkeyPatch.context() as patch:
        for name in LOOKS:
            patch.setattr(os, name, recording(name, seen))
        yield seen
    recorders.pop()


def recording(name: str, seen: list[str]) -> Any:
    """A function of `os` that writes down what it is asked about."""
    real = getattr(os, name)

    def look(path: Any, *args: Any, **options: Any) -> Any:
        seen.append(f"os.{name} {path}")
        return real(path, *args, **options)

    return look
