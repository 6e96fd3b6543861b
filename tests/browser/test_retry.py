"""Pictures that are late are asked for politely: less and less often, and only while one looks."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery, Witness
from tests.browser.test_album import wait_for_pictures
from tests.browser.waiting import (
    be_hidden,
    delay_pictures,
    forget,
    pass_quiet_time,
    pass_time,
    stop_the_clock,
    wait_for_a_frame,
)
from tests.pictures import jpeg


@pytest.fixture
def late_viewer(album: str, page: Page) -> list[str]:
    """The viewer at a photograph that does not get ready; what has been asked for."""
    asked = delay_pictures(page, "**/big.jpg*")
    page.clock.install()
    page.locator("#images a").nth(2).click()
    page.clock.run_for(600)
    expect(page.locator(".pswp--ui-visible")).to_have_count(1)
    stop_the_clock(page)
    return asked


def test_the_viewer_asks_for_a_late_photograph_now_and_then(
    late_viewer: list[str], page: Page
) -> None:
    pass_time(page, 20)
    assert 8 <= len(late_viewer) <= 25
    current = page.url
    asked = len(late_viewer)
    pass_time(page, 20)
    assert 2 <= len(late_viewer) - asked <= 4
    assert all(url.startswith(current) for url in late_viewer[asked:])


def test_the_viewer_asks_for_nothing_once_it_is_closed(late_viewer: list[str], page: Page) -> None:
    pass_time(page, 3)
    page.keyboard.press("Escape")
    page.clock.run_for(600)
    expect(page.locator(".pswp")).to_have_count(0)
    late_viewer.clear()
    pass_quiet_time(page, 20)
    assert late_viewer == []


def test_the_viewer_asks_for_nothing_while_nobody_looks(late_viewer: list[str], page: Page) -> None:
    pass_time(page, 3)
    be_hidden(page, hidden=True)
    forget(page, late_viewer)
    pass_quiet_time(page, 20)
    assert late_viewer == []
    be_hidden(page, hidden=False)
    pass_time(page, 3)
    assert 2 <= len(late_viewer) <= 3


def test_the_viewer_asks_for_the_photograph_that_is_looked_at(
    late_viewer: list[str], page: Page
) -> None:
    pass_time(page, 3)
    page.keyboard.press("ArrowRight")
    pass_time(page, 1)
    forget(page, late_viewer)
    pass_time(page, 5)
    assert late_viewer
    assert all(url.startswith(page.url) for url in late_viewer)


@pytest.fixture
def late_tiles(gallery: Gallery, page: Page) -> list[str]:
    """A long album whose tiles do not get ready; what has been asked for."""
    address = gallery.album(page, "Many 2021")
    asked = delay_pictures(page, "**/small*.jpg*")
    page.clock.install(time="2024-01-01T00:00:00")
    page.clock.pause_at("2024-01-01T01:00:00")
    page.goto(address)
    expect(page.locator("#images > li")).to_have_count(200)
    page.wait_for_function("() => document.querySelectorAll('img.waiting').length >= 24")
    return asked


def test_tiles_that_were_too_many_at_once_come_later(
    gallery: Gallery, page: Page, witness: Witness
) -> None:
    address = gallery.album(page, "Iceland 2024")
    asked = delay_pictures(page, "**/small*.jpg*", status=429)
    page.goto(address)
    page.wait_for_function("() => document.querySelectorAll('img.waiting').length >= 14")
    page.wait_for_function("() => document.querySelector('#images img').dataset.tries >= 2")
    assert any("try=1" in url for url in asked)
    expect(page.locator("li:not(.broken) img[data-failed]")).to_have_count(0)
    page.unroute("**/small*.jpg*")
    wait_for_pictures(page)
    # Browsers report them on their console, and that is all.
    assert {fault for fault in witness.faults if "429" not in fault} <= set(asked)
    witness.faults.clear()


def on_screen(page: Page) -> set[str]:
    """The addresses of the images on the screen."""
    return set(
        page.locator("#images a").evaluate_all(
            """all => all.filter((tile) => {
                const { top, bottom } = tile.getBoundingClientRect();
                return bottom > 0 && top < innerHeight;
            }).map((tile) => tile.href)"""
        )
    )


def images(addresses: list[str]) -> set[str]:
    """The addresses of the images that these are pictures of."""
    return {address.rsplit("/", 1)[0] + "/" for address in addresses}


def test_tiles_are_asked_for_less_and_less_often(late_tiles: list[str], page: Page) -> None:
    first = str(page.locator("#images a").first.evaluate("link => link.href"))

    def count_questions(seconds: float) -> int:
        late_tiles.clear()
        pass_time(page, seconds)
        return sum(url.startswith(first) for url in late_tiles)

    assert count_questions(seconds=8) >= 4
    assert 3 <= count_questions(seconds=24) <= 6


def test_when_one_tile_comes_the_next_ones_are_asked_for_at_once(
    late_tiles: list[str], page: Page
) -> None:
    first = page.locator("#images a").first
    shown, is_waiting = first.evaluate("link => link.href"), first.locator("img.waiting")
    pass_time(page, 40)
    page.route(
        f"{shown}small*",
        lambda route: route.fulfill(content_type="image/jpeg", body=jpeg(300, 300)),
    )
    for _ in range(20):
        pass_time(page, 0.5)
        if not is_waiting.count():
            break
    forget(page, late_tiles)
    pass_time(page, 2)
    assert len(images(late_tiles) & on_screen(page)) >= 8


def test_only_tiles_on_screen_are_asked_for(late_tiles: list[str], page: Page) -> None:
    pass_time(page, 2)
    assert len(images(late_tiles)) > len(on_screen(page))  # Once, those near the screen are loaded.
    forget(page, late_tiles)
    pass_time(page, 8)
    assert images(late_tiles) == on_screen(page)
    page.locator("#images > li").nth(90).scroll_into_view_if_needed()
    wait_for_a_frame(page)
    pass_time(page, 2)
    forget(page, late_tiles)
    pass_time(page, 8)
    assert images(late_tiles) == on_screen(page)


def test_tiles_are_not_asked_for_while_nobody_looks(late_tiles: list[str], page: Page) -> None:
    pass_time(page, 2)
    be_hidden(page, hidden=True)
    forget(page, late_tiles)
    page.clock.fast_forward("20:00")
    pass_quiet_time(page, 3)
    assert late_tiles == []
    be_hidden(page, hidden=False)
    pass_time(page, 3)
    assert images(late_tiles) == on_screen(page)


def test_tiles_are_not_asked_for_after_leaving(
    gallery: Gallery, late_tiles: list[str], page: Page
) -> None:
    pass_time(page, 2)
    page.goto(f"{gallery.address}login")
    late_tiles.clear()
    pass_quiet_time(page, 10)
    assert late_tiles == []
