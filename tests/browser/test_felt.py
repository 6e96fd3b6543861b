"""What pages are like on slow phones, with large text, on their side, on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery, launch
from tests.browser.viewing import box_of, tile, wait_for_photograph, wait_until_open

LANGUAGES = ["de", "es", "fr", "ru"]

# The text of a button without its arrow, if it stands in several lines though it is one word.
BROKEN_WORDS = """() => [...document.querySelectorAll(".pill, .pill span")].filter((each) => {
    const range = document.createRange();
    range.selectNodeContents(each);
    const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top / 8)));
    const words = each.textContent.trim().split(/\\s+/);
    return lines.size > words.length;
}).map(({ textContent }) => textContent.trim())"""
IS_AS_WIDE_AS_THE_SCREEN = "document.documentElement.scrollWidth <= innerWidth"
TARGETS_TOO_SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden])")]
    .filter((each) => {
        const { width, height } = each.getBoundingClientRect();
        return width && !each.matches(".skip") && (height < 24 || width < 24);
    }).map(({ outerHTML }) => outerHTML)"""


def enlarge_text(page: Page, percent: int) -> None:
    """Do what people do in their browser's settings."""
    page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")


def test_scripts_come_after_the_first_picture_and_before_others(
    gallery: Gallery, page: Page
) -> None:
    page.goto(gallery.album(page, "Rome 2022"))
    parts = "#images img, link[rel=modulepreload], script[type=module]"
    order = page.locator(parts).evaluate_all("parts => parts.map(({ localName }) => localName)")
    assert order[:11] == ["img", "script", *["link"] * 8, "img"]


@pytest.mark.parametrize("window", ["phone"])
@pytest.mark.parametrize("options", [{"locale": language} for language in LANGUAGES])
@pytest.mark.parametrize("percent", [100, 200])
def test_buttons_are_whole_words(gallery: Gallery, album: str, page: Page, percent: int) -> None:
    page.goto(tile(page, 3))
    enlarge_text(page, percent)
    assert page.evaluate(BROKEN_WORDS) == []
    assert page.evaluate(IS_AS_WIDE_AS_THE_SCREEN)


@pytest.mark.parametrize("window", ["phone"])
def test_signing_in_fits_with_large_text(gallery: Gallery, page: Page) -> None:
    page.goto(f"{gallery.address}login")
    enlarge_text(page, 200)
    assert page.evaluate(IS_AS_WIDE_AS_THE_SCREEN)


@pytest.mark.parametrize("window", ["phone"])
def test_fingers_find_all_targets(gallery: Gallery, album: str, page: Page) -> None:
    for address in (album, tile(page, 0), f"{gallery.address}login", gallery.address):
        page.goto(address)
        assert page.evaluate(TARGETS_TOO_SMALL) == []


@pytest.mark.parametrize("window", ["phone"])
def test_details_leave_room_on_a_phone_on_its_side(album: str, page: Page) -> None:
    page.set_viewport_size({"width": 844, "height": 390})
    page.goto(album)
    page.locator("#images a").first.click()
    wait_until_open(page)
    page.keyboard.press("i")
    photograph = page.locator(".pswp__item[aria-hidden=false] .pswp__img").last
    expect(page.locator(".viewer-panel")).to_be_visible()
    assert box_of(photograph)["width"] > 400


def test_the_viewer_needs_no_storage(album: str, page: Page) -> None:
    page.add_init_script(
        """Object.defineProperty(window, "sessionStorage", {
            get() { throw new DOMException("", "SecurityError"); },
        })"""
    )
    page.goto(album)
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.keyboard.press("i")
    expect(page.locator(".viewer-panel")).to_be_visible()


def test_nothing_of_the_page_is_beside_the_viewer_or_moves(
    gallery: Gallery, playwright: object
) -> None:
    place = "document.querySelector('#images li:nth-child(3)').getBoundingClientRect().left"
    with launch(playwright, ignore_default_args=["--hide-scrollbars"]) as browser:  # type: ignore[arg-type]
        page = browser.new_page(reduced_motion="reduce")
        page.goto(gallery.album(page, "Many 2021"))
        assert page.evaluate("document.documentElement.clientWidth < innerWidth")
        before = page.evaluate(place)
        page.locator("#images a").first.click()
        wait_until_open(page)
        assert page.evaluate("document.querySelector('.pswp').clientWidth === innerWidth")
        assert page.evaluate(place) == before
        page.keyboard.press("Escape")
        expect(page.locator(".pswp")).to_have_count(0)
        assert page.evaluate(place) == before


def test_paper_is_white_and_has_no_buttons(album: str, page: Page) -> None:
    page.goto(tile(page, 0))
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator(".stage img")).to_be_visible()
    assert page.locator(".pill:visible").count() == 0
