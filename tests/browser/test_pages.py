"""An album of 1,000 images: it goes on while one scrolls, and Back finds the place again."""

import json

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Gallery, Witness
from tests.browser.library import MANY
from tests.browser.viewing import every_window, tile, wait_until_open
from tests.browser.waiting import Traffic

TILES = "#images > li"


def scroll_to_the_end_of(page: Page, number: int) -> None:
    """Scroll until so many tiles are there."""
    for start in range(200, number, 200):
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_function(f"() => document.querySelectorAll('{TILES}').length > {start}")


def longest_task(trace: bytes) -> float:
    """The most milliseconds of the processor that a page took at once: a busy machine takes more
    time for it, the page does not."""
    events = json.loads(trace)["traceEvents"]
    pages = {event["tid"] for event in events if event["args"].get("name") == "CrRendererMain"}
    return float(max(event.get("tdur", 0) for event in events if event["tid"] in pages) / 1000)


def test_further_pages_are_appended_while_scrolling(
    gallery: Gallery, page: Page, chromium: Browser
) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    expect(page.locator(TILES)).to_have_count(200)
    scroll_to_the_end_of(page, MANY - 200)
    chromium.start_tracing(page=page, categories=["toplevel"])
    scroll_to_the_end_of(page, MANY)
    assert 0 < longest_task(chromium.stop_tracing()) <= 50
    names = page.locator("#images img").evaluate_all("all => all.map((image) => image.alt)")
    assert names == [f"{number:04}" for number in range(MANY)]
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)


@every_window
def test_back_returns_to_the_same_picture_in_the_same_place(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    scroll_to_the_end_of(page, 600)
    tile = page.locator(TILES).nth(500)
    page.wait_for_function(  # A large window can only scroll so far before more is appended.
        """tile => {
            const top = tile.getBoundingClientRect().top - 120;
            window.scrollBy(0, top);
            return Math.abs(top) < 1;
        }""",
        arg=tile.element_handle(),
    )
    name = tile.locator("img").get_attribute("alt")
    page.goto(gallery.address)
    page.go_back()
    back = page.locator(f'#images img[alt="{name}"]')
    expect(back).to_be_in_viewport()
    page.wait_for_function(
        f"""() => Math.abs(document.querySelector('#images img[alt="{name}"]')
            .getBoundingClientRect().top - 120) < 4"""
    )


def test_a_link_from_an_image_leads_to_its_place_in_the_album(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    scroll_to_the_end_of(page, 400)
    page.goto(str(page.locator("#images a").nth(300).evaluate("link => link.href")))
    page.get_by_role("link", name="Many 2021").click()
    expect(page.locator('#images img[alt="0300"]')).to_be_in_viewport()


def test_what_is_appended_waits_until_it_is_near(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    scroll_to_the_end_of(page, 400)
    appended = page.locator(f"{TILES}:nth-child(n + 201) img")
    assert appended.evaluate_all("all => all.every((image) => image.loading === 'lazy')")
    assert appended.evaluate_all("all => all.every((image) => image.fetchPriority === 'auto')")


def test_a_picture_that_is_gone_is_looked_for_not_much_further(
    gallery: Gallery, page: Page
) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    scroll_to_the_end_of(page, 400)
    page.locator(TILES).nth(250).evaluate("tile => scrollTo(0, scrollY + tile.offsetTop)")
    page.evaluate(
        """() => addEventListener("pagehide", () => history.replaceState(
            { ...history.state, at: "gone" }, ""))"""
    )
    page.goto(gallery.address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.go_back()
    page.wait_for_function(f"() => document.querySelectorAll('{TILES}').length >= 600")
    with Traffic(page) as traffic:
        traffic.settle(300)
    assert len([url for url in asked if "after=" in url]) <= 3
    assert page.evaluate("scrollY") > 1000


def test_a_next_page_that_stays_missing_reloads_the_page_once(
    gallery: Gallery, page: Page, witness: Witness
) -> None:
    address = gallery.album(page, "Many 2021")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.route("**/*after=*", lambda route: route.fulfill(status=404))
    page.goto(address)
    with page.expect_event("load"):
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    with Traffic(page) as traffic:
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        traffic.settle(300)
    assert loaded.count(address) == 2
    assert len([url for url in loaded if "after=" in url]) <= 2
    witness.faults.clear()


def test_the_viewer_goes_on_with_what_is_appended_meanwhile(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    scroll_to_the_end_of(page, 400)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/*after=*", hold)
    with page.expect_request("**/*after=*"):
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.locator("#images a").nth(390).evaluate("link => link.click()")
    wait_until_open(page)
    held[0].continue_()
    expect(page.locator(TILES)).to_have_count(600)
    for index in range(391, 402):  # As somebody does who looks at each, and waits for no more.
        page.keyboard.press("ArrowRight")
        page.wait_for_url(tile(page, index))
