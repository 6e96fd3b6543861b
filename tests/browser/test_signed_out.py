"""Somebody signs out, in another tab or elsewhere, while private photographs are on the screen."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import delete, select

from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user, find_user
from bviewer.albums.editing import set_visibility
from bviewer.db.sessions import work_session
from bviewer.models import Album, UserSession, Visibility
from bviewer.process.project import open_project
from tests.browser.conftest import Gallery as Served
from tests.browser.conftest import Witness, serving
from tests.browser.library import SHAPES, write
from tests.browser.test_album import wait_for_pictures
from tests.browser.viewing import tile, wait_for_copies, wait_for_photograph

LONG = 230


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A visible home with an album for everybody and two that are private, one of them long."""
    folder = tmp_path_factory.mktemp("family")
    library = make_library(folder / "library")
    with serving(folder, library) as gallery:
        with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
            for album in session.scalars(select(Album).where(Album.title.in_(["Family", "Long"]))):
                set_visibility(session, album, Visibility.PRIVATE)
        yield gallery


def make_library(root: Path) -> Path:
    """The three albums."""
    for title in ("Family", "Holidays"):
        for number in range(8):
            write(root / title, f"View {number}.jpg", number, SHAPES[0], 2024)
    for number in range(LONG):
        write(root / "Long", f"{number:03}.jpg", number, (60, 40), 2023)
    return root


@pytest.fixture
def owner(gallery: Served, context: BrowserContext, page: Page) -> Page:
    """A page of the owner's, who has just signed in."""
    sign_in(gallery, context)
    return page


def sign_in(gallery: Served, context: BrowserContext, name: str = "owner") -> None:
    """Let somebody sign in, and see the home in another tab."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        token = open_session(session, find_user(session, name).id, 1)
    context.add_cookies([{"name": "bv", "value": token, "url": gallery.address}])
    other = context.new_page()
    other.goto(gallery.address)
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()
    other.close()


def end_all_sessions(gallery: Served) -> None:
    """What signing out on another machine, or a long time, does."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        session.execute(delete(UserSession))


def sign_out_in_another_tab(gallery: Served, context: BrowserContext) -> None:
    """Sign out as people do."""
    other = context.new_page()
    other.goto(gallery.address)
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    other.close()  # At once.


def open_viewer(gallery: Served, page: Page, title: str = "Family") -> tuple[str, str]:
    """Look at the second photograph of an album; returns the addresses of both."""
    album = gallery.album(page, title)
    page.goto(album)
    wait_for_pictures(page)
    address = tile(page, 1)
    page.locator("#images a").nth(1).click()
    wait_for_photograph(page)
    expect(page.locator(".viewer-caption span")).to_contain_text("2024")
    return album, address


