"""How tests ask the API, and the world of several albums that they ask about."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user
from bviewer.models import Gallery
from tests.rows import copy_rows
from tests.site import HOST, Site
from tests.stack import Stack

ROOT = "/api/v1"
GIVEN = {"viewer": "priv", "guest": "priv/openchild"}


@contextmanager
def each_kind_opened(
    folder: Path, database: Stack, one_gallery: Path, each_kind: Path, **options: Any
) -> Iterator[Site]:
    """A site with albums of each kind, as the fixture `gallery` has it, with guests."""
    site = Site(folder, database, **options)
    copy_rows(one_gallery / "bviewer.sqlite", site.runtime.engine)
    site.copy(each_kind)
    for name, path in GIVEN.items():
        site.add_user(name)
        album_id = site.album(path).id
        with site.session() as session:
            grant(session, find_user(session, name), session.get_one(Gallery, 1), album_id)
    try:
        yield site
    finally:
        site.close()


def ask(
    app: TestApp,
    method: str,
    path: str,
    body: Any = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> TestResponse:
    """The answer to a request, at an address or below the root of the API."""
    sent = b"" if body is None else json.dumps(body).encode()
    typed = {"Content-Type": "application/json"} if sent else {}
    url = path if "://" in path else f"{ROOT}{path}"
    return app.request(
        url,
        method=method,
        body=sent,
        status=status,
        headers={"Host": HOST, **typed, **(headers or {})},
    )


def form_token(browser: TestApp) -> dict[str, str]:
    """The header by which a browser changes something without a page's form."""
    form = list(browser.get("/login").forms.values())[-1]
    return {"X-CSRF-Token": form["csrf_token"].value}
