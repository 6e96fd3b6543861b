"""Photographs that are not ready yet: the page is there at once, and they come by themselves."""

import os
import signal

from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery
from tests.browser.test_album import wait_for_pictures

PLACEHOLDERS = "() => document.querySelectorAll('#images img.waiting').length"


def test_tiles_wait_for_late_pictures_without_moving(
    gallery: Gallery, page: Page, sleeping: list[int]
) -> None:
    page.goto(gallery.address)
    page.get_by_role("link", name="Late 2020").click()
    expect(page.locator("#images > li")).to_have_count(6)
    page.wait_for_function(f"() => ({PLACEHOLDERS})() >= 5")
    asked = page.evaluate("performance.getEntriesByType('resource').length")
    page.wait_for_timeout(2500)
    assert page.evaluate("performance.getEntriesByType('resource').length") <= asked + 5 * 6
    for process in sleeping:
        os.kill(process, signal.SIGCONT)
    wait_for_pictures(page)
    expect(page.locator("#images img.waiting")).to_have_count(0)
    assert page.evaluate("window.shift") == 0


def test_the_viewer_shows_a_late_picture_when_it_is_there(
    gallery: Gallery, page: Page, sleeping: list[int]
) -> None:
    page.goto(gallery.address)
    page.get_by_role("link", name="Later 2019").click()
    page.wait_for_url("**/later-2019-*/")
    page.locator("#images a").nth(2).click()
    expect(page.locator(".pswp")).to_be_visible()
    for process in sleeping:
        os.kill(process, signal.SIGCONT)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.pswp__img')].some((i) => i.naturalWidth > 600)"
    )
