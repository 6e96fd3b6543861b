"""Into the viewer and out of it again: one viewer, and back at the photograph shown last."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery
from tests.browser.viewing import box_of, moving, tile, wait_for_photograph

FOCUSED = "document.activeElement.href"


@moving
def test_a_double_click_opens_one_viewer(album: str, page: Page) -> None:
    page.locator("#images a").nth(2).dblclick()
    wait_for_photograph(page)
    expect(page.locator(".pswp")).to_have_count(1)
    page.go_back()
    expect(page.locator(".pswp")).to_have_count(0)
    assert page.url == album


def test_impatient_clicks_open_one_viewer(album: str, page: Page) -> None:
    links = page.locator("#images li:not(.broken) a")
    links.evaluate_all("all => { for (const link of all) link.click(); }")
    wait_for_photograph(page)
    expect(page.locator(".pswp")).to_have_count(1)
    assert page.url == tile(page, 0)


@pytest.mark.parametrize("window", ["phone"])
def test_a_double_tap_opens_one_viewer(album: str, page: Page) -> None:
    box = box_of(page.locator("#images a").nth(2))
    for _ in range(2):
        page.touchscreen.tap(box["x"] + 50, box["y"] + 50)
    wait_for_photograph(page)
    expect(page.locator(".pswp")).to_have_count(1)


@moving
def test_back_while_it_opens_closes_it(album: str, page: Page) -> None:
    page.locator("#images a").first.click()
    page.wait_for_url(tile(page, 0))
    page.evaluate("history.back()")
    expect(page.locator(".pswp")).to_have_count(0)
    assert page.url == album


@moving
def test_forward_while_it_closes_opens_it_again(album: str, page: Page) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    first = page.locator(".pswp").element_handle()
    page.evaluate(
        """() => {
            const forward = () => setTimeout(() => history.forward(), 100);
            addEventListener("popstate", forward, { once: true });
            history.back();
        }"""
    )
    page.wait_for_function("(viewer) => !viewer.isConnected", arg=first)
    expect(page.locator(".pswp")).to_have_count(1)
    assert page.url == tile(page, 0)


@pytest.mark.parametrize("way", ["Escape", "Back", "Close"])
def test_one_is_back_at_the_photograph_that_was_shown_last(
    gallery: Gallery, page: Page, way: str
) -> None:
    address = gallery.album(page, "Many 2021")
    page.goto(address)
    page.locator("#images a").nth(3).click()
    wait_for_photograph(page)
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    last = tile(page, 43)
    page.wait_for_url(last)
    if way == "Back":
        page.go_back()
    elif way == "Close":
        page.get_by_role("button", name="Close").click()
    else:
        page.keyboard.press("Escape")
    expect(page.locator(".pswp")).to_have_count(0)
    page.wait_for_url(address)
    assert page.evaluate(FOCUSED) == last
    expect(page.locator("#images a").nth(43)).to_be_in_viewport()


def test_the_viewer_is_a_dialog_over_the_page(album: str, page: Page) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    expect(page.get_by_role("dialog", name="View 00")).to_have_attribute("aria-modal", "true")


def test_back_from_an_address_that_was_typed_finds_the_place_in_the_album(
    gallery: Gallery, page: Page
) -> None:
    address = gallery.album(page, "Many 2021")
    page.goto(address)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("() => document.querySelectorAll('#images a').length > 200")
    link = page.locator("#images a").nth(300)
    link.evaluate("link => scrollBy(0, link.getBoundingClientRect().top - 200)")
    image = tile(page, 300)
    link.click()
    wait_for_photograph(page)
    page.goto(f"{gallery.address}login")
    page.go_back()
    assert page.url == image
    expect(page.get_by_role("heading", level=1)).to_have_text("0300")
    page.go_back()
    page.wait_for_url(address)
    link = page.locator("#images a").nth(300)
    expect(link).to_be_in_viewport()
    page.wait_for_function(
        f"""() => Math.abs(document.querySelectorAll("#images a")[300]
            .getBoundingClientRect().top - 200) < 4 && location.href === "{address}" """
    )
