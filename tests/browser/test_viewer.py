"""Looking at photographs, one after the other, in the page."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery
from tests.browser.viewing import (
    BOTTOM,
    BOX,
    PLACEHOLDER,
    TOP,
    WIDTH,
    box_of,
    every_window,
    swipe,
    tile,
    wait_for_copies,
    wait_for_photograph,
    width,
)
from tests.browser.waiting import follow, stop_the_clock

LARGE = "({ dataset }) => { dataset.width = 6000; dataset.height = 4000; }"


@every_window
def test_a_tile_opens_the_photograph_at_its_own_address(album: str, page: Page) -> None:
    expected = tile(page, 1)
    page.locator("#images a").nth(1).click()
    wait_for_photograph(page)
    assert page.url == expected
    expect(page.locator(".viewer-caption strong")).to_have_text("View 01")
    expect(page.locator(".viewer-caption span")).to_contain_text("4 May 2024")
    assert page.title() == "View 01 · Anna's photographs"


@every_window
def test_arrow_keys_lead_on_and_escape_leads_back_to_the_tile(album: str, page: Page) -> None:
    second, third = tile(page, 1), tile(page, 2)
    page.locator("#images a").nth(1).click()
    wait_for_photograph(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(third)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(second)
    page.keyboard.press("Escape")
    page.wait_for_url(album)
    expect(page.locator(".pswp")).to_have_count(0)
    assert page.evaluate("document.activeElement.href") == second


@every_window
def test_back_closes_and_forward_opens_again(gallery: Gallery, album: str, page: Page) -> None:
    page.goto(gallery.address)
    page.goto(album)
    first = tile(page, 0)
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.go_back()
    expect(page.locator(".pswp")).to_have_count(0)
    assert page.url == album
    page.go_forward()
    expect(page.locator(".pswp")).to_have_count(1)
    assert page.url == first
    page.go_back()
    page.go_back()
    assert urlsplit(page.url).path == "/"


@every_window
def test_a_reload_opens_the_page_of_the_image(album: str, page: Page) -> None:
    page.locator("#images a").nth(2).click()
    wait_for_photograph(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("View 02")
    expect(page.locator(".details")).to_contain_text("Aurora X2")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Iceland 2024")
    assert page.url == album
    page.go_forward()
    expect(page.locator(".viewer-caption strong")).to_have_text("View 02")


def test_details_open_beside_the_photograph_and_stay(album: str, page: Page) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    before = width(page)
    page.keyboard.press("i")
    panel = page.locator(".viewer-panel")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("f/8")
    expect(panel).to_contain_text("1600 \u00d7 1067")
    page.wait_for_function(f"() => {WIDTH} < {before}")
    page.keyboard.press("ArrowRight")
    expect(panel).to_contain_text("1067 \u00d7 1600")
    page.get_by_role("button", name="Details").click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("window", ["phone"])
def test_details_on_a_phone_are_as_high_as_what_they_tell(album: str, page: Page) -> None:
    page.locator("#images a").first.tap()
    wait_for_photograph(page)
    page.locator(".pswp").dispatch_event("pointermove")
    page.get_by_role("button", name="Details").tap()
    panel = page.locator(".viewer-panel")
    expect(panel).to_contain_text("f/8")
    page.wait_for_function(
        """() => {
            const panel = document.querySelector(".viewer-panel");
            const last = panel.lastElementChild.getBoundingClientRect().bottom;
            const { top, bottom, height } = panel.getBoundingClientRect();
            return bottom === innerHeight && bottom - last < 24 && height <= 0.45 * innerHeight
                && document.querySelector(".pswp__scroll-wrap").clientHeight >= top;
        }"""
    )


@pytest.mark.parametrize(("window", "least"), [("laptop", 320), ("wall", 480)])
def test_details_are_wider_on_a_wall(album: str, page: Page, least: int) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.keyboard.press("i")
    page.wait_for_function(
        f"""least => {{
            const panel = document.querySelector(".viewer-panel").getBoundingClientRect();
            return panel.width >= least && {BOX}.right <= panel.left;
        }}""",
        arg=least,
    )


def test_of_a_long_title_the_viewer_shows_two_lines(album: str, page: Page) -> None:
    page.locator("#images img").first.evaluate(
        "image => { image.alt = 'A long title '.repeat(90); }"
    )
    page.locator("#images a").first.click()
    title = page.locator(".viewer-caption strong")
    expect(title).to_contain_text("A long title")
    lines = title.evaluate(
        "title => title.clientHeight / parseFloat(getComputedStyle(title).lineHeight)"
    )
    assert round(lines) == 2


@pytest.mark.parametrize("window", ["phone"])
def test_details_on_a_phone_are_below_the_whole_photograph(album: str, page: Page) -> None:
    page.locator("#images a").nth(1).tap()  # A tall one.
    wait_for_photograph(page)
    page.locator(".pswp").dispatch_event("pointermove")  # Controls that stepped aside come back.
    page.get_by_role("button", name="Details").tap()
    panel = box_of(page.locator(".viewer-panel"))
    page.wait_for_function(f"() => {BOTTOM} <= {panel['y']} + 0.5")
    assert page.evaluate(TOP) >= 0


@pytest.mark.parametrize(("window", "name"), [("phone", "big"), ("wall", "huge")])
def test_a_screen_gets_the_size_that_it_has_the_pixels_for(
    album: str, page: Page, window: str, name: str
) -> None:
    first, asked = tile(page, 0), list[str]()
    page.route(
        "**/huge.jpg*", lambda route: route.continue_(url=route.request.url.replace("huge", "big"))
    )
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#images a").first.evaluate(LARGE)
    page.locator("#images").evaluate(
        "(list, sizes) => { list.dataset.whole = JSON.stringify(sizes); }",
        [("big", 1920, 1080), ("huge", 3840, 2160)],
    )
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    files = {url.partition("?")[0].removeprefix(first) for url in asked if url.startswith(first)}
    assert files & {"big.jpg", "huge.jpg"} == {f"{name}.jpg"}


@pytest.mark.parametrize("window", ["wall"])
def test_a_large_photograph_fills_a_large_screen(album: str, page: Page) -> None:
    page.locator("#images a").first.evaluate(LARGE)
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.wait_for_function(f"() => {BOTTOM} - {TOP} > 0.99 * innerHeight")


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_what_stands_in_for_the_first_photograph_has_its_frame(album: str, page: Page) -> None:
    shown = page.locator("#images a").first.locator("img")
    page.wait_for_function("(image) => image.naturalWidth > 6", arg=shown.element_handle())
    page.route("**/big.jpg*", lambda _route: None)
    page.locator("#images a").first.click()
    placeholder = page.locator(PLACEHOLDER).element_handle()
    page.wait_for_function(
        """(image) => {
            const { width, height } = image.getBoundingClientRect();
            return Math.abs(width / height - 1.5) < 0.01;
        }""",
        arg=placeholder,
    )


@pytest.mark.parametrize("window", ["phone"])
def test_a_swipe_leads_on(album: str, page: Page) -> None:
    second = tile(page, 1)
    page.locator("#images a").first.tap()
    wait_for_photograph(page)
    swipe(page, 330, 60)
    page.wait_for_url(second)


@every_window
def test_the_original_is_downloaded(album: str, page: Page) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    with page.expect_download() as download:
        page.locator(".pswp").get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "View 00.jpg"


@every_window
def test_a_slideshow_goes_on_by_itself_until_it_is_stopped(album: str, page: Page) -> None:
    first, second = tile(page, 0), tile(page, 1)
    wait_for_copies(page, first, second)
    page.evaluate("sessionStorage.setItem('bviewer.interval', '20')")
    page.clock.install()
    page.get_by_role("button", name="Slideshow").click()
    page.wait_for_url(first)
    page.clock.run_for(1000)
    wait_for_photograph(page)
    page.keyboard.press(" ")
    stop_the_clock(page)
    page.keyboard.press(" ")
    follow(page, 21, second)
    page.keyboard.press(" ")
    page.clock.run_for(20_000)
    assert page.url == second


def test_controls_step_aside_while_nobody_moves(album: str, page: Page) -> None:
    page.clock.install()
    page.locator("#images a").first.click()
    page.clock.run_for(800)
    wait_for_photograph(page)
    stop_the_clock(page)
    expect(page.locator(".pswp.idle")).to_have_count(1)
    page.mouse.move(300, 300)
    expect(page.locator(".pswp.idle")).to_have_count(0)


def test_the_viewer_is_fetched_when_it_is_needed(album: str, page: Page) -> None:
    names = "performance.getEntriesByType('resource').map((entry) => entry.name).join(' ')"
    assert "photoswipe" not in page.evaluate(names)
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    assert "photoswipe" in page.evaluate(names)


@every_window
def test_somebody_who_signed_out_meanwhile_is_not_left_in_the_dark(
    gallery: Gallery, album: str, page: Page
) -> None:
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.context.clear_cookies()
    page.keyboard.press("ArrowRight")
    wait_for_photograph(page)


def test_a_long_album_goes_on_in_the_viewer(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    expect(page.locator("#images > li")).to_have_count(200)
    page.locator("#images a").nth(197).click()
    wait_for_photograph(page)
    expect(page.locator("#images > li")).to_have_count(400)
    for _ in range(6):
        here = page.url
        page.keyboard.press("ArrowRight")
        page.wait_for_function("here => location.href !== here", arg=here)
    assert page.title() == "0203 · Anna's photographs"
