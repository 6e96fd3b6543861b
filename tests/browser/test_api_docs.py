"""The description of the API as a page: all of it is there, it can be tried, and nothing comes from
elsewhere."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from bviewer.accounts.sessions import open_session
from bviewer.db.sessions import work_session
from bviewer.models import Gallery as GalleryRow
from bviewer.process.project import open_project
from tests.browser.conftest import WINDOWS, Gallery
from tests.browser.test_accessibility import violations
from tests.browser.viewing import box_of

SIZES = [WINDOWS["phone"]["viewport"], {"width": 1440, "height": 900}]
WIDTHS = "() => [document.documentElement.scrollWidth, innerWidth]"


@pytest.fixture
def owner(gallery: Gallery, page: Page) -> Page:
    """The page, in the owner's browser."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        row = session.scalars(select(GalleryRow)).one()
        secret = open_session(session, row.owner_id, row.id)
    page.context.add_cookies([{"name": "bv", "value": secret, "url": gallery.address}])
    page.goto(f"{gallery.address}api/v1/docs")
    return page


def opened(page: Page, name: str) -> Locator:
    """An operation, which is opened."""
    operation = page.locator(f"#operations-{name}")
    operation.locator(".opblock-summary-control").click()
    expect(operation.locator(".others")).to_be_visible()
    return operation


def tried(operation: Locator, status: str) -> Locator:
    """The answer to an operation, which is tried."""
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table > tbody")
    expect(answer.locator("td.response-col_status").first).to_contain_text(status)
    return answer


def test_endpoints_are_shown_and_can_be_tried(gallery: Gallery, page: Page) -> None:
    """The witness of each page notes what the policy of our pages does not let it have."""
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{gallery.address}api/v1/docs")
    described = page.request.get(f"{gallery.address}api/v1/openapi.json").json()["paths"]
    expect(page.locator(".opblock")).to_have_count(sum(map(len, described.values())))
    listing = opened(page, "albums-list_albums")
    listing.get_by_role("button", name="Try it out").click()
    expect(tried(listing, "200")).to_contain_text("Iceland")
    expect(listing.locator(".curl")).to_contain_text("accept: application/json")
    expect(listing.locator(".curl")).not_to_contain_text("Authorization")
    assert hosts == {gallery.address.split("/")[2]}
    for size in SIZES:
        page.set_viewport_size(size)
        width, room = page.evaluate(WIDTHS)
        assert width <= room
    page.get_by_role("link", name="Anna's photographs").click()
    assert page.url == gallery.address


def test_whoever_is_signed_in_changes_what_they_may(gallery: Gallery, owner: Page) -> None:
    making = opened(owner, "groups-create_group")
    making.get_by_role("button", name="Try it out").click()
    making.get_by_role("textbox", name="Request body").fill(json.dumps({"name": "Tried"}))
    tried(making, "201")
    command = making.locator(".curl")
    expect(command).to_contain_text("Authorization: Bearer YOUR_TOKEN")
    expect(command).not_to_contain_text("X-CSRF-Token")


def test_a_token_is_filled_in_and_no_cookie(gallery: Gallery, owner: Page) -> None:
    owner.get_by_role("button", name="Authorize").click()
    expect(owner.locator(".auth-container input")).to_have_count(1)
    expect(owner.locator(".auth-container")).to_contain_text("Bearer")


def test_an_operation_fits_two_screens(gallery: Gallery, owner: Page) -> None:
    for size in SIZES:
        owner.set_viewport_size(size)
        for name in ("albums-list_albums", "albums-create_album", "items-show_item"):
            operation = opened(owner, name)
            expect(operation.locator(".response")).to_have_count(1)
            shown = operation.inner_text()
            assert '"title": "' in shown
            assert "$response.body" not in shown
            assert '"string"' not in shown
            assert box_of(operation)["height"] < 2 * size["height"], (name, size)
            operation.locator(".opblock-summary-control").click()


def test_the_page_is_without_fault(gallery: Gallery, owner: Page) -> None:
    """Contrast, too, of all that is opened."""
    making = opened(owner, "groups-create_group")
    assert violations(owner) == []
    making.get_by_role("tab", name="Schema").last.click()
    making.get_by_role("button", name="Try it out").click()
    making.get_by_role("textbox", name="Request body").fill(json.dumps({"name": "Heard"}))
    tried(making, "201")
    assert violations(owner) == []
    owner.get_by_role("button", name="Authorize").click()
    expect(owner.locator(".modal-ux")).to_be_visible()
    assert violations(owner) == []


def test_tokens_and_what_they_are_for_lead_to_each_other(gallery: Gallery, owner: Page) -> None:
    owner.get_by_role("link", name="Make a token").click()
    expect(owner.locator("#tokens")).to_be_in_viewport()
    owner.get_by_role("link", name="What programs can do").click()
    expect(owner.locator("#description .opblock").first).to_be_visible()
