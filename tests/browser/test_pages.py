"""An album of 2,000 images: it goes on while one scrolls, and Back finds the place again."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery

TILES = "#images > li"


def scroll_to_the_end_of(page: Page, number: int) -> None:
    """Scroll until so many tiles are there."""
    for start in range(200, number, 200):
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_function(f"() => document.querySelectorAll('{TILES}').length > {start}")


def test_further_pages_are_appended_while_scrolling(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    expect(page.locator(TILES)).to_have_count(200)
    scroll_to_the_end_of(page, 2000)
    names = page.locator("#images img").evaluate_all("all => all.map((image) => image.alt)")
    assert names == [f"{number:04}" for number in range(2000)]
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)
    assert page.evaluate("window.longest") <= 200


def test_back_returns_to_the_same_picture_in_the_same_place(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    scroll_to_the_end_of(page, 1000)
    tile = page.locator(TILES).nth(700)
    tile.evaluate("tile => window.scrollBy(0, tile.getBoundingClientRect().top - 120)")
    page.wait_for_timeout(100)
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
    scroll_to_the_end_of(page, 600)
    page.goto(str(page.locator("#images a").nth(500).evaluate("link => link.href")))
    page.get_by_role("link", name="Many 2021").click()
    expect(page.locator('#images img[alt="0500"]')).to_be_in_viewport()
