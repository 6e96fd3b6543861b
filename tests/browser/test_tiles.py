"""A panorama and a tall screenshot are read at their own pixels, and no more of them is fetched."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Gallery, serving
from tests.browser.library import write
from tests.browser.test_zoom import double_tap, rest
from tests.browser.viewing import tile, wait_for_copies, wait_for_photograph

ALBUM = "Long"
READ = """() => {
    const images = [...document.querySelectorAll(".viewer-tiles img")];
    return images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 6)
        && images.map((image) => {
            const { left, top, right, bottom, width } = image.getBoundingClientRect();
            return [left, top, right, bottom, image.naturalWidth / width / devicePixelRatio];
        });
}"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A gallery of a panorama and a screenshot."""
    root = tmp_path_factory.mktemp("long") / "library"
    write(root / ALBUM, "0 panorama.jpg", 0, (12_000, 1500), 2024)
    write(root / ALBUM, "1 screenshot.jpg", 1, (1080, 12_000), 2024)
    with serving(tmp_path_factory.mktemp("served"), root) as gallery:
        yield gallery


def open_long(gallery: Gallery, page: Page, number: int) -> list[str]:
    """Open one; returns the names of files that are asked for from then on."""
    page.goto(gallery.album(page, ALBUM))
    wait_for_copies(page, tile(page, number))
    page.reload()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("?")[0].split("/")[-1]))
    page.locator("#images a").nth(number).click()
    wait_for_photograph(page)
    return asked


def read(page: Page, asked: list[str]) -> None:
    """Check that the window is full of tiles with a pixel for each of the screen, or of the
    photograph, and that few others were fetched."""
    boxes = page.wait_for_function(READ).json_value()
    window = page.viewport_size
    assert window
    assert all(left < window["width"] and right > 0 for left, _, right, _, _ in boxes)
    assert all(top < window["height"] and bottom > 0 for _, top, _, bottom, _ in boxes)
    assert min(sharpness for *_box, sharpness in boxes) >= 0.45
    tiles = {name for name in asked if name.startswith("tile-")}
    assert len(boxes) <= len(tiles) <= 40
    assert "full" not in asked


@pytest.mark.parametrize("number", [0, 1])
def test_it_is_read_on_a_laptop(gallery: Gallery, page: Page, number: int) -> None:
    asked = open_long(gallery, page, number)
    page.mouse.move(640, 400)
    for _ in range(8):
        page.mouse.wheel(0, -800)
    rest(page)
    read(page, asked)


@pytest.mark.parametrize("window", ["phone"])
@pytest.mark.parametrize("number", [0, 1])
def test_it_is_read_on_a_phone(gallery: Gallery, page: Page, number: int) -> None:
    asked = open_long(gallery, page, number)
    rest(page)
    double_tap(page)
    rest(page)
    read(page, asked)


def test_the_next_photograph_has_no_tiles_of_it(gallery: Gallery, page: Page) -> None:
    asked = open_long(gallery, page, 0)
    page.mouse.move(640, 400)
    for _ in range(8):
        page.mouse.wheel(0, -800)
    rest(page)
    read(page, asked)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(tile(page, 1))
    assert page.locator(".viewer-tiles img").count() == 0
