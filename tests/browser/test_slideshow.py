"""A slideshow keeps the screen awake as long as it plays, and not a moment longer."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.viewing import tile, wait_for_copies, wait_for_photograph
from tests.browser.waiting import (
    be_hidden,
    delay_pictures,
    follow,
    pass_quiet_time,
    pass_time,
    stop_the_clock,
)

# Stands in for the screen's lock: counts those that are held, and gives them when it is told to.
LOCKS = """
window.locks = { held: new Set(), asked: 0, give: () => {} };
const lock = () => {
    const taken = { release: async () => { locks.held.delete(taken); } };
    locks.held.add(taken);
    return taken;
};
Object.defineProperty(navigator, "wakeLock", { value: { request: (kind) => {
    locks.asked += kind === "screen";
    if (!locks.slow) return Promise.resolve(lock());
    return new Promise((resolve) => {
        const before = locks.give;
        locks.give = () => { before(); resolve(lock()); };
    });
} } });
"""


@pytest.fixture
def show(page: Page, gallery: object, request: pytest.FixtureRequest) -> Page:
    """An album on a screen that can be kept awake, whose first photographs are made."""
    page.add_init_script(LOCKS)
    request.getfixturevalue("album")
    wait_for_copies(page, *[tile(page, number) for number in range(4)])
    page.clock.install()
    return page


def held(page: Page) -> int:
    """How many locks keep the screen awake."""
    return int(page.evaluate("locks.held.size"))


def play(page: Page) -> None:
    """Begin, from the album."""
    page.get_by_role("button", name="Slideshow").click()
    page.clock.run_for(1000)
    wait_for_photograph(page)


def play_by_the_clock(page: Page) -> None:
    """Begin in the viewer, where only the test lets time pass, so that the first photograph has all
    its seconds."""
    page.locator("#images a").first.click()
    page.clock.run_for(1000)
    wait_for_photograph(page)
    stop_the_clock(page)
    page.keyboard.press(" ")


def test_the_screen_stays_awake_while_it_plays(show: Page) -> None:
    second = tile(show, 1)
    assert held(show) == 0
    play_by_the_clock(show)
    assert held(show) == 1
    follow(show, 6, second)
    assert held(show) == 1


def test_looking_without_playing_keeps_nothing_awake(show: Page) -> None:
    show.locator("#images a").first.click()
    show.clock.run_for(1000)
    wait_for_photograph(show)
    assert show.evaluate("locks.asked") == 0


def test_a_pause_lets_the_screen_sleep_and_going_on_wakes_it(show: Page) -> None:
    play(show)
    show.get_by_role("button", name="Pause").click()
    assert held(show) == 0
    show.get_by_role("button", name="Slideshow").last.click()
    assert held(show) == 1
    show.keyboard.press(" ")
    assert held(show) == 0


@pytest.mark.parametrize("way", ["Escape", "Back"])
def test_closing_lets_the_screen_sleep(show: Page, album: str, way: str) -> None:
    play(show)
    assert held(show) == 1
    if way == "Escape":
        show.keyboard.press("Escape")
    else:
        show.go_back()
    show.wait_for_url(album)
    show.clock.run_for(1000)
    expect(show.locator(".pswp")).to_have_count(0)
    assert held(show) == 0


def test_a_lock_that_comes_after_the_pause_is_given_back(show: Page) -> None:
    show.evaluate("locks.slow = true")
    play(show)
    for _ in range(3):
        show.keyboard.press(" ")  # Pause, play, pause.
    assert show.evaluate("locks.asked") == 2
    show.evaluate("locks.give()")
    assert held(show) == 0


def test_only_one_of_two_late_locks_is_kept(show: Page) -> None:
    show.evaluate("locks.slow = true")
    play(show)
    for _ in range(2):
        show.keyboard.press(" ")
    show.evaluate("locks.give()")
    assert held(show) == 1
    show.keyboard.press(" ")
    assert held(show) == 0


def test_who_looks_again_finds_the_screen_awake_again(show: Page) -> None:
    play(show)
    show.evaluate("locks.held.clear()")  # The browser lets go by itself while the page is hidden.
    show.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert held(show) == 1
    show.keyboard.press(" ")
    show.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert show.evaluate("locks.asked") == 2


def test_what_cannot_be_shown_does_not_end_it(show: Page) -> None:
    second, third = tile(show, 1), tile(show, 2)
    show.route(f"{second}big.jpg*", lambda route: route.fulfill(body="no picture"))
    play_by_the_clock(show)
    follow(show, 6, second)
    follow(show, 5, third)


@pytest.fixture
def late_second(show: Page) -> list[str]:
    """A slideshow at its second photograph, which is not made; what has been asked for."""
    asked = delay_pictures(show, f"{tile(show, 1)}big.jpg*")
    play_by_the_clock(show)
    follow(show, 6, tile(show, 1))
    return asked


def test_what_is_never_ready_is_waited_for_and_passed(show: Page, late_second: list[str]) -> None:
    follow(show, 13, tile(show, 1))
    assert len(late_second) > 4
    follow(show, 2, tile(show, 2))
    follow(show, 5.5, tile(show, 3))


def test_what_is_slow_is_shown_as_long_as_others(show: Page, late_second: list[str]) -> None:
    second, third = tile(show, 1), tile(show, 2)
    follow(show, 10, second)
    show.unroute_all()
    show.evaluate("window.dispatchEvent(new Event('online'))")
    pass_time(show, 1)
    wait_for_photograph(show)
    follow(show, 4, second)
    follow(show, 3, third)


def test_nothing_is_passed_while_nobody_looks(show: Page, late_second: list[str]) -> None:
    be_hidden(show, hidden=True)
    pass_quiet_time(show, 40)
    show.wait_for_url(tile(show, 1))
    be_hidden(show, hidden=False)
    assert late_second
    follow(show, 12, tile(show, 2))
