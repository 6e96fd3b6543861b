"""Choosing many photographs with the mouse and with the keyboard, from page to page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery
from tests.browser.kinds import LONG, Kinds, serving_kinds

# What lies over the middle of what has the focus belongs to it.
IS_SEEN = """() => {
    const { left, top, width, height } = document.activeElement.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return document.activeElement.closest("li").contains(seen);
}"""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinds]:
    """A gallery with a long album."""
    with serving_kinds(tmp_path_factory.mktemp("kinds")) as kinds:
        yield kinds


@pytest.fixture
def gallery(kinds: Kinds) -> Gallery:
    """What `page` watches."""
    return kinds.gallery


def test_shift_and_keys_choose_and_a_choice_goes_along(kinds: Kinds, page: Page) -> None:
    page.context.add_cookies([{"name": "bv", "value": kinds.owner, "url": kinds.gallery.address}])
    page.goto(f"{kinds.pages['long']}items")
    boxes, count, bar = page.locator("[name=item]"), page.locator("#count"), page.locator(".bar")
    expect(bar).to_be_hidden()
    boxes.nth(2).click()
    boxes.nth(5).click(modifiers=["Shift"])
    expect(count).to_have_text("Chosen: 4")
    page.keyboard.press("ArrowRight")
    expect(boxes.nth(6)).to_be_focused()
    page.keyboard.press("x")
    expect(count).to_have_text("Chosen: 5")
    page.keyboard.press("Shift+ArrowRight")
    expect(count).to_have_text("Chosen: 6")
    for _ in range(24):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN)
    page.get_by_label("All of this page").check()
    expect(count).to_have_text("Chosen: 200")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#count")).to_have_text("Chosen: 200")
    boxes.nth(0).click()
    expect(count).to_have_text("Chosen: 201")
    page.get_by_label("All of the album").check()
    expect(count).to_have_text(f"Chosen: {LONG}")
    time = bar.locator("summary")
    time.press("Enter")
    page.locator("[name=days]").press("Escape")
    expect(bar.locator("details[open]")).to_have_count(0)
    expect(time).to_be_focused()
    expect(count).to_have_text(f"Chosen: {LONG}")
    page.keyboard.press("Escape")
    expect(count).to_have_text("Chosen: 0")
    expect(bar).to_be_hidden()
    expect(boxes.nth(0)).to_be_focused()
    more = page.locator(".tabs summary")
    more.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".tabs [open] a:focus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    more.press("Enter")
    boxes.nth(0).focus()
    expect(page.locator(".tabs [open]")).to_have_count(0)
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator("#count")).to_have_text("Chosen: 0")
