"""Nearer and further away: with two fingers, a double tap or the wheel; and in full screen."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.viewing import (
    BOX,
    WIDTH,
    swipe,
    tile,
    wait_for_photograph,
    wait_until_still,
    width,
)

MIDDLE = (195, 422)  # Of a phone, in CSS pixels.
PLACE = f"""() => {{
    const box = {BOX};
    return [box.left, box.top, box.width];
}}"""
# A frame may take long on a busy machine; what moves has another place in the next one.
REST = f"""async () => {{
    const place = {PLACE};
    let before = null;
    for (let frames = 0; frames < 10; frames += 1) {{
        await new Promise(requestAnimationFrame);
        const now = place();
        if (String(now) !== before) frames = 0;
        before = String(now);
    }}
}}"""

on_a_phone = pytest.mark.parametrize("window", ["phone"])


def open_first(page: Page) -> float:
    """Open the first photograph; returns its width when it has come to rest."""
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    expect(page.locator(".pswp--ui-visible")).to_be_visible()
    return rest(page)


def rest(page: Page) -> float:
    """Wait until the photograph does not move any more; returns its width."""
    wait_until_still(page)
    page.evaluate(REST)
    return width(page)


def pinch(page: Page, start: int, end: int) -> None:
    """Two fingers, so many pixels left and right of the middle, that move to other distances."""
    touch, (x, y) = page.context.new_cdp_session(page), MIDDLE
    distances = [start + (end - start) * step / 12 for step in range(13)]
    for kind, distance in zip(["touchStart"] + ["touchMove"] * 12, distances, strict=True):
        fingers = [{"x": x - distance, "y": y, "id": 0}, {"x": x + distance, "y": y, "id": 1}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def double_tap(page: Page, place: Sequence[int] = MIDDLE) -> None:
    """Two taps, quick however busy the machine is."""
    x, y = place
    gesture = {"x": x, "y": y, "duration": 20, "tapCount": 2, "gestureSourceType": "touch"}
    page.context.new_cdp_session(page).send("Input.synthesizeTapGesture", gesture)


@on_a_phone
def test_two_fingers_bring_a_photograph_nearer(album: str, page: Page) -> None:
    fitting, address = open_first(page), tile(page, 0)
    assert fitting == pytest.approx(390, abs=1)
    pinch(page, 40, 120)
    near = rest(page)
    assert near == pytest.approx(3 * fitting, rel=0.15)
    assert page.url == address


@on_a_phone
def test_what_is_near_is_moved_by_a_finger_and_not_turned_over(
    album: str,
    page: Page,
) -> None:
    open_first(page)
    address = page.url
    pinch(page, 40, 120)
    rest(page)
    before = page.evaluate(PLACE)
    swipe(page, 250, 150)
    rest(page)
    after = page.evaluate(PLACE)
    assert after[0] < before[0] - 50
    assert page.url == address


@on_a_phone
def test_two_fingers_that_close_put_the_photograph_back(
    album: str,
    page: Page,
) -> None:
    fitting = open_first(page)
    pinch(page, 40, 120)
    rest(page)
    pinch(page, 120, 70)
    assert fitting < rest(page) < 2.5 * fitting
    pinch(page, 120, 20)
    assert rest(page) == pytest.approx(fitting, abs=1)
    pinch(page, 120, 20)  # From there, they close the viewer.
    page.wait_for_url(album)
    expect(page.locator(".pswp")).to_have_count(0)


@on_a_phone
def test_a_double_tap_brings_nearer_and_another_one_back(
    album: str,
    page: Page,
) -> None:
    fitting = open_first(page)
    double_tap(page)
    assert rest(page) > 2 * fitting
    page.wait_for_timeout(400)  # Not the third and fourth tap of one gesture.
    double_tap(page)
    assert rest(page) == pytest.approx(fitting, abs=1)


@on_a_phone
def test_a_double_tap_brings_nearer_what_was_tapped(album: str, page: Page) -> None:
    open_first(page)
    left, _top, fitting = page.evaluate(PLACE)
    double_tap(page, (320, 422))
    rest(page)
    now, _top, near = page.evaluate(PLACE)
    assert (320 - now) / near == pytest.approx((320 - left) / fitting, abs=0.05)


def test_the_wheel_brings_nearer_and_away(album: str, page: Page) -> None:
    fitting, place = open_first(page), page.evaluate("window.scrollY")
    page.mouse.move(640, 400)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"() => {WIDTH} > {fitting}")
    assert rest(page) > 1.2 * fitting
    page.mouse.wheel(0, 2000)
    page.wait_for_function(f"() => {WIDTH} < {fitting} + 1")
    assert rest(page) == pytest.approx(fitting, abs=1)
    assert page.evaluate("window.scrollY") == place


def test_the_next_photograph_is_whole_again(album: str, page: Page) -> None:
    fitting, third = open_first(page), tile(page, 1)
    page.mouse.move(640, 400)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"() => {WIDTH} > {fitting}")
    rest(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(third)
    wait_for_photograph(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(tile(page, 0))
    assert rest(page) == pytest.approx(fitting, abs=1)


IS_FULL = "() => document.fullscreenElement?.classList.contains('pswp') ?? false"


def test_a_button_fills_the_screen_and_empties_it(album: str, page: Page) -> None:
    open_first(page)
    button = page.get_by_role("button", name="Full screen")
    button.click()
    page.wait_for_function(IS_FULL)
    wait_for_photograph(page)
    expect(page.locator(".viewer-caption strong")).to_be_visible()
    button.click()
    page.wait_for_function(f"() => !({IS_FULL})()")
    expect(page.locator(".pswp")).to_have_count(1)


def test_a_key_fills_the_screen_and_closing_leaves_it(
    album: str,
    page: Page,
) -> None:
    open_first(page)
    page.keyboard.press("f")
    page.wait_for_function(IS_FULL)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(tile(page, 1))
    assert page.evaluate(IS_FULL)
    page.keyboard.press("Escape")
    page.wait_for_url(album)
    page.wait_for_function("() => document.fullscreenElement === null")


@on_a_phone
def test_a_phone_has_no_button_for_what_it_fills_anyway(
    album: str,
    page: Page,
) -> None:
    open_first(page)
    expect(page.get_by_role("button", name="Full screen")).to_be_hidden()
