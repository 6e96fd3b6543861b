"""On a train: what the connection has lost comes by itself when it is back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery, Witness
from tests.browser.test_album import wait_for_pictures
from tests.browser.viewing import tile, wait_for_photograph, wait_until_open
from tests.browser.waiting import be_hidden, pass_time, stop_the_clock

MESSAGE = ".pswp__item[aria-hidden=false] .pswp__error-msg"


@pytest.fixture(autouse=True)
def only_requests_failed(witness: Witness, page: Page) -> Iterator[None]:
    """No script may fail because of them."""
    yield
    is_said = ("Failed to load resource", "http://")
    assert [fault for fault in witness.faults if not fault.startswith(is_said)] == []
    witness.faults.clear()


def lose(page: Page, names: str) -> None:
    """From now on, what has these names is lost on the way."""
    page.route(names, lambda route: route.abort("internetdisconnected"))


def test_tiles_come_when_the_network_is_back(gallery: Gallery, page: Page) -> None:
    address = gallery.album(page, "Rome 2022")
    lose(page, "**/small*.jpg*")
    page.goto(address)
    page.wait_for_function("() => document.querySelectorAll('img.waiting').length === 3")
    page.wait_for_timeout(2500)
    assert page.locator("#images img[src$='broken.svg']").count() == 0
    page.unroute_all()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for_pictures(page)
    expect(page.locator("img.waiting")).to_have_count(0)
    assert page.evaluate("window.shift") == 0


def test_tiles_come_when_one_looks_again(gallery: Gallery, page: Page) -> None:
    address = gallery.album(page, "Rome 2022")
    lose(page, "**/small*.jpg*")
    page.clock.install()
    page.goto(address)
    stop_the_clock(page)
    pass_time(page, 1)
    expect(page.locator("img.waiting")).to_have_count(3)
    be_hidden(page, hidden=True)
    page.unroute_all()
    pass_time(page, 4)
    expect(page.locator("img.waiting")).to_have_count(3)
    be_hidden(page, hidden=False)
    pass_time(page, 4)
    wait_for_pictures(page)


def test_a_tile_that_is_refused_is_broken(gallery: Gallery, page: Page) -> None:
    address = gallery.album(page, "Rome 2022")
    page.route("**/small*.jpg*", lambda route: route.fulfill(status=415))
    page.goto(address)
    expect(page.locator("#images img[src$='broken.svg']")).to_have_count(3)


def test_a_photograph_comes_when_the_network_is_back(album: str, page: Page) -> None:
    lose(page, "**/big.jpg*")
    page.locator("#images a").nth(1).click()
    page.wait_for_timeout(2500)
    expect(page.locator(MESSAGE)).to_be_hidden()
    page.unroute_all()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for_photograph(page)


def test_a_photograph_that_was_lost_is_there_when_one_comes_back_to_it(
    album: str, page: Page
) -> None:
    second = tile(page, 1)
    lose(page, f"{second}big.jpg*")
    page.locator("#images a").nth(1).click()
    page.wait_for_timeout(1000)
    wait_until_open(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(tile(page, 2))
    wait_for_photograph(page)
    page.unroute_all()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(second)
    wait_for_photograph(page)


def test_a_photograph_that_is_refused_cannot_be_shown(album: str, page: Page) -> None:
    page.route(f"{tile(page, 1)}big.jpg*", lambda route: route.fulfill(status=415))
    page.locator("#images a").nth(1).click()
    expect(page.locator(MESSAGE)).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    expect(page.locator(MESSAGE)).to_be_visible()


def test_details_come_when_the_network_is_back(album: str, page: Page) -> None:
    first = tile(page, 0)
    lose(page, first)
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.keyboard.press("i")
    page.wait_for_timeout(500)
    expect(page.locator(".viewer-panel")).not_to_contain_text("f/8")
    page.unroute_all()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".viewer-panel")).to_contain_text("f/8")
    expect(page.locator(".pswp").get_by_role("link", name="Download")).to_be_visible()


def test_a_long_album_goes_on_when_the_network_is_back(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Many 2021"))
    lose(page, "**/*after=*")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(1500)
    expect(page.locator("#images > li")).to_have_count(200)
    page.unroute_all()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => document.querySelectorAll('#images > li').length >= 400")