def expect_closed(page: Page, witness: Witness, *addresses: str) -> None:
    """There is nothing on the page but the way to sign in and come back. Nothing failed but what
    is at these addresses, which is missing, and pictures that were asked for meanwhile."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    assert page.locator("img, .pswp").count() == 0
    said = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    assert {fault for fault in witness.faults if ".jpg" not in fault} == {said, *addresses}
    witness.faults.clear()
    path = urlsplit(page.url).path
    page.get_by_role("link", name="Sign in").click()
    expect(page.locator("input[name=next]")).to_have_value(path)


def test_a_viewer_closes_with_the_session_in_another_tab(
    gallery: Served, context: BrowserContext, owner: Page, witness: Witness
) -> None:
    _album, address = open_viewer(gallery, owner)
    sign_out_in_another_tab(gallery, context)
    expect_closed(owner, witness, address)
    assert urlsplit(owner.url).path == "/login"


def test_the_way_back_shows_nothing_either(
    gallery: Served, context: BrowserContext, owner: Page, witness: Witness
) -> None:
    album, address = open_viewer(gallery, owner)
    sign_out_in_another_tab(gallery, context)
    expect(owner.get_by_role("heading", level=1)).to_have_text("Nothing here")
    with owner.expect_response(album):
        owner.go_back()
    expect_closed(owner, witness, address, album)


def test_the_next_photograph_is_not_shown_to_whom_it_is_closed(
    gallery: Served, owner: Page, witness: Witness
) -> None:
    open_viewer(gallery, owner)
    third = tile(owner, 2)
    end_all_sessions(gallery)
    owner.keyboard.press("ArrowRight")
    owner.wait_for_url(third)
    expect(owner.get_by_role("heading", level=1)).to_have_text("Nothing here")
    expect_closed(owner, witness, third)


def test_a_slideshow_ends_with_the_session(gallery: Served, owner: Page, witness: Witness) -> None:
    owner.goto(gallery.album(owner, "Family"))
    wait_for_pictures(owner)
    second = tile(owner, 1)
    # One that is asked for again would find out at the first photograph already.
    wait_for_copies(owner, *(tile(owner, number) for number in range(8)))
    owner.evaluate("sessionStorage.setItem('bviewer.interval', '20')")
    owner.clock.install()
    owner.get_by_role("button", name="Slideshow").click()
    wait_for_photograph(owner)
    end_all_sessions(gallery)
    owner.clock.run_for(20_000)
    owner.wait_for_url(second)
    expect(owner.get_by_role("heading", level=1)).to_have_text("Nothing here")
    expect_closed(owner, witness, second)


def test_a_long_album_goes_on_for_nobody_to_whom_it_is_closed(
    gallery: Served, owner: Page, witness: Witness
) -> None:
    album = gallery.album(owner, "Long")
    owner.goto(album)
    expect(owner.locator("#images > li")).to_have_count(200)
    further = str(owner.get_by_role("link", name="Next page").evaluate("link => link.href"))
    end_all_sessions(gallery)
    owner.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(owner.get_by_role("heading", level=1)).to_have_text("Nothing here")
    expect_closed(owner, witness, album, further)


def test_a_home_forgets_what_only_its_owner_may_see(
    gallery: Served, context: BrowserContext, owner: Page
) -> None:
    owner.goto(gallery.address)
    expect(owner.locator(".albums strong")).to_have_text(["Family", "Holidays", "Long"])
    sign_out_in_another_tab(gallery, context)
    expect(owner.locator(".albums strong")).to_have_text(["Holidays"])
    expect(owner.get_by_role("link", name="Sign in")).to_be_visible()


def test_an_open_album_is_looked_at_further_by_its_page(
    gallery: Served, context: BrowserContext, owner: Page
) -> None:
    _album, address = open_viewer(gallery, owner, "Holidays")
    sign_out_in_another_tab(gallery, context)
    expect(owner.locator(".stage img")).to_be_visible()
    assert owner.url == address
    expect(owner.get_by_role("link", name="Sign in")).to_be_visible()


def test_what_somebody_has_typed_is_seen_again_by_them_alone(
    gallery: Served, context: BrowserContext, owner: Page
) -> None:
    owner.goto(f"{gallery.album(owner, 'Family')}edit")
    owner.get_by_label("Description").fill("Until midnight")
    untouched = context.new_page()
    untouched.goto(owner.url)
    sign_out_in_another_tab(gallery, context)
    expect(untouched.get_by_role("heading", level=1)).to_have_text("Nothing here")
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        add_user(session, "guest")
    for _ in range(2):
        expect(owner.get_by_role("heading", level=1)).to_have_text("You are signed out")
        assert "Family" not in owner.content() + owner.title()
        sign_in(gallery, context, "guest")
        sign_out_in_another_tab(gallery, context)
    sign_in(gallery, context)
    expect(owner.get_by_label("Description")).to_have_value("Until midnight")
    owner.get_by_role("button", name="Save").click()
    expect(owner.locator(".done")).to_be_focused()
    expect(owner.locator("main .description")).to_have_text("Until midnight")


def test_whoever_signs_in_disturbs_nobody(
    gallery: Served, context: BrowserContext, page: Page
) -> None:
    open_viewer(gallery, page, "Holidays")
    sign_in(gallery, context)
    page.wait_for_timeout(300)
    expect(page.locator(".pswp")).to_have_count(1)
