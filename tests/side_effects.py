"""What a request does besides answering: the files that it opens, lists, changes or looks at.

Functions are wrapped while somebody watches. The interpreter's audit hooks would stay for ever, and
under coverage on Python 3.11 a hook lets threads that start at the same time disturb each other
(cpython#98257).
"""

import builtins
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

OF_PATHS = (
    *("open", "listdir", "scandir", "stat", "lstat", "access", "readlink", "statvfs"),
    *("mkdir", "rmdir", "remove", "unlink", "rename", "replace", "link", "symlink", "mkfifo"),
    *("chmod", "chown", "truncate", "utime", "getxattr", "setxattr"),
)
FUNCTIONS = ((builtins, "open"), (io, "open"), *((os, name) for name in OF_PATHS))

# What is written down, for each thread that is watched: others may be busy with something else.
watched: dict[int, list[str]] = {}


def note(event: str, subject: object) -> None:
    """Write down what this thread does, if it is watched."""
    seen = watched.get(threading.get_ident())
    if seen is not None:
        seen.append(f"{event} {subject}")


def noted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """A function that says what it is asked about."""

    def noting(path: Any = ".", *args: Any, **options: Any) -> Any:
        note(name, path)
        return real(path, *args, **options)

    return noting


REAL = [(module, name, getattr(module, name)) for module, name in FUNCTIONS]
NOTED = [(module, name, noted(name, real)) for module, name, real in REAL]


def put(functions: list[tuple[Any, str, Callable[..., Any]]]) -> None:
    """Have these functions in their places."""
    for module, name, function in functions:
        setattr(module, name, function)


@contextmanager
def touched_files() -> Iterator[list[str]]:
    """What this thread does to files meanwhile."""
    seen = watched[threading.get_ident()] = []
    put(NOTED)
    try:
        yield seen
    finally:
        put(REAL)
        del watched[threading.get_ident()]


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
