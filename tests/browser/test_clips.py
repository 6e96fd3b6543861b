"""Clips and films of providers among photographs: in their album, in the viewer and on pages of
their own."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect
from sqlalchemy import select

from bviewer.albums.item_editing import ItemValues
from bviewer.db.sessions import work_session
from bviewer.models import Album
from bviewer.process.project import open_project
from bviewer.videos.editing import add_video
from tests.browser.conftest import Gallery, Witness
from tests.browser.library import CLIP_SECONDS
from tests.browser.test_accessibility import violations
from tests.browser.test_zoom import rest
from tests.browser.viewing import (
    SHOWN,
    box_of,
    every_window,
    swipe,
    tile,
    wait_for_copies,
    wait_for_photograph,
    wait_until_still,
    width,
)
from tests.browser.waiting import Traffic, delay_pictures, follow, stop_the_clock

ALBUM = "Films 2018"
PHOTOGRAPH, WIDE, AFTER, TALL, LAST, UNPLAYABLE, PROVIDED = range(7)
PLAYER = ".pswp__item[aria-hidden=false] video"
REASON = ".pswp__item[aria-hidden=false] .reason"
PLAYS = f"() => document.querySelector('{PLAYER}')?.currentTime > 0"
X = "element => element.getBoundingClientRect().x"
MOVING = ".film-box .moving"
BEFORE_ITS_END = CLIP_SECONDS * 1000 // 2
UNABLE = "This browser cannot play this video."
# Keeps what plays, to look at it after it was left.
REMEMBER = f"() => {{ window.left = document.querySelector('{PLAYER}'); }}"
IS_FREED = "() => left.paused && !left.isConnected && left.networkState === left.NETWORK_EMPTY"


@pytest.fixture(scope="session")
def provided(gallery: Gallery) -> None:
    """A film of a provider in the album, after all that has files."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        album = session.scalars(select(Album).where(Album.folder == ALBUM)).one()
        values = ItemValues(title="Waterfall", time=datetime(2018, 5, 4, 11))
        add_video(session, album, "dQw4w9WgXcQ", values)


@pytest.fixture
def films(gallery: Gallery, provided: None, page: Page) -> list[str]:
    """The addresses of all items of the album, which is open."""
    page.goto(gallery.album(page, ALBUM))
    return [tile(page, number) for number in range(PROVIDED + 1)]


def play_button(page: Page) -> Locator:
    """The button over the poster of the clip that is looked at."""
    return page.get_by_role("button", name="Play", exact=True)


