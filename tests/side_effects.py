"""What a request does besides answering: the files that it opens, lists or looks at."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

AUDITED = ("open", "os.", "shutil.", "subprocess.", "tempfile.")
LOOKS = ("stat", "lstat", "access")

# What is written down, for each thread that is watched: others may be busy with something else.
watched: dict[int, list[str]] = {}


def note(event: str, subject: object) -> None:
    """Write down what this thread does, if it is watched."""
    seen = watched.get(threading.get_ident())
    if seen is not None:
        seen.append(f"{event} {subject}")


def audit(event: str, args: tuple[Any, ...]) -> None:
    """Python tells this hook of every file that is opened; it cannot be taken away again."""
    if event.startswith(AUDITED):
        note(event, args[:1])


sys.addaudithook(audit)


@contextmanager
def touched_files() -> Iterator[list[str]]:
    """What this thread does to files meanwhile. Looking at one is no audit event: it is wrapped."""
    seen = watched[threading.get_ident()] = []
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in LOOKS:
                patch.setattr(os, name, noted(name, getattr(os, name)))
            yield seen
    finally:
        del watched[threading.get_ident()]


def noted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """A function of `os` that says what it is asked about."""

    def look(path: Any, *args: Any, **options: Any) -> Any:
        note(f"os.{name}", path)
        return real(path, *args, **options)

    return look


def sharing_watches(app: Callable[..., Any]) -> Callable[..., Any]:
    """The application, watched in a server's threads while the thread that made it is watched."""
    maker = threading.get_ident()

    def watched_app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        seen = watched.get(maker)
        if seen is None:
            return app(environ, start_response)
        watched[threading.get_ident()] = seen
        try:
            return app(environ, start_response)
        finally:
            del watched[threading.get_ident()]

    return watched_app
