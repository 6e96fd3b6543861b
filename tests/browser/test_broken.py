"""Pictures that cannot be shown: something calm is in their place, everywhere."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery, be_owner
from tests.browser.viewing import SHOWN, wait_for_photograph

NOT_A_PICTURE = {"status": 200, "content_type": "image/jpeg", "body": "no picture"}
DRAWINGS = """() => [...document.querySelectorAll("main li img")]
    .filter((image) => image.getBoundingClientRect().top < innerHeight)
    .every((image) => image.src.endsWith("/broken.svg") && image.naturalWidth > 6
        && getComputedStyle(image).opacity > 0)"""


def break_pictures(page: Page, names: str) -> None:
    """From now on, what is sent under these names is no picture."""
    page.route(names, lambda route: route.fulfill(**NOT_A_PICTURE))


def test_another_picture_takes_the_place_of_a_tile_that_fails(gallery: Gallery, page: Page) -> None:
    album = gallery.album(page, "Rome 2022")
    break_pictures(page, "**/small*.jpg*")
    page.goto(album)
    expect(page.locator("#images img")).to_have_count(3)
    page.wait_for_function(DRAWINGS)
    assert page.evaluate("window.shift") == 0


def test_a_tile_that_failed_opens_a_photograph_that_does_not(gallery: Gallery, page: Page) -> None:
    album = gallery.album(page, "Rome 2022")
    break_pictures(page, "**/small*.jpg*")
    page.goto(album)
    page.wait_for_function(DRAWINGS)
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    assert "/big.jpg?" in page.locator(SHOWN).evaluate("image => image.src")


def test_another_picture_takes_the_place_of_a_cover_that_fails(
    gallery: Gallery, page: Page
) -> None:
    break_pictures(page, "**/small*.jpg*")
    page.goto(gallery.address)
    page.wait_for_function(DRAWINGS)


def test_an_album_without_a_cover_is_not_blank(gallery: Gallery, page: Page) -> None:
    be_owner(gallery, page)
    page.goto(gallery.address)
    cover = page.get_by_role("link", name="Nothing yet").locator(".cover")
    assert "/empty.svg" in cover.evaluate("cover => getComputedStyle(cover).backgroundImage")
    assert page.locator(".empty-cover").count() == 1


def test_the_viewer_says_that_a_photograph_cannot_be_shown_and_goes_on(
    album: str, page: Page
) -> None:
    broken = str(page.locator("#images a").nth(1).evaluate("link => link.href"))
    break_pictures(page, f"{broken}big.jpg*")
    page.locator("#images a").nth(1).click()
    message = page.locator(".pswp__item[aria-hidden=false] .pswp__error-msg")
    expect(message).to_have_text("This photograph cannot be shown.")
    expect(page.locator(".pswp")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".viewer-caption strong")).to_have_text("View 02")


def test_the_page_of_an_image_shows_another_picture_if_its_own_fails(
    album: str, page: Page
) -> None:
    break_pictures(page, "**/big.jpg*")
    page.goto(str(page.locator("#images a").first.evaluate("link => link.href")))
    page.wait_for_function(
        """() => document.querySelector(".stage img").src.endsWith("/broken.svg")"""
    )
    expect(page.locator(".stage img")).to_be_visible()
