"""A passkey on a device that Chromium plays: made on one's own page, and signed in with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Gallery, serving
from tests.browser.library import SHAPES, write
from tests.browser.test_accessibility import violations

WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
BY_THE_BUTTON = """
if (location.hash === "#button") {
  PublicKeyCredential.isConditionalMediationAvailable = async () => false;
}
"""
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A gallery with one photograph."""
    folder = tmp_path_factory.mktemp("passkeys")
    write(folder / "library" / "Rome 2024", "1.jpg", 1, SHAPES[0], 2024)
    with serving(folder, folder / "library") as gallery:
        yield gallery


@pytest.fixture
def window() -> str:
    """That of a phone."""
    return "phone"


@pytest.mark.usefixtures("context")
def test_a_passkey_is_made_and_signs_in(
    gallery: Gallery, page: Page, context: BrowserContext
) -> None:
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(gallery.link)
    page.locator("main button").click()
    page.wait_for_url("**/admin/welcome")
    page.goto(f"{gallery.address}account")
    assert violations(page) == []
    wide, visible = page.evaluate(WIDTHS)
    assert wide == visible
    page.locator("[name=passkey_name]").fill("Telephone")
    page.locator("#passkey .pill").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is there.")
    expect(page.locator("#passkeys li b")).to_have_text("Telephone")

    page.add_init_script(BY_THE_BUTTON)
    page.locator("header button").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(f"{gallery.address}login?next=/account#button")
    assert violations(page) == []
    page.locator("#passkey").click()
    page.wait_for_url("**/account")
    expect(page.locator("#passkeys li")).to_contain_text("Used last on")

    # Where the name is typed: this device answers without being asked.
    page.locator("header button").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(f"{gallery.address}login?next=/account", wait_until="commit")
    page.wait_for_url("**/account")
