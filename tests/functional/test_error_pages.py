"""Error pages are there when the database is not."""

import pytest
from webtest import TestResponse

from bviewer.tree import root
from bviewer.tree.ancestry import load_ancestry
from tests.site import HOST, Site

pytestmark = pytest.mark.stacks("embedded")


def lose_database(site: Site) -> None:
    """Put a folder in the place of the database: nobody can open it."""
    site.runtime.engine.dispose()
    site.app.registry["bviewer.autocommit_engine"].dispose()
    folder = site.library.parent
    for file in folder.glob("bviewer.sqlite*"):
        file.unlink()
    (folder / "bviewer.sqlite").mkdir()


def check(answer: TestResponse, status: int) -> None:
    """A whole page in our look, that nobody keeps."""
    assert answer.status_int == status
    assert answer.html.select("main.notice h1")
    assert answer.html.select("link[rel=stylesheet]")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", [None, "owner"])
def test_every_address_answers_that_the_gallery_is_busy(gallery: Site, name: str | None) -> None:
    browser, image = gallery.browser(name), gallery.image_url("open/a.jpg")
    addresses = [
        *("/", "/login", "/feed", "/about", "/robots.txt", "/manifest.webmanifest", "/nothing"),
        *(gallery.album_url("open"), image, f"{image}small.jpg", f"{image}full"),
    ]
    lose_database(gallery)
    for address in addresses:
        check(browser.get(address, status="*"), 503)
    for address in ("/login", "/logout", "/welcome/x"):
        check(browser.post(address, status="*"), 503)


def test_what_needs_no_database_is_answered_without(gallery: Site) -> None:
    browser = gallery.browser("owner")
    lose_database(gallery)
    for address in ("/@@feed", "/a//b", "/a%01b"):
        check(browser.get(address, status="*"), 404)
    assert browser.get("/?a=%ff", status=400).content_type == "text/plain"


def test_pages_are_complete_when_the_database_goes_in_the_middle_of_a_request(
    gallery: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = load_ancestry(gallery.app.registry["bviewer.autocommit_engine"], HOST, [])
    monkeypatch.setattr(root, "load_ancestry", lambda *_rest, **_options: rows)
    stranger, owner = gallery.browser(), gallery.browser("owner")
    lose_database(gallery)
    check(stranger.get("/nothing", status="*"), 404)
    check(stranger.post("/login", status="*"), 400)
    for browser in (stranger, owner):
        check(browser.get("/", status="*"), 503)
        check(browser.get("/123456789ABC/", status="*"), 503)
    check(owner.get("/nothing", status="*"), 503)


def test_a_failure_is_a_page_without_the_database(
    gallery: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_rest: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(root, "load_ancestry", fail)
    browser = gallery.browser("owner")
    lose_database(gallery)
    answer = browser.get("/", status="*")
    check(answer, 500)
    assert "a fault of ours" not in answer.text
