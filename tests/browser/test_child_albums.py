"""An album of many albums: they go on while one scrolls, then the images, and Back leads there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery, serving
from tests.browser.library import SHAPES, write
from tests.browser.viewing import wait_until_open

ALBUMS = 250


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A gallery of one album, which holds 250 others, of a photograph each, and three."""
    root = tmp_path_factory.mktemp("box") / "library"
    for number in range(ALBUMS):
        write(root / "Box" / f"{number:03}", "View.jpg", number, (30, 20), 2024)
    for number in range(3):
        write(root / "Box", f"View {number}.jpg", number, SHAPES[0], 2024)
    with serving(tmp_path_factory.mktemp("served"), root) as gallery:
        yield gallery


def test_albums_go_on_while_scrolling_and_then_the_images_come(
    gallery: Gallery, page: Page
) -> None:
    page.goto(gallery.album(page, "Box"))
    expect(page.locator("#albums > li")).to_have_count(200)
    expect(page.locator("#images")).to_have_count(0)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#albums > li")).to_have_count(ALBUMS)
    titles = page.locator("#albums strong").all_text_contents()
    assert titles == [f"{number:03}" for number in range(ALBUMS)]
    expect(page.locator("#images > li")).to_have_count(3)
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)
    page.locator("#images a").first.click()
    wait_until_open(page)


def test_back_returns_to_the_same_album_in_the_same_place(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Box"))
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#albums > li")).to_have_count(ALBUMS)
    tile = page.locator("#albums > li", has_text="230")
    tile.evaluate("tile => window.scrollBy(0, tile.getBoundingClientRect().top - 120)")
    tile.locator("a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("230")
    page.go_back()
    expect(tile).to_be_in_viewport()
    page.wait_for_function(
        """() => Math.abs([...document.querySelectorAll("#albums > li")]
            .find((tile) => tile.textContent.includes("230"))
            .getBoundingClientRect().top - 120) < 4"""
    )


@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_without_a_script_pages_of_albums_are_links(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Box"))
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#albums strong").first).to_have_text("200")
    expect(page.locator("#images > li")).to_have_count(3)
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator("#albums strong").first).to_have_text("000")
