"""For whoever hears the page, or never touches a mouse.

That axe-core finds nothing on a page of any kind, test_every_page.py shows.
"""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery
from tests.browser.viewing import wait_until_open, wait_until_still

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        (violation["id"], json.dumps(violation["nodes"][0]["target"]))
        for violation in found["violations"]
    ]


def test_the_page_of_what_is_missing_is_without_fault(gallery: Gallery, page: Page) -> None:
    other = page.context.new_page()  # Nobody notes that it is answered 404.
    other.goto(f"{gallery.address}nowhere/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Nothing here")
    assert violations(other) == []


def test_the_viewer_is_without_fault(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Iceland 2024"))
    page.locator("#images a").first.click()
    wait_until_open(page)
    page.keyboard.press("i")
    expect(page.locator(".viewer-panel")).to_be_visible()
    expect(page.locator(".viewer-panel")).to_contain_text("Aurora")
    wait_until_still(page)
    assert violations(page) == []


def test_the_keyboard_alone_leads_everywhere(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for name in ("Download", "Random show", "All"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name, exact=True)).to_be_focused()
    page.get_by_role("link", name="Iceland 2024").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/iceland-2024-*/")
    page.locator("#images a").first.focus()
    assert "solid" in page.locator("#images a").first.evaluate(
        "link => getComputedStyle(link).outlineStyle"
    )
    page.keyboard.press("Enter")
    wait_until_open(page)
    page.keyboard.press("Escape")
    expect(page.locator(".pswp")).to_have_count(0)
    expect(page.locator("#images a").first).to_be_focused()


def test_arrow_keys_turn_the_pages_of_images(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.album(page, "Rome 2022"))
    page.goto(str(page.locator("#images a").first.evaluate("link => link.href")))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("View 01")
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text("View 00")
