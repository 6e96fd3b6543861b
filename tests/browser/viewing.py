"""The photograph that is shown, and what fingers do with it."""

from http import HTTPStatus

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.processes import wait_until

# A wall is drawn slowly, and what its width changes has tests of its own: columns, sizes, shapes.
WALL = pytest.param("wall", marks=pytest.mark.soak)
every_window = pytest.mark.parametrize("window", ["phone", "laptop", WALL])
moving = pytest.mark.parametrize("options", [{"reduced_motion": "no-preference"}])

SHOWN = ".pswp__item[aria-hidden=false] .pswp__img:not(.pswp__img--placeholder)"
PLACEHOLDER = ".pswp__item[aria-hidden=false] .pswp__img--placeholder"
BOX = f"document.querySelector('{SHOWN}').getBoundingClientRect()"
WIDTH, TOP, BOTTOM = f"{BOX}.width", f"{BOX}.top", f"{BOX}.bottom"


def tile(page: Page, number: int) -> str:
    """The address of an image's page."""
    return str(page.locator("#images a").nth(number).evaluate("link => link.href"))


def wait_for_photograph(page: Page) -> None:
    """Wait until the real picture is shown."""
    page.wait_for_function(
        f"""() => [...document.querySelectorAll("{SHOWN}")]
            .some((image) => image.complete && image.naturalWidth > 6)"""
    )


def reload_until_coloured(page: Page, places: str) -> None:
    """Ask for a page again until these places in it have colours: files come first."""
    uncoloured = page.locator(f"{places}:not([data-colours])")
    for _ in range(50):
        if uncoloured.count() == 0:
            return
        page.reload()
    expect(uncoloured).to_have_count(0)


def wait_until_open(page: Page) -> None:
    """Wait until the viewer listens to keys and fingers, whatever it shows."""
    expect(page.locator(".pswp")).to_be_focused()


def wait_until_still(page: Page) -> None:
    """Wait until nothing fades or moves any more, but for what goes round for ever."""
    page.wait_for_function(
        """() => document.getAnimations().every(({ playState, effect }) =>
            playState !== "running" || effect.getTiming().iterations === Infinity)"""
    )


def wait_for_copies(page: Page, *addresses: str) -> None:
    """Wait until the large pictures at the addresses of these images are made."""
    for address in addresses:
        picture = f"{address}big.jpg"
        wait_until(lambda: page.request.get(picture).status == HTTPStatus.OK, picture)  # noqa: B023


def box_of(place: Locator) -> FloatRect:
    """Return where it stands once it is shown: before it is laid out it has no size."""
    expect(place).to_be_visible()
    box = place.bounding_box()
    assert box
    return box


def width(page: Page) -> float:
    """The width of the photograph that is shown."""
    return float(page.evaluate(WIDTH))


def swipe(page: Page, start: int, end: int, y: int = 400) -> None:
    """A finger that goes from one side to the other."""
    touch = page.context.new_cdp_session(page)
    points = [start + (end - start) * step // 6 for step in range(7)]
    for kind, x in zip(["touchStart"] + ["touchMove"] * 6, points, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
