"""The page of an album: nothing jumps, nothing blocks, everything in its place."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WINDOWS, Gallery, be_owner
from tests.browser.viewing import box_of, every_window, reload_until_coloured

ARE_THERE = """() => [...document.querySelectorAll("main li:not(.broken) img")]
    .filter((image) => image.getBoundingClientRect().top < innerHeight)
    .every((image) => image.complete && image.naturalWidth > 6)"""


def wait_for_pictures(page: Page) -> None:
    """Wait until all pictures on screen are the real ones."""
    page.wait_for_function(ARE_THERE)


def wait_until_told(page: Page) -> None:
    """Wait until the page knows that one of its files is no picture."""
    for _ in range(100):
        if "cannot be shown" in page.locator(".facts").inner_text():
            return
        page.reload()


@every_window
def test_an_album_has_its_title_facts_albums_and_images(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Iceland 2024"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Iceland 2024")
    wait_until_told(page)
    facts = "1 album, 15 photographs, 1 file cannot be shown"
    expect(page.locator(".facts")).to_contain_text(facts)
    expect(page.locator(".albums li")).to_have_count(1)
    expect(page.locator("#images > li")).to_have_count(14)
    wait_for_pictures(page)


@pytest.mark.parametrize("window", WINDOWS)
def test_tiles_are_square_and_stand_still(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Iceland 2024"))
    wait_for_pictures(page)
    for box in page.locator("#images a, .cover").evaluate_all(
        "all => all.map((tile) => [tile.clientWidth, tile.clientHeight])"
    ):
        assert abs(box[0] - box[1]) <= 1
    assert page.evaluate("window.shift") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def columns(page: Page) -> int:
    """The number of tiles in the first row."""
    return int(
        page.evaluate(
            """() => {
                const tops = [...document.querySelectorAll("#images > li")]
                    .map((tile) => Math.round(tile.getBoundingClientRect().top));
                return tops.filter((top) => top === tops[0]).length;
            }"""
        )
    )


@pytest.mark.parametrize(
    ("window", "least", "most"), [("phone", 3, 3), ("laptop", 5, 8), ("wall", 12, 20)]
)
def test_wider_windows_have_more_tiles_in_a_row(
    gallery: Gallery, page: Page, least: int, most: int
) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    assert least <= columns(page) <= most


def test_the_first_row_comes_first_and_what_is_below_comes_later(
    gallery: Gallery, page: Page
) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    images = page.locator("#images img")
    assert images.first.get_attribute("fetchpriority") == "high"
    assert images.nth(100).get_attribute("loading") == "lazy"
    assert all(images.evaluate_all("all => all.map((image) => image.decoding === 'async')"))
    assert images.nth(150).evaluate("image => !image.complete || image.currentSrc === ''")


def test_a_dense_screen_gets_more_pixels(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Rome 2022"))
    assert "small.jpg" in page.locator("#images img").first.evaluate("image => image.currentSrc")
    dense = page.context.browser.new_context(  # type: ignore[union-attr]
        viewport={"width": 1280, "height": 800}, device_scale_factor=2
    )
    second = dense.new_page()
    second.goto(page.url)
    assert "small2x.jpg" in second.locator("#images img").first.evaluate("i => i.currentSrc")
    dense.close()


def test_a_dense_phone_gets_no_more_pixels_than_its_tiles_have(
    gallery: Gallery, page: Page
) -> None:
    phone = page.context.browser.new_context(  # type: ignore[union-attr]
        viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True
    )
    second = phone.new_page()
    second.goto(gallery.album(page, "Rome 2022"))
    assert "medium.jpg" in second.locator("#images img").first.evaluate("i => i.currentSrc")
    phone.close()


def test_the_colours_of_a_photograph_are_there_before_it(gallery: Gallery, page: Page) -> None:
    address = gallery.album(page, "Lofoten 2023")
    page.goto(address)
    wait_for_pictures(page)
    reload_until_coloured(page, "#images a")
    page.route("**/*.jpg*", lambda route: None)  # Pictures that never come.
    page.goto(address, wait_until="commit")
    expect(page.locator("#images canvas")).to_have_count(3)
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("window", ["phone"])
def test_years_stand_in_one_row_and_the_chosen_one_is_seen(gallery: Gallery, page: Page) -> None:
    page.goto(f"{gallery.address}?year=2018")
    years = page.locator(".years a")
    tops = {round(box_of(each)["y"]) for each in years.all()}
    assert len(tops) == 1
    expect(page.locator(".years [aria-current]")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.shift") == 0


@every_window
def test_years_are_a_filter(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.address)
    page.get_by_role("navigation", name="Years").get_by_text("2023").click()
    expect(page.locator(".albums strong")).to_have_text(["Lofoten 2023"])
    expect(page.locator(".years [aria-current]")).to_have_text("2023")
    page.get_by_role("navigation", name="Years").get_by_text("All").click()
    expect(page.locator(".albums strong")).to_have_count(7)


@every_window
def test_an_empty_album_says_so(gallery: Gallery, page: Page) -> None:
    be_owner(gallery, page)
    page.goto(gallery.album(page, "Nothing yet"))
    expect(page.locator(".empty")).to_be_visible()
