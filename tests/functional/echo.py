"""An application for servers that are before one."""

import json
from collections.abc import Callable
from typing import Any

# By the first part of a path: what the application says about the file that is the rest of it.
TYPES = {"file": [("Content-Type", "image/jpeg")], "untyped": []}


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """An application that tells what it was asked, or has nginx send the file it is asked for."""
    kind, slash, file = environ["PATH_INFO"][1:].partition("/")
    if kind in TYPES:
        start_response("200 OK", [*TYPES[kind], ("X-Accel-Redirect", slash + file)])
        return [b""]
    known = {key: value for key, value in environ.items() if isinstance(value, str)}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(known).encode().ljust(2000)]
