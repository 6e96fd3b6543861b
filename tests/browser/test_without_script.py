"""Everything can be reached by links and forms alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery
from tests.browser.viewing import box_of, every_window

pytestmark = pytest.mark.parametrize("options", [{"java_script_enabled": False}])


def open_album(gallery: Gallery, page: Page, title: str) -> None:
    """From the home page to an album, as people go."""
    page.goto(gallery.address)
    page.get_by_role("link", name=title).first.click()


@every_window
def test_images_are_reached_one_after_the_other_and_lead_back(gallery: Gallery, page: Page) -> None:
    open_album(gallery, page, "Rome 2022")
    page.wait_for_url("**/rome-2022-*/")
    album = page.url
    page.locator("#images a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("View 00")
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("View 02")
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("View 01")
    image = page.url.rstrip("/").rpartition("/")[2]
    page.get_by_role("link", name="Rome 2022").click()
    expect(page).to_have_url(f"{album}?at={image}#{image}")


@every_window
def test_clips_have_the_browsers_own_player(gallery: Gallery, page: Page) -> None:
    open_album(gallery, page, "Films 2018")
    page.get_by_role("link", name="Item 1 Video").click()
    video = page.locator(".stage video")
    expect(video).to_have_attribute("poster", re.compile(r"/big\.jpg\?"))
    box = box_of(video)
    assert box["width"] / box["height"] == pytest.approx(640 / 360, rel=0.01)
    video.focus()
    page.keyboard.press(" ")
    expect(video).to_have_js_property("paused", value=False)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Item 2")


@pytest.mark.parametrize("window", ["phone"])
def test_pages_and_years_are_links(gallery: Gallery, page: Page) -> None:
    open_album(gallery, page, "Many 2021")
    expect(page.locator("#images > li")).to_have_count(200)
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#images img").first).to_have_attribute("alt", "0200")
    expect(page.locator("#images > li")).to_have_count(200)
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator("#images img").first).to_have_attribute("alt", "0000")
    page.goto(gallery.address)
    page.get_by_role("link", name="2022", exact=True).click()
    expect(page.locator(".albums li")).to_have_count(1)


@every_window
def test_pictures_are_shown(gallery: Gallery, page: Page) -> None:
    open_album(gallery, page, "Rome 2022")
    assert box_of(page.locator("#images img").first)["width"] > 100
