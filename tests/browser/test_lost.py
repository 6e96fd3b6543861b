"""Photographs that turn out to be lost or broken while one looks: a calm line says so, nothing else
is disturbed, and the browser has nothing to complain about."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bviewer.process.project import open_project
from bviewer.sync.service import run_sync
from tests.browser.conftest import Gallery, Witness, be_owner, go_on, serving
from tests.browser.library import write
from tests.browser.test_accessibility import violations
from tests.browser.test_album import wait_for_pictures
from tests.browser.viewing import (
    SHOWN,
    reload_until_coloured,
    swipe,
    tile,
    wait_for_photograph,
    wait_until_open,
)
from tests.pictures import damaged

LOST = ["Keys", "Swipe", "Ahead", "German", "Axe"]
LATE = ["Late tile", "Late viewer", "Late page"]
PORTRAIT = (1067, 1600)
LONG_AGO = 1_600_000_000
WORDS = "This photograph cannot be shown."
MESSAGE = ".pswp__item[aria-hidden=false] .pswp__error-msg"
COLOURS = ".pswp__item[aria-hidden=false] canvas"
PLACEHOLDER = f"() => document.querySelector('{SHOWN}')?.naturalWidth === 6"
LATE_TILE = "() => document.querySelector('#images img').matches('.waiting')"
BROKEN = "selector => document.querySelector(selector).naturalWidth > 10_000"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An album of whole photographs for each test, or one whose first photograph is damaged.

    Its last one is the cover, so that nobody asks for the first before the test does.
    """
    root = tmp_path_factory.mktemp("lost") / "library"
    for title in LOST:
        for number in range(5):
            write(root / title, f"View {number}.jpg", number, PORTRAIT, 2024)
    for title in LATE:
        write(root / title, "View.jpg", 9, PORTRAIT, 2023)
        write(root / title, "Whole.jpg", 10, PORTRAIT, 2024)
        file = root / title / "View.jpg"
        file.write_bytes(damaged(file.read_bytes()))
        os.utime(file, (LONG_AGO, LONG_AGO))  # Nobody is still writing it.
    return root


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[Gallery]:
    """The gallery of these albums."""
    with serving(tmp_path_factory.mktemp("served"), library) as gallery:
        yield gallery


def open_losing(gallery: Gallery, library: Path, page: Page, title: str, number: int = 1) -> None:
    """Open an album, of which a photograph is lost then: its original, and its copy."""
    be_owner(gallery, page)
    page.goto(gallery.album(page, title))
    wait_for_pictures(page)
    reload_until_coloured(page, "#images a")
    wait_for_pictures(page)
    image_id = tile(page, number).split("/")[-2]
    (library / title / f"View {number}.jpg").unlink()
    for file in gallery.ini.parent.rglob(f"{image_id}-*-big.jpg"):
        file.unlink()
    with open_project(gallery.ini) as runtime:
        assert run_sync(runtime, 1).missing == 1


def expect_told(page: Page, words: str = WORDS) -> None:
    """It is said, to eyes and to ears, and nothing goes round and round."""
    expect(page.locator(MESSAGE)).to_have_text(words)
    expect(page.locator(MESSAGE)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(words)
    expect(page.locator(".pswp__preloader--active")).to_have_count(0)


def expect_shown(page: Page, title: str) -> None:
    """The photograph of this title is there, and nothing is said."""
    expect(page.locator(".viewer-caption strong")).to_have_text(title)
    wait_for_photograph(page)
    expect(page.locator(MESSAGE)).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")


def test_arrow_keys_lead_to_a_lost_photograph_and_past_it(
    gallery: Gallery, library: Path, page: Page
) -> None:
    open_losing(gallery, library, page, "Keys")
    page.locator("#images a").first.click()
    expect_shown(page, "View 0")
    page.wait_for_timeout(500)  # Its neighbour is fetched, and says nothing yet.
    expect_shown(page, "View 0")
    page.keyboard.press("ArrowRight")
    expect_told(page)
    expect(page.locator(COLOURS)).to_be_visible()
    photograph = "() => document.querySelector('.pswp__error-msg-container').clientHeight"
    assert page.evaluate(photograph) == 800
    page.keyboard.press("ArrowRight")
    expect_shown(page, "View 2")
    page.keyboard.press("ArrowLeft")
    expect_told(page)
    page.keyboard.press("ArrowLeft")
    expect_shown(page, "View 0")


@pytest.mark.parametrize("window", ["phone"])
def test_a_finger_leads_past_a_lost_photograph(gallery: Gallery, library: Path, page: Page) -> None:
    open_losing(gallery, library, page, "Swipe")
    page.locator("#images a").nth(1).tap()
    expect_told(page)
    wait_until_open(page)
    swipe(page, 330, 60)
    expect_shown(page, "View 2")


def test_a_lost_photograph_that_was_fetched_ahead_is_told(
    gallery: Gallery, library: Path, page: Page
) -> None:
    open_losing(gallery, library, page, "Ahead", 2)
    with page.expect_response(f"{tile(page, 2)}big.jpg*"):
        page.locator("#images a").first.click()
    expect_shown(page, "View 0")
    wait_until_open(page)
    page.keyboard.press("ArrowRight")
    expect_shown(page, "View 1")
    page.keyboard.press("ArrowRight")
    expect_told(page)


def test_it_is_told_in_the_language_of_the_visitor(
    gallery: Gallery, library: Path, chromium: Browser, witness: Witness
) -> None:
    with chromium.new_page(locale="de-DE") as page:
        witness.watch(page)
        open_losing(gallery, library, page, "German")
        page.locator("#images a").nth(1).click()
        expect_told(page, "Dieses Foto lässt sich nicht anzeigen.")
    assert witness.faults == []


def test_a_viewer_of_a_lost_photograph_is_without_fault(
    gallery: Gallery, library: Path, page: Page
) -> None:
    open_losing(gallery, library, page, "Axe")
    page.locator("#images a").nth(1).click()
    expect_told(page)
    wait_until_open(page)
    page.keyboard.press("Tab")  # Controls stay.
    assert violations(page) == []


def test_a_late_photograph_that_turns_out_to_be_broken_is_told(
    gallery: Gallery, page: Page, sleeping: list[int]
) -> None:
    page.goto(gallery.album(page, "Late viewer"))
    page.locator("#images a").first.click()
    page.wait_for_function(PLACEHOLDER)
    expect(page.get_by_role("status")).to_have_text("")
    go_on(sleeping)
    expect_told(page)


def test_a_late_tile_that_turns_out_to_be_broken_is_another_picture(
    gallery: Gallery, page: Page, sleeping: list[int]
) -> None:
    page.goto(gallery.album(page, "Late tile"))
    page.wait_for_function(LATE_TILE)
    go_on(sleeping)
    page.wait_for_function(BROKEN, arg="#images img")
    expect(page.locator("#images img.waiting")).to_have_count(0)
    page.locator("#images a").first.click()
    expect_told(page)


def test_a_late_page_whose_photograph_turns_out_to_be_broken_shows_another_picture(
    gallery: Gallery, page: Page, sleeping: list[int]
) -> None:
    page.goto(gallery.album(page, "Late page"))
    page.goto(tile(page, 0))
    expect(page.locator(".stage img.waiting")).to_have_count(1)
    go_on(sleeping)
    page.wait_for_function(BROKEN, arg=".stage img")
    expect(page.locator(".stage img.waiting")).to_have_count(0)
    assert page.evaluate("window.shift") == 0
