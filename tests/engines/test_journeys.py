"""A dozen journeys that have to end alike in every engine."""

import json

import pytest

from tests.browser.conftest import Gallery
from tests.engines.conftest import NAME, PASSWORD
from tests.engines.window import Window

ROME, MANY = "Rome 2022", "Many 2021"
PLACE = "[scrollY, document.elementFromPoint(500, 300)?.closest('li')?.id]"


def enter(window: Window, gallery: Gallery, album: str = ROME) -> None:
    """Open the gallery, and an album from its first page."""
    window.open(gallery.address)
    window.click(f"#albums li:nth-child({1 + order(window).index(album)}) a")
    window.wait_for_page(album)


def order(window: Window) -> list[str]:
    """The titles of the albums on the page."""
    titles: list[str] = window.see(
        "[...document.querySelectorAll('#albums strong')].map(({ textContent }) => textContent)"
    )
    return titles


def open_photograph(window: Window, number: int = 0) -> None:
    """Open one of an album in the viewer."""
    window.click(f"#images li:nth-child({1 + number}) a")
    window.wait_for_photograph(f"View {number:02}")


def test_a_photograph_opens_with_its_address(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    open_photograph(window, 1)
    assert window.see("document.title").startswith("View 01")


def test_a_finger_leads_on(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    open_photograph(window)
    window.swipe(800, 200)
    window.wait_for_photograph("View 01")
    window.swipe(200, 800)
    window.wait_for_photograph("View 00")


def test_keys_lead_on_and_back_to_the_tile(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    open_photograph(window)
    window.press("ArrowRight")
    window.wait_for_photograph("View 01")
    window.press("Escape")
    window.wait_for_page(ROME)
    window.wait_for("document.activeElement.matches('#images li:nth-child(2) a')")


def test_a_photograph_is_brought_nearer(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    open_photograph(window)
    window.press("z")
    window.wait_for("document.querySelector('.pswp--zoomed-in') !== null")
    window.press("z")
    window.wait_for("document.querySelector('.pswp--zoomed-in') === null")


def test_back_closes_and_forward_opens_again(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    open_photograph(window, 2)
    window.back()
    window.wait_for_page(ROME)
    window.forward()
    window.wait_for_photograph("View 02")


def test_a_reload_shows_the_page_of_the_photograph(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    open_photograph(window, 3)
    window.reload()
    window.wait_for("document.querySelector('.stage img')?.alt === 'View 03'")
    window.back()
    window.wait_for_page(ROME)


def test_a_deep_link_leads_to_its_neighbours(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    address = window.see("document.querySelector('#images li:nth-child(5) a').href")
    window.open(address)
    window.wait_for("document.querySelector('.stage img')?.alt === 'View 04'")
    window.press("ArrowRight")
    window.wait_for("document.querySelector('.stage img')?.alt === 'View 05'")
    window.back()
    window.wait_for("document.querySelector('.stage img')?.alt === 'View 04'")


def scroll_far(window: Window) -> list[object]:
    """Scroll through seven hundred tiles; returns the place, once the page has noted it."""
    tiles = "document.querySelectorAll('#images li')"
    window.wait_for(f"(scrollTo(0, document.body.scrollHeight), {tiles}.length >= 700)")
    window.wait_for(f"({tiles}[650].scrollIntoView({{ block: 'center' }}), true)")
    window.wait_for("history.state?.index > 600 && history.state.index <= 650")
    return list(window.see(f"[{tiles}[650].id, {tiles}[650].getBoundingClientRect().top]"))


def is_at(place: list[object]) -> str:
    """What is true once a tile is at the same height again."""
    number, top = map(json.dumps, place)
    return f"Math.abs(document.getElementById({number})?.getBoundingClientRect().top - {top}) < 3"


def test_the_place_among_2000_is_kept_on_the_way_back(window: Window, gallery: Gallery) -> None:
    enter(window, gallery, MANY)
    place = scroll_far(window)
    window.open(gallery.address)
    window.back()
    window.wait_for(is_at(place))


def test_the_place_is_kept_across_a_reloaded_viewer(window: Window, gallery: Gallery) -> None:
    enter(window, gallery, MANY)
    place = scroll_far(window)
    window.click("#images li:nth-child(651) a")
    window.wait_for("history.state?.viewer && document.querySelector('.pswp') !== null")
    window.reload()
    window.wait_for("document.querySelector('.stage img')")
    window.back()
    window.wait_for_page(MANY)
    window.wait_for(is_at(place))


def test_a_reload_keeps_the_place(window: Window, gallery: Gallery) -> None:
    enter(window, gallery, MANY)
    place = scroll_far(window)
    window.reload()
    window.wait_for(is_at(place))


def test_somebody_signs_in(window: Window, gallery: Gallery) -> None:
    window.open(gallery.address)
    window.click(".site nav a[href*=login]")
    window.wait_for_page("Sign in")
    window.write("[name=name]", NAME)
    window.write("[name=password]", PASSWORD)
    window.press("Enter")
    window.wait_for_page("Photographs")
    window.click(".site form button")
    window.wait_for("document.querySelector('.site nav a[href*=login]') !== null")


@pytest.mark.parametrize("scripted", [False])
def test_all_of_it_is_links_without_scripts(window: Window, gallery: Gallery) -> None:
    enter(window, gallery)
    window.click("#images li:nth-child(2) a")
    window.wait_for_page("View 01")
    window.click(".pages a[rel=next]")
    window.wait_for_page("View 02")
    window.back()
    window.wait_for_page("View 01")
    window.click(".breadcrumbs a:last-of-type")
    window.wait_for_page(ROME)
