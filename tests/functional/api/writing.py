"""A program that changes things by the API, and the world that it changes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from webtest import TestApp, TestResponse

from bviewer.models import Scope, Visibility
from tests.site import HOST, Site
from tests.stack import Stack

ROOT = "/api/v1"
PICTURES = (
    *("trip/1.jpg", "trip/2.jpg", "trip/3.jpg", "trip/days/4.jpg"),
    *("closed/5.jpg", "other/6.jpg", "spare/7.jpg", "spare/8.jpg"),
)


class Program:
    """A program with a token of somebody."""

    def __init__(
        self,
        site: Site,
        scope: Scope = Scope.MANAGE,
        album_id: str | None = None,
        person: str = "owner",
    ) -> None:
        self.app: TestApp = site.program(person, scope, album_id)

    def get(self, path: str, status: int | str = 200, **headers: str) -> TestResponse:
        """The answer to a question."""
        return self.app.get(f"{ROOT}{path}", status=status, headers=named(headers))

    def send(
        self, method: str, path: str, body: Any = None, status: int | str = 200, **headers: str
    ) -> TestResponse:
        """The answer to a change; a body of bytes is sent as it is."""
        content = body if isinstance(body, bytes) else b"" if body is None else encoded(body)
        typed = {"Content-Type": "application/json"} if content else {}
        return self.app.request(
            f"{ROOT}{path}",
            method=method,
            body=content,
            status=status,
            headers={"Host": HOST, **typed, **named(headers)},
        )

    def post(
        self, path: str, body: Any = None, status: int | str = 200, **headers: str
    ) -> TestResponse:
        """The answer to a POST."""
        return self.send("POST", path, body, status, **headers)

    def patch(
        self, path: str, body: Any = None, status: int | str = 200, **headers: str
    ) -> TestResponse:
        """The answer to a PATCH."""
        return self.send("PATCH", path, body, status, **headers)

    def delete(self, path: str, status: int | str = 204, **headers: str) -> TestResponse:
        """The answer to a DELETE."""
        return self.send("DELETE", path, None, status, **headers)


def encoded(body: Any) -> bytes:
    """A body as JSON."""
    return json.dumps(body).encode()


def named(headers: dict[str, str]) -> dict[str, str]:
    """Headers by their names: `If_Match` is If-Match."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def pointers(answer: TestResponse) -> list[str]:
    """The places that a refusal names."""
    return [fault["pointer"] for fault in answer.json["errors"]]


def jobs(site: Site) -> int:
    """How many tasks wait, besides those that note that a token was used."""
    waiting = [task.name for task in site.runtime.queue.huey.pending()]
    return len(waiting) - waiting.count("note_token_use")


@contextmanager
def opened(folder: Path, database: Stack) -> Iterator[Site]:
    """A gallery with a few albums, of which one is closed."""
    site = Site(folder, database, waiting=True)
    site.add_gallery()
    for path in PICTURES:
        site.write(path)
    site.sync()
    site.set_visibility("closed", Visibility.PRIVATE)
    yield site
    site.close()
