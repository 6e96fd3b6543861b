"""What only people with access may see is not shown once they have none, by Back or by address.

Browsers keep whole pages for Back (the back/forward cache). Playwright switches that off; here it
is on.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import select

from bviewer.access.grants import grant, revoke
from bviewer.accounts.users import add_user, find_user
from bviewer.albums.editing import set_visibility
from bviewer.albums.galleries import find_gallery
from bviewer.db.sessions import work_session
from bviewer.models import Album, Visibility
from bviewer.process.project import open_project
from tests.browser.conftest import Gallery, launch, serving
from tests.browser.library import SHAPES, write

NAME, PASSWORD = "anna", "correct horse"
PRIVATE, OPEN = "Private 2020", "Open 2021"

OBSERVE = "addEventListener('pageshow', (event) => { window.isKept = event.persisted; });"
PICTURES = "[...document.images].map((image) => image.currentSrc)"
# Placeholders for what is not ready are smaller.
ARE_SHOWN = """() => [...document.images]
    .every((image) => image.complete && image.naturalWidth > 100)"""
IS_CACHED = """(address) =>
    fetch(address, { cache: "only-if-cached", mode: "same-origin" }).then(() => true, () => false)
"""


class Seen(NamedTuple):
    """What Anna has looked at: addresses of pages, and of the pictures in them."""

    album: str
    photograph: str
    pictures: list[str]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A gallery with an album for Anna, and one for everybody."""
    folder = tmp_path_factory.mktemp("signing-out")
    for title in (PRIVATE, OPEN):
        for number in range(3):
            write(folder / "library" / title, f"{number}.jpg", number, SHAPES[0], int(title[-4:]))
    with serving(folder, folder / "library") as gallery:
        with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
            album = session.scalars(select(Album).where(Album.folder == PRIVATE)).one()
            set_visibility(session, album, Visibility.PRIVATE)
            add_user(session, NAME, PASSWORD)
        yield gallery


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The whole Chromium with its back/forward cache, which its shell does not have."""
    options = {"ignore_default_args": ["--disable-back-forward-cache"]}
    browser = launch(playwright, "chromium", **options)
    yield browser
    browser.close()


@pytest.fixture
def page(chromium: Browser, gallery: Gallery) -> Iterator[Page]:
    """A page of Anna's browser, in which she has signed in."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        grant(session, find_user(session, NAME), find_gallery(session, None), None)
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.add_init_script(OBSERVE)
    page.goto(f"{gallery.address}login")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    yield page
    context.close()


def look(gallery: Gallery, page: Page) -> Seen:
    """Look at the private album, and at a photograph in it."""
    album = gallery.album(page, PRIVATE)
    page.goto(album)
    page.wait_for_function(ARE_SHOWN)
    pictures = page.evaluate(PICTURES)
    photograph = str(page.locator("#images a").first.evaluate("link => link.href"))
    page.goto(photograph)
    page.wait_for_function(ARE_SHOWN)
    pictures += page.evaluate(PICTURES)
    assert len(pictures) == 4
    return Seen(album, photograph, pictures)


def go_back(page: Page) -> None:
    """Press Back. A page that was kept is never loaded, so there is nothing more to wait for."""
    page.go_back(wait_until="commit")


def expect_nothing(page: Page) -> None:
    """The page that is shown, or about to be, is that of a missing one."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    expect(page.locator("img")).to_have_count(0)


def expect_all_gone(page: Page, seen: Seen) -> None:
    """Nothing of it is there for whoever knows its address."""
    for address in (seen.album, seen.photograph, *seen.pictures):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect_nothing(page)


def cached(page: Page, seen: Seen) -> list[str]:
    """What the browser still has of it, whoever may see it."""
    addresses = (seen.album, seen.photograph, *seen.pictures)
    return [address for address in addresses if page.evaluate(IS_CACHED, address)]


def test_this_browser_keeps_pages_that_are_for_everybody(
    chromium: Browser, gallery: Gallery
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(OBSERVE)
    page.goto(gallery.album(page, OPEN))
    page.wait_for_function(ARE_SHOWN)
    picture = page.evaluate(PICTURES)[0]
    assert page.evaluate(IS_CACHED, picture) is True
    page.goto(gallery.address)
    go_back(page)
    page.wait_for_function("() => window.isKept")
    context.close()


def test_after_signing_out_back_shows_nothing_private(gallery: Gallery, page: Page) -> None:
    seen = look(gallery, page)
    assert cached(page, seen) == seen.pictures
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.url == gallery.address
    for address in (seen.photograph, seen.album):
        go_back(page)
        expect_nothing(page)
        assert page.url == address
    assert cached(page, seen) == []
    expect_all_gone(page, seen)


def test_signing_out_in_one_tab_leaves_nothing_to_go_back_to_in_another(
    gallery: Gallery, page: Page
) -> None:
    other = page.context.new_page()
    other.add_init_script(OBSERVE)
    seen = look(gallery, other)
    other.goto(gallery.address)
    page.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    go_back(other)
    expect_nothing(other)
    assert cached(other, seen) == []
    expect_all_gone(other, seen)


def test_after_access_was_taken_back_shows_nothing_private(gallery: Gallery, page: Page) -> None:
    seen = look(gallery, page)
    page.goto(gallery.address)
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        revoke(session, find_user(session, NAME), find_gallery(session, None), None)
    go_back(page)
    expect_nothing(page)
    expect_all_gone(page, seen)
