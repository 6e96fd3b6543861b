"""The controls of the viewer, with keys and with a finger that cannot see them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.viewing import SHOWN, box_of, moving, tile, wait_for_photograph, wait_until_still
from tests.browser.waiting import stop_the_clock

IS_VISIBLE = "() => getComputedStyle(document.querySelector('.pswp__top-bar')).opacity === '1'"
IS_FADED = "() => getComputedStyle(document.querySelector('.pswp__top-bar')).opacity < 0.01"


def open_idle(page: Page) -> None:
    """The viewer when nobody has moved for a while."""
    page.clock.install()
    page.locator("#images a").first.click()
    page.clock.run_for(800)
    wait_for_photograph(page)
    stop_the_clock(page)
    page.wait_for_function(IS_FADED)


def test_space_presses_the_button_that_has_the_focus(album: str, page: Page) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    expect(page.locator(".pswp")).to_be_focused()
    page.get_by_role("button", name="Details").focus()
    page.keyboard.press(" ")
    expect(page.locator(".viewer-panel")).to_be_visible()
    assert page.locator(".playing").count() == 0
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press(" ")
    expect(page.locator(".pswp")).to_have_count(0)


@pytest.mark.parametrize("window", ["phone"])
def test_a_tap_calls_controls_that_have_faded(album: str, page: Page) -> None:
    open_idle(page)
    page.touchscreen.tap(195, 422)
    page.clock.run_for(500)
    page.wait_for_function(IS_VISIBLE)
    page.touchscreen.tap(195, 422)
    page.clock.run_for(500)
    page.wait_for_function(IS_FADED)
    page.clock.run_for(4000)
    page.touchscreen.tap(195, 422)
    page.clock.run_for(500)
    page.wait_for_function(IS_VISIBLE)


@pytest.mark.parametrize("window", ["phone"])
def test_a_tap_presses_nothing_that_has_faded(album: str, page: Page) -> None:
    open_idle(page)
    box = box_of(page.locator(".pswp__button--close"))
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.touchscreen.tap(*place)
    page.clock.run_for(800)
    expect(page.locator(".pswp--ui-visible")).to_have_count(1)
    page.touchscreen.tap(*place)
    page.clock.run_for(800)
    expect(page.locator(".pswp")).to_have_count(0)


def test_the_focus_of_keys_stays_visible(album: str, page: Page) -> None:
    open_idle(page)
    page.keyboard.press("Tab")
    page.clock.run_for(10_000)
    assert page.locator(".pswp.idle :focus-visible").count() == 1
    page.wait_for_function(IS_VISIBLE)


def test_the_button_of_the_interval_tells_it(album: str, page: Page) -> None:
    page.get_by_role("button", name="Slideshow").click()
    wait_for_photograph(page)
    button = page.get_by_role("button", name="Seconds for each photograph: 5 s", exact=True)
    expect(button).to_have_text("5 s")
    button.click()
    name = "Seconds for each photograph: 10 s"
    expect(page.get_by_role("button", name=name, exact=True)).to_have_text("10 s")


# By the clock of the page: between two keys that Playwright sends a busy machine may stand still.
HOLD_ARROW = """async (times) => {
    for (let time = 0; time < times; time += 1) {
        const options = { key: "ArrowRight", repeat: time > 0, bubbles: true, cancelable: true };
        document.dispatchEvent(new KeyboardEvent("keydown", options));
        await new Promise((resolve) => { setTimeout(resolve, 33); });
    }
}"""


@moving
def test_a_held_key_fetches_little_of_what_it_passes(album: str, page: Page) -> None:
    asked: list[str] = []
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    expect(page.locator(".viewer-caption span")).to_contain_text("4 May 2024")
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(HOLD_ARROW, 12)
    last = tile(page, 12)
    page.wait_for_url(last)
    wait_for_photograph(page)
    expect(page.locator(".viewer-caption span")).to_contain_text("4 May 2024")
    page.wait_for_timeout(300)
    assert [url for url in asked if url.endswith("/")] == [last]
    assert len([url for url in asked if "/big.jpg" in url and "try=" not in url]) <= 6
    assert page.locator(SHOWN).evaluate("image => image.src").startswith(last)


@pytest.mark.parametrize("options", [{"reduced_motion": "reduce"}])
def test_keys_move_nothing_for_whoever_wants_no_motion(album: str, page: Page) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    wait_until_still(page)
    places = page.evaluate(
        """async () => {
            const places = new Set();
            const list = document.querySelector(".pswp__container");
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
            for (let frame = 0; frame < 20; frame += 1) {
                await new Promise(requestAnimationFrame);
                places.add(list.getBoundingClientRect().left);
            }
            return places.size;
        }"""
    )
    assert places == 1
