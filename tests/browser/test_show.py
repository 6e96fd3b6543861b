"""A random show: one photograph after the other, by itself or by hand, also without a script."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Gallery
from tests.browser.test_accessibility import violations
from tests.browser.test_slideshow import LOCKS, held
from tests.browser.viewing import (
    box_of,
    every_window,
    swipe,
    tile,
    wait_for_copies,
    wait_until_still,
)
from tests.browser.waiting import Traffic, be_hidden, pass_quiet_time, pass_time, stop_the_clock
from tests.processes import wait_until

NUMBER = 3  # Photographs.
SHOWN = ".slide:last-child img"
NAME = re.compile(r"View 0\d")


@pytest.fixture(scope="module")
def rome(gallery: Gallery, chromium: Browser) -> str:
    """The address of an album of three photographs, whose copies are made."""
    with chromium.new_page() as page:
        address = gallery.album(page, "Rome 2022")
        page.goto(address)
        wait_for_copies(page, *[tile(page, number) for number in range(NUMBER)])
    return address


@pytest.fixture
def asked(rome: str, gallery: Gallery, page: Page) -> Page:
    """The page that asks what a show is of, of which many may be begun."""
    with closing(sqlite3.connect(gallery.ini.parent / "bviewer.sqlite", timeout=30)) as database:
        database.execute("UPDATE slideshow SET created_at = '2000-01-01 00:00:00.000000'")
        database.commit()
    page.goto(f"{rome}slideshow")
    return page


@pytest.fixture
def show(asked: Page) -> Page:
    """A show of all of them, at its first photograph, on a screen that can be kept awake. Only the
    test lets time pass."""
    asked.add_init_script(LOCKS)
    asked.clock.install()
    begin(asked, seconds="60")  # Until the clock stands still.
    wait_for_photograph(asked, 1)
    stop_the_clock(asked)
    choose_seconds(asked, "10")
    return asked


def begin(page: Page, seconds: str = "10") -> None:
    """Begin a show of all photographs."""
    page.get_by_role("radio", name="All").check()
    page.get_by_label("Seconds").fill(seconds)
    page.get_by_role("button", name="Begin").click()


def choose_seconds(page: Page, seconds: str) -> None:
    """Have photographs be shown for other seconds from now on."""
    page.keyboard.press("i")
    with page.expect_response("**/slideshow"):
        page.get_by_role("slider", name="Seconds for each photograph").fill(seconds)
    page.keyboard.press("i")
    expect(page.locator("#about")).to_be_hidden()


def wait_for_photograph(page: Page, number: int) -> str:
    """Wait until the photograph of a number is there; returns what it is called."""
    page.wait_for_url(f"**/slideshow?at={number}")
    expect(page.locator(SHOWN)).to_have_js_property("complete", True)
    return str(page.locator(SHOWN).get_attribute("alt"))


def go_on(page: Page, seconds: float, number: int) -> str:
    """Let time pass, and see which photograph is there then."""
    pass_time(page, seconds)
    return wait_for_photograph(page, number)


def test_each_is_shown_once_for_some_seconds(show: Page) -> None:
    first = wait_for_photograph(show, 1)
    pass_time(show, 8)
    assert wait_for_photograph(show, 1) == first
    names = [first, go_on(show, 3, 2), go_on(show, 10.5, 3)]
    assert len(set(names)) == NUMBER
    assert all(map(NAME.fullmatch, names))
    pass_time(show, 10.5)
    expect(show.get_by_role("status")).to_contain_text("have been shown")
    expect(show.get_by_role("button", name="Begin")).to_be_visible()


def test_the_next_photograph_is_there_before_it_is_needed(show: Page, rome: str) -> None:
    with Traffic(show) as traffic:
        show.keyboard.press("ArrowRight")
        wait_for_photograph(show, 2)
        traffic.settle()
    show.route(f"{rome}*/*.jpg*", lambda route: route.abort())
    show.keyboard.press("ArrowRight")
    wait_for_photograph(show, 3)


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_keys_buttons_and_fingers_lead_on_and_back(show: Page, window: str) -> None:
    first = wait_for_photograph(show, 1)
    show.keyboard.press("ArrowRight")
    second = wait_for_photograph(show, 2)
    show.keyboard.press("ArrowLeft")
    assert wait_for_photograph(show, 1) == first
    show.get_by_role("button", name="Next").click()
    assert wait_for_photograph(show, 2) == second
    show.get_by_role("link", name="Previous").click()
    assert wait_for_photograph(show, 1) == first
    if window == "phone":
        swipe(show, 300, 60)
        assert wait_for_photograph(show, 2) == second
        swipe(show, 60, 300)
        assert wait_for_photograph(show, 1) == first
    show.keyboard.press("ArrowLeft")
    pass_quiet_time(show, 1)
    assert wait_for_photograph(show, 1) == first, "nothing is before it"
    assert go_on(show, 10.5, 2) == second, "it goes on by itself"


def test_arrow_keys_move_the_seconds_that_have_the_focus(show: Page) -> None:
    show.keyboard.press("i")
    show.get_by_role("slider").focus()
    show.keyboard.press("ArrowRight")
    expect(show.locator("output")).to_have_text("11 s")
    show.keyboard.press("i")
    show.keyboard.press("ArrowRight")
    wait_for_photograph(show, 2)
    expect(show.locator("output")).to_have_text("11 s")


def test_a_pause_holds_it_and_lets_the_screen_sleep(show: Page) -> None:
    first = wait_for_photograph(show, 1)
    assert held(show) == 1
    show.keyboard.press(" ")
    expect(show.get_by_role("button", name="Play")).to_be_visible()
    assert held(show) == 0
    pass_quiet_time(show, 15)
    assert wait_for_photograph(show, 1) == first
    show.get_by_role("button", name="Play").click()
    assert held(show) == 1
    go_on(show, 10.5, 2)


def test_nothing_is_passed_over_while_nobody_looks(show: Page) -> None:
    be_hidden(show, hidden=True)
    pass_quiet_time(show, 40)
    wait_for_photograph(show, 1)
    be_hidden(show, hidden=False)
    go_on(show, 10.5, 2)


def test_a_reload_goes_on_where_it_was_with_what_was_chosen(show: Page) -> None:
    show.keyboard.press("ArrowRight")
    second = wait_for_photograph(show, 2)
    choose_seconds(show, "3")
    expect(show.locator("output")).to_have_text("3 s")
    show.reload()
    assert wait_for_photograph(show, 2) == second
    go_on(show, 3.5, 3)


def test_the_whole_screen_is_used_on_request(show: Page) -> None:
    for whole in (True, False):
        show.keyboard.press("f")
        is_so = f"() => Boolean(document.fullscreenElement) === {str(whole).lower()}"
        wait_until(lambda is_so=is_so: show.evaluate(is_so), "the whole screen")  # type: ignore[misc]
    box = box_of(show.locator(".slide").last)
    assert (box["width"], box["height"]) == (1280, 800), "nothing else is there in any case"


def test_title_and_album_are_told_on_request(show: Page, rome: str) -> None:
    about = show.locator("#about")
    expect(about).to_be_hidden()
    show.get_by_role("button", name="Details").click()
    name = wait_for_photograph(show, 1)
    expect(show.get_by_role("button", name="Details")).to_have_attribute("aria-expanded", "true")
    expect(about.get_by_role("link", name=name, exact=True)).to_be_visible()
    show.keyboard.press("ArrowRight")
    name = wait_for_photograph(show, 2)
    expect(about.get_by_role("link", name=name, exact=True)).to_be_visible()
    about.get_by_role("link", name="Rome 2022").click()
    show.wait_for_url(rome)


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_it_keeps_nobody_out(show: Page) -> None:
    show.keyboard.press(" ")
    show.clock.resume()
    show.keyboard.press("i")
    wait_until_still(show)
    assert violations(show) == []
    for control in show.locator("#controls > :visible").all():
        box = box_of(control)
        assert min(box["width"], box["height"]) >= 44
        assert control.get_attribute("aria-label")
    show.keyboard.press("Escape")
    show.wait_for_url("**/rome-2022-*/")


@pytest.mark.parametrize("window", ["phone"])
def test_a_touch_calls_controls_that_have_stepped_aside(show: Page) -> None:
    controls = show.locator("#controls")
    pass_time(show, 4)
    expect(controls).to_have_css("opacity", "0")
    box = box_of(show.get_by_role("button", name="Pause"))
    show.touchscreen.tap(box["x"] + 20, box["y"] + 20)
    expect(controls).to_have_css("opacity", "1")
    expect(show.get_by_role("button", name="Pause")).to_be_visible()


def test_what_is_no_picture_or_does_not_come_is_passed_over(show: Page, rome: str) -> None:
    show.route(f"{rome}*/*.jpg*", lambda route: route.fulfill(body="no picture"))
    show.keyboard.press("ArrowRight")
    pass_time(show, 2)  # The second one was there already, the third one is no picture.
    wait_for_photograph(show, 2)
    show.keyboard.press("ArrowRight")
    pass_time(show, 3)
    expect(show.get_by_role("status")).to_contain_text("have been shown")


@pytest.mark.parametrize(
    ("options", "duration"),
    [({"reduced_motion": "reduce"}, "0s"), ({"reduced_motion": "no-preference"}, "1.2s")],
    ids=["still", "moving"],
)
def test_photographs_fade_unless_motion_is_not_wanted(show: Page, duration: str) -> None:
    show.keyboard.press("ArrowRight")
    wait_for_photograph(show, 2)
    slide = show.locator(".slide").last
    expect(slide).to_have_css("transition-duration", duration)
    expect(slide).to_have_css("opacity", "1")


def test_no_lock_is_no_fault(asked: Page) -> None:
    asked.add_init_script("Object.defineProperty(navigator, 'wakeLock', { value: undefined });")
    begin(asked)
    wait_for_photograph(asked, 1)


@every_window
@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_without_script_it_is_a_button(asked: Page) -> None:
    begin(asked)
    names = []
    for number in (1, 2, 3):
        asked.get_by_role("button", name="Next").click()
        asked.wait_for_url(f"**/slideshow?at={number}")
        names.append(asked.locator(SHOWN).get_attribute("alt"))
        expect(asked.get_by_role("link", name=names[-1], exact=True)).to_be_visible()
    assert len(set(names)) == NUMBER
    asked.get_by_role("link", name="Previous").click()
    expect(asked.locator(SHOWN)).to_have_attribute("alt", str(names[1]))
    for _ in range(2):
        asked.get_by_role("button", name="Next").click()
    expect(asked.get_by_role("status")).to_contain_text("have been shown")
