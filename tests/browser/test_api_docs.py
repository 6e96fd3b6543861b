"""The description of the API as a page: all of it is there, and nothing comes from elsewhere."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery


def test_endpoints_are_shown_and_can_be_tried(gallery: Gallery, page: Page) -> None:
    """The witness of each page notes what the policy of our pages does not let it have."""
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{gallery.address}api/v1/docs")
    described = page.request.get(f"{gallery.address}api/v1/openapi.json").json()["paths"]
    expect(page.locator(".opblock")).to_have_count(sum(map(len, described.values())))
    listing = page.locator("#operations-albums-list_albums")
    listing.locator(".opblock-summary-control").click()
    listing.get_by_role("button", name="Try it out").click()
    listing.get_by_role("button", name="Execute").click()
    answer = listing.locator(".live-responses-table > tbody")
    expect(answer.locator("td.response-col_status").first).to_contain_text("200")
    expect(answer).to_contain_text("Iceland")
    assert hosts == {gallery.address.split("/")[2]}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