def bytes_asked_for(page: Page) -> list[str]:
    """The addresses of clips whose bytes are asked for from now on, and of what photographs move
    by."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith(("/play", "/motion")):
            asked.append(request.url)

    page.on("request", note)
    return asked


@every_window
def test_tiles_say_what_plays_and_how_long(films: list[str], page: Page) -> None:
    expect(
        page.get_by_role("link", name=f"Item 1 Video 0:{CLIP_SECONDS}", exact=True)
    ).to_have_attribute("href", re.compile(films[WIDE].rpartition("/films")[2]))
    marks = page.locator("#images .film")
    expect(marks).to_have_text([*[f"0:{CLIP_SECONDS}"] * 3, ""])
    picture, mark = box_of(page.locator("#images a").nth(WIDE)), box_of(marks.first)
    right, bottom = picture["x"] + picture["width"], picture["y"] + picture["height"]
    assert 0 < right - mark["x"] - mark["width"] < 10
    assert 0 < bottom - mark["y"] - mark["height"] < 10


@pytest.mark.parametrize("window", ["phone"])
def test_a_finger_leads_across_photographs_and_clips(films: list[str], page: Page) -> None:
    asked = bytes_asked_for(page)
    album = page.url
    page.locator("#images a").first.tap()
    wait_for_photograph(page)
    expect(play_button(page)).to_have_count(0)
    swipe(page, 330, 60)
    page.wait_for_url(films[WIDE])
    wait_for_photograph(page)
    expect(play_button(page)).to_be_visible()
    assert asked == []
    play_button(page).click()
    page.wait_for_function(PLAYS)
    assert set(asked) == {f"{films[WIDE]}play"}
    page.evaluate(f"document.querySelector('{PLAYER}').currentTime = {CLIP_SECONDS // 2}")
    page.evaluate(REMEMBER)
    swipe(page, 330, 60)
    page.wait_for_url(films[AFTER])
    assert page.evaluate(IS_FREED)
    wait_for_photograph(page)
    swipe(page, 60, 330)
    page.wait_for_url(films[WIDE])
    expect(play_button(page)).to_be_visible()
    play_button(page).click()
    page.wait_for_function(PLAYS)
    assert page.evaluate(f"document.querySelector('{PLAYER}').currentTime") >= CLIP_SECONDS // 2
    page.evaluate(REMEMBER)
    page.go_back()
    page.wait_for_url(album)
    expect(page.locator(".pswp")).to_have_count(0)
    assert page.evaluate(IS_FREED)


@pytest.mark.parametrize("window", ["phone"])
def test_a_finger_plays_also_when_controls_have_faded(films: list[str], page: Page) -> None:
    page.clock.install()
    page.locator("#images a").nth(TALL).tap()
    page.clock.run_for(800)
    wait_for_photograph(page)
    expect(play_button(page)).to_be_visible()
    stop_the_clock(page)
    expect(page.locator(".pswp.idle")).to_have_count(1)
    play_button(page).tap()
    page.clock.run_for(500)
    page.wait_for_function(PLAYS)
    assert page.evaluate(f"!document.querySelector('{PLAYER}').muted")
    page.locator(PLAYER).tap()
    page.clock.run_for(500)
    expect(page.locator(".pswp--ui-visible:not(.idle)")).to_have_count(1)
    box = box_of(page.locator(PLAYER))
    swipe(page, 330, 60, int(box["y"] + box["height"]) - 20)  # On the player's controls.
    page.clock.run_for(500)
    assert page.url == films[TALL]
    expect(page.locator(PLAYER)).to_have_count(1)


def test_keys_lead_across_photographs_and_clips(films: list[str], page: Page) -> None:
    # As large as the photographs: only what can be brought nearer tells them apart.
    page.locator("#images a").nth(WIDE).evaluate(
        "({ dataset }) => { dataset.width = 1600; dataset.height = 1067; }"
    )
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(films[WIDE])
    expect(page.get_by_role("button", name="Zoom")).to_be_hidden()
    expect(page.locator(".viewer-caption")).to_contain_text("Item 1")
    wait_until_still(page)
    page.keyboard.press(" ")
    page.wait_for_function(PLAYS)
    expect(page.locator(".playing")).to_have_count(0)  # No slideshow.
    page.keyboard.press(" ")
    page.wait_for_function(f"() => document.querySelector('{PLAYER}').paused")
    page.evaluate(REMEMBER)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(films[AFTER])
    assert page.evaluate(IS_FREED)
    expect(page.get_by_role("button", name="Zoom")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(films[WIDE])
    play_button(page).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(PLAYS)
    expect(page.locator(".pswp")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".pswp")).to_have_count(0)


def test_the_keys_of_a_player_are_its_own(films: list[str], page: Page) -> None:
    page.locator("#images a").nth(WIDE).click()
    play_button(page).click()
    page.wait_for_function(PLAYS)
    page.locator(PLAYER).focus()
    page.keyboard.press(" ")
    page.wait_for_function(f"() => document.querySelector('{PLAYER}').paused")
    at = page.evaluate(f"document.querySelector('{PLAYER}').currentTime")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"at => document.querySelector('{PLAYER}').currentTime > at", arg=at)
    assert page.url == films[WIDE]
    page.keyboard.press("Escape")
    expect(page.locator(".pswp")).to_have_count(0)


def test_a_mouse_on_a_player_is_the_players(films: list[str], page: Page) -> None:
    page.locator("#images a").nth(WIDE).click()
    wait_for_photograph(page)
    wait_until_still(page)
    page.locator(SHOWN).click(position={"x": 40, "y": 40})  # The poster plays as its button does.
    page.wait_for_function(PLAYS)
    page.locator(PLAYER).click()
    page.wait_for_function(f"() => document.querySelector('{PLAYER}').paused")
    before, place = width(page), page.locator(".pswp__container").evaluate(X)
    page.mouse.wheel(0, -400)
    page.locator(PLAYER).dblclick()
    page.keyboard.press("z")
    page.mouse.move(900, 300)
    page.mouse.down()
    page.mouse.move(400, 300, steps=4)
    assert page.locator(".pswp__container").evaluate(X) == place
    page.mouse.up()
    assert (page.url, width(page)) == (films[WIDE], before)


@pytest.mark.parametrize("key", [None, " "], ids=["click", "space"])
def test_what_is_wanted_before_its_player_came_plays_when_it_comes(
    films: list[str], page: Page, key: str | None
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/film/in_viewer.js*", hold)
    with page.expect_request("**/film/in_viewer.js*"):
        page.locator("#images a").nth(WIDE).click()
    wait_for_photograph(page)
    wait_until_still(page)
    if key:
        page.keyboard.press(key)
    else:
        page.locator(SHOWN).click(position={"x": 40, "y": 40})
    held.pop().continue_()
    page.wait_for_function(PLAYS)
    expect(page.locator(".playing")).to_have_count(0)  # No slideshow.


def test_what_nobody_plays_is_said_and_offered(films: list[str], page: Page) -> None:
    page.locator("#images a").nth(UNPLAYABLE).click()
    expect(page.locator(REASON)).to_contain_text(UNABLE)
    expect(play_button(page)).to_be_hidden()
    wait_until_still(page)
    assert violations(page) == []
    with page.expect_download() as download:
        page.locator(REASON).get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "Item 5.mov"
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text(UNABLE)
    expect(page.locator("video")).to_have_count(0)
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("alert").get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "Item 5.mov"


def test_a_film_that_was_started_is_shown_to_its_end(films: list[str], page: Page) -> None:
    wait_for_copies(page, films[WIDE], films[AFTER], films[TALL], films[LAST])
    page.clock.install()
    page.locator("#images a").nth(WIDE).click()
    page.clock.run_for(1000)
    wait_for_photograph(page)
    stop_the_clock(page)
    page.get_by_role("button", name="Slideshow").last.click()
    play_button(page).click()
    page.wait_for_function(PLAYS)
    follow(page, 12, films[WIDE])
    page.evaluate(f"document.querySelector('{PLAYER}').currentTime = {CLIP_SECONDS}")
    page.wait_for_function(f"() => document.querySelector('{PLAYER}').ended")
    follow(page, 2, films[AFTER])
    follow(page, 5, films[TALL])
    follow(page, 5, films[LAST])  # Nobody started that one.


@pytest.mark.parametrize(
    ("status", "words"), [(503, ""), (404, "This video cannot be shown."), (200, UNABLE)]
)
def test_what_goes_wrong_is_said(
    films: list[str], page: Page, witness: Witness, status: int, words: str
) -> None:
    page.context.route("**/play", lambda route: route.fulfill(status=status, body="no film"))
    page.locator("#images a").nth(WIDE).click()
    play_button(page).click()
    if words:
        expect(page.locator(REASON)).to_contain_text(words)
        assert page.locator(REASON).locator("a").count() == (words == UNABLE)
    else:
        expect(page.locator("video")).to_have_count(0)
        page.context.unroute_all()
        play_button(page).click()
        page.wait_for_function(PLAYS)
    witness.faults = [
        fault for fault in witness.faults if str(status) not in fault and "play" not in fault
    ]


def test_a_poster_that_comes_late_disturbs_nobody(
    films: list[str], page: Page, witness: Witness
) -> None:
    page.route("**/big.jpg*", lambda route: route.abort("internetdisconnected"))
    page.locator("#images a").nth(WIDE).click()
    play_button(page).click()
    page.wait_for_function(PLAYS)
    page.evaluate(REMEMBER)
    with Traffic(page) as traffic:
        page.unroute_all()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        traffic.settle()
    assert page.evaluate("left.isConnected")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(films[AFTER])
    assert page.evaluate(IS_FREED)
    page.keyboard.press("ArrowLeft")
    wait_for_photograph(page)
    witness.faults.clear()  # What was lost.


def test_a_clip_has_a_page_with_the_browsers_own_player(films: list[str], page: Page) -> None:
    asked = bytes_asked_for(page)
    late = delay_pictures(page, "**/big.jpg*")
    page.goto(films[WIDE])
    video = page.locator(".stage video")
    expect(video).to_have_js_property("controls", True)
    expect(video).to_have_js_property("preload", "none")
    expect(video).to_have_js_property("autoplay", False)
    page.wait_for_function("() => document.querySelector('.stage img').naturalWidth > 0")
    assert late
    box = box_of(video)
    assert box["width"] / box["height"] == pytest.approx(640 / 360, rel=0.01)
    page.unroute_all()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => document.querySelector('video').poster.includes('try=')")
    assert page.evaluate("window.shift") == 0
    assert violations(page) == []
    assert asked == []
    video.focus()
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0")
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('video').paused")
    at = video.evaluate("video => video.currentTime")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("at => document.querySelector('video').currentTime > at", arg=at)
    assert page.url == films[WIDE]
    page.locator("main").click(position={"x": 5, "y": 5})
    page.keyboard.press("ArrowRight")
    page.wait_for_url(films[AFTER])


def test_a_provider_hears_of_nobody_before_a_click(films: list[str], page: Page) -> None:
    asked: list[Request] = []
    elsewhere = re.compile("https://.*")
    page.on("request", lambda request: elsewhere.match(request.url) and asked.append(request))
    page.context.route(elsewhere, lambda route: route.fulfill(body="<p>A player"))
    page.locator("#images a").nth(PROVIDED).click()
    expect(page.locator(".remark:visible")).to_contain_text(
        "Played by YouTube, which learns of you"
    )
    wait_until_still(page)
    assert violations(page) == []
    assert asked == []
    box = box_of(page.locator(".film-box.bare"))
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.01)
    play_button(page).click()
    expect(page.frame_locator("iframe").locator("p")).to_have_text("A player")
    [request] = asked
    assert request.url.startswith("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?")
    assert "autoplay=1" in request.url
    assert request.headers["referer"] == f"{page.url.split('/films')[0]}/"
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "Waterfall")
    assert "allow-top-navigation" not in str(frame.get_attribute("sandbox"))
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(films[UNPLAYABLE])
    expect(frame).to_have_count(0)
    page.goto(films[PROVIDED])
    assert len(asked) == 1
    assert violations(page) == []
    page.get_by_role("link", name="Play at YouTube: Waterfall").click()
    expect(page.frame_locator("iframe").locator("p")).to_have_text("A player")
    assert [each.url for each in asked] == [request.url] * 2


def test_a_photograph_moves_while_it_is_held(films: list[str], page: Page) -> None:
    expect(page.get_by_role("img", name="It moves")).to_have_count(2)
    asked = bytes_asked_for(page)
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    before = rest(page)
    assert asked == []
    page.mouse.move(640, 400)
    page.mouse.down()
    page.wait_for_function(f"() => document.querySelector('{MOVING}')?.currentTime > 0")
    assert page.locator(MOVING).evaluate("video => video.muted")
    page.mouse.up()
    expect(page.locator(MOVING)).to_have_count(0, timeout=BEFORE_ITS_END)
    assert set(asked) == {f"{films[PHOTOGRAPH]}motion"}
    assert rest(page) == before  # It was not brought nearer by that.
    page.mouse.click(640, 400)
    assert rest(page) > before
    button = page.get_by_role("button", name="Let it move")
    button.click()
    page.wait_for_function(f"() => document.querySelector('{MOVING}')?.currentTime > 0")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(films[WIDE])
    expect(page.locator(MOVING)).to_have_count(0, timeout=BEFORE_ITS_END)
    expect(button).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(button).to_be_visible()
    button.click()
    expect(page.locator(MOVING)).to_have_count(1)
    button.click()
    expect(page.locator(MOVING)).to_have_count(0, timeout=BEFORE_ITS_END)


@pytest.mark.parametrize("window", ["phone"])
def test_a_photograph_moves_on_its_own_page(films: list[str], page: Page) -> None:
    page.goto(films[PHOTOGRAPH])
    button = page.get_by_role("button", name="Let it move")
    button.tap()
    page.wait_for_function("() => document.querySelector('.moving').currentTime > 0")
    assert violations(page) == []
    button.tap()
    expect(page.locator(".moving")).to_have_count(0, timeout=BEFORE_ITS_END)
    finger = page.context.new_cdp_session(page)
    point = {"x": 195, "y": 260}
    for kind, points in (("touchStart", [point]), ("touchEnd", [])):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        expect(page.locator(".moving")).to_have_count(len(points), timeout=BEFORE_ITS_END)
