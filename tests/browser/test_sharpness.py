"""A photograph is as sharp as its file and the screen allow, whatever is shown of it at first."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.viewing import SHOWN, tile, wait_for_copies, wait_for_photograph

WIDE = 3  # The photograph of 2400 x 800, whose copy that is made in advance is 1920 pixels wide.
SHOWN_FILE = f"""(name) => {{
    const image = document.querySelector('{SHOWN}');
    return image && new URL(image.currentSrc).pathname.endsWith(`/${{name}}`)
        && image.naturalWidth === 2400;
}}"""
LARGER = "({ dataset }) => { dataset.width = 7200; dataset.height = 2400; }"


def watch(page: Page) -> list[str]:
    """The names of the files that are asked for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("?")[0].split("/")[-1]))
    return asked


def open_wide(page: Page) -> None:
    """Open the photograph when its copy is there."""
    wait_for_copies(page, tile(page, WIDE))
    page.locator("#images a").nth(WIDE).click()
    wait_for_photograph(page)


def go_near(page: Page) -> None:
    """Turn the wheel as far as it goes."""
    page.mouse.move(640, 400)
    for _ in range(6):
        page.mouse.wheel(0, -800)


def test_what_is_looked_at_as_a_whole_needs_no_larger_copy(album: str, page: Page) -> None:
    asked = watch(page)
    open_wide(page)
    page.wait_for_url(tile(page, WIDE))
    page.wait_for_timeout(500)  # Longer than it takes to be asked for.
    assert "big.jpg" in asked
    assert not {"large.jpg", "huge.jpg", "full"} & set(asked)


def test_going_near_fetches_the_size_that_has_the_pixels(album: str, page: Page) -> None:
    asked = watch(page)
    open_wide(page)
    go_near(page)
    page.wait_for_function(SHOWN_FILE, arg="large.jpg")
    assert not {"huge.jpg", "full"} & set(asked)


def test_a_dense_screen_gets_a_larger_copy_at_once(album: str, page: Page) -> None:
    dense: Any = page.context.browser.new_context(  # type: ignore[union-attr]
        viewport={"width": 1280, "height": 800}, device_scale_factor=2, reduced_motion="reduce"
    )
    second = dense.new_page()
    second.goto(album)
    open_wide(second)
    second.wait_for_function(SHOWN_FILE, arg="large.jpg")
    dense.close()


def test_behind_the_largest_copy_is_the_original(album: str, page: Page) -> None:
    page.locator("#images a").nth(WIDE).evaluate(LARGER)
    open_wide(page)
    go_near(page)
    page.wait_for_function(SHOWN_FILE, arg="full")


def test_an_original_is_shown_to_those_who_may_have_it(album: str, page: Page) -> None:
    asked = watch(page)
    page.locator("#images a").nth(WIDE).evaluate(LARGER)
    answer = page.request.get(tile(page, WIDE)).text().replace('id="download"', "")
    page.route(tile(page, WIDE), lambda route: route.fulfill(body=answer))
    open_wide(page)
    go_near(page)
    page.wait_for_function(SHOWN_FILE, arg="huge.jpg")
    page.wait_for_timeout(500)
    assert "full" not in asked
