"""The page of an image keeps a place for it, in its own shape."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Gallery
from tests.browser.library import SHAPES
from tests.browser.viewing import box_of, reload_until_coloured, tile

IS_THERE = "() => document.querySelector('.stage img').naturalWidth > 6"
IS_PAINTED = "() => document.querySelector('.stage canvas')"
# Where the photograph itself is, in the box of its element.
PHOTOGRAPH = """() => {
    const image = document.querySelector(".stage img");
    const box = image.getBoundingClientRect();
    const { naturalWidth, naturalHeight } = image;
    const scale = Math.min(box.width / naturalWidth, box.height / naturalHeight);
    const [width, height] = [naturalWidth * scale, naturalHeight * scale];
    return [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height];
}"""
COLOURS = """() => {
    const { x, y, width, height } = document.querySelector(".stage canvas").getBoundingClientRect();
    return [x, y, width, height];
}"""


def hold(page: Page, names: str) -> Callable[[], None]:
    """From now on, what has these names does not arrive, until the function is called."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    def release() -> None:
        for route in held:
            route.continue_()
        page.unroute_all()

    page.route(names, keep)
    return release


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_what_is_said_comes_before_what_can_be_done(album: str, page: Page) -> None:
    page.goto(tile(page, 1))
    parts = [".stage", "figcaption h1", ".facts", ".pages", ".details"]
    boxes = [box_of(page.locator(f".photograph {part}")) for part in parts]
    tops = [box["y"] for box in boxes]
    assert tops == sorted(tops)
    buttons = [box_of(each) for each in page.locator(".pages .pill").all()]
    lefts = [button["x"] for button in buttons]
    assert min(lefts) == pytest.approx(boxes[1]["x"], abs=1)
    if len({button["y"] for button in buttons}) == 1:
        assert max(lefts) - min(lefts) < 450  # Side by side, at no other edge of the page.


@pytest.mark.parametrize("window", ["phone", "laptop", "wall"])
def test_colours_lie_where_the_photograph_will_be(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Iceland 2024"))
    addresses = [tile(page, number) for number in range(len(SHAPES))]
    for address in addresses:
        page.goto(address)
        page.wait_for_function(IS_THERE)
        reload_until_coloured(page, ".stage")
        release = hold(page, "**/big.jpg*")
        page.goto(address, wait_until="commit")
        page.wait_for_function(IS_PAINTED)
        colours = page.evaluate(COLOURS)
        release()
        page.wait_for_function(IS_THERE)
        assert page.evaluate(PHOTOGRAPH) == pytest.approx(colours, abs=1)
        assert page.evaluate("window.shift") == 0
