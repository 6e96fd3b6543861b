"""Photographs in the pages of other sites: what a real browser lets those have of them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from bviewer.accounts.api_tokens import make_token
from bviewer.accounts.sessions import open_session
from bviewer.albums.editing import set_visibility
from bviewer.db.sessions import work_session
from bviewer.models import Album, Gallery, Scope, User, Visibility
from bviewer.process.project import open_project
from tests.browser.conftest import Gallery as Served
from tests.browser.conftest import serving
from tests.browser.library import SHAPES, write

# What a site does with a gallery: it lists photographs, fetches their files, and shows them.
FETCHING = """
async ([url, headers, credentials]) => {
  try {
    const answer = await fetch(url, { headers, credentials });
    const told = Object.fromEntries(answer.headers);
    return { status: answer.status, size: (await answer.arrayBuffer()).byteLength, told };
  } catch (error) {
    return { status: null };
  }
}
"""
LISTING = """
async ([url, headers]) => (await (await fetch(url, { headers })).json()).data
"""
SHOWING = """
([url, crossOrigin]) => new Promise((resolve) => {
  const image = new Image();
  image.crossOrigin = crossOrigin;
  image.onload = () => resolve(true);
  image.onerror = () => resolve(false);
  image.src = url;
})
"""


class EmptyPage(BaseHTTPRequestHandler):
    """A page with nothing on it."""

    def do_GET(self) -> None:
        """Send it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href='data:,'>")

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def other_site(host: str) -> Iterator[str]:
    """Another site meanwhile; yields its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A visible home with an album for everybody, and a private one."""
    folder = tmp_path_factory.mktemp("shared")
    for number, title in enumerate(("Family", "Holidays")):
        write(folder / "library" / title, "View.jpg", number, SHAPES[0], 2024)
    with serving(folder, folder / "library") as gallery:
        with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
            family = session.scalars(select(Album).where(Album.title == "Family")).one()
            set_visibility(session, family, Visibility.PRIVATE)
        yield gallery


@pytest.fixture
def listed(gallery: Served) -> Iterator[str]:
    """The origin of a site that the gallery lists."""
    with other_site("127.0.0.1") as origin:
        set_origins(gallery, origin)
        yield origin
        set_origins(gallery, "")


def set_origins(gallery: Served, text: str) -> None:
    """Let the gallery list origins."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        session.scalars(select(Gallery)).one().api_origins = text


def files(gallery: Served, page: Page, headers: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
    """What a page is told: a picture for everybody, a private one, and all of the latter."""
    asked = [f"{gallery.address}api/v1/items?kind=image", headers]
    open_one, private = sorted(
        page.evaluate(LISTING, asked), key=lambda item: "/holidays" not in item["links"]["html"]
    )
    return open_one["renditions"][0]["href"], private["renditions"][0]["href"], private


def secrets(gallery: Served) -> tuple[dict[str, str], str]:
    """What a program of the owner sends, and the cookie of their browser."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        one, owner = session.scalars(select(Gallery)).one(), session.scalars(select(User)).one()
        token = make_token(session, owner, one, label="Site", scope=Scope.READ, album_id=None)
        cookie = open_session(session, owner.id, one.id)
    return {"Authorization": f"Bearer {token.secret}"}, cookie


def test_a_listed_site_shows_photographs_and_has_files_by_a_token(
    gallery: Served, listed: str, context: BrowserContext
) -> None:
    headers, _cookie = secrets(gallery)
    page = context.new_page()
    page.goto(listed)
    picture, private, item = files(gallery, page, headers)
    assert page.evaluate(SHOWING, [picture, None])
    assert page.evaluate(SHOWING, [picture, "anonymous"])
    assert page.evaluate(FETCHING, [private, headers, "omit"])["status"] in {200, 202}
    assert page.evaluate(FETCHING, [private, {}, "omit"])["status"] == 404

    original = item["links"]["original"]
    assert page.evaluate(FETCHING, [original, {}, "omit"])["status"] == 404
    whole = page.evaluate(FETCHING, [original, headers, "omit"])
    assert (whole["status"], whole["size"]) == (200, item["bytes"])
    assert whole["told"]["content-disposition"].startswith("attachment")
    part = {**headers, "Range": "bytes=5-14", "If-Range": whole["told"]["etag"]}
    some = page.evaluate(FETCHING, [original, part, "omit"])
    assert (some["status"], some["size"]) == (206, 10)
    assert some["told"]["content-range"] == f"bytes 5-14/{whole['size']}"
    assert page.evaluate(FETCHING, [original, headers, "include"])["status"] is None


def test_no_site_reads_or_shows_what_a_cookie_opens(
    gallery: Served, listed: str, context: BrowserContext
) -> None:
    """Browsers send cookies from pages at other ports of the same host, which are the same site."""
    headers, cookie = secrets(gallery)
    context.add_cookies([{"name": "bv", "value": cookie, "url": gallery.address}])
    page = context.new_page()
    page.goto(listed)
    picture, private, item = files(gallery, page, headers)
    original = item["links"]["original"]
    with other_site("localhost") as beside:
        page.goto(beside)
        for url in (private, original):
            assert_closed(page, url, headers)
        assert page.evaluate(SHOWING, [picture, None]), "what is for everybody"
        set_origins(gallery, beside)
        assert page.evaluate(FETCHING, [original, headers, "omit"])["status"] == 200
        assert page.evaluate(FETCHING, [original, {}, "include"])["status"] is None
        for url in (private, original):
            for credentials in (None, "anonymous", "use-credentials"):
                assert not page.evaluate(SHOWING, [url, credentials])


def assert_closed(page: Page, url: str, headers: dict[str, str]) -> None:
    """A page reads nothing, whatever it sends."""
    for sent, credentials in ((headers, "omit"), ({}, "omit"), ({}, "include")):
        assert page.evaluate(FETCHING, [url, sent, credentials])["status"] is None
    for crossing in (None, "anonymous", "use-credentials"):
        assert not page.evaluate(SHOWING, [url, crossing])
