"""Making a link on the owner's page, copying it, and following it in another browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import WINDOWS, Gallery, Witness, serving
from tests.browser.library import SHAPES, write
from tests.browser.test_accessibility import violations

TITLE, PASSWORD = "Rome 2024", "with cake and candles"
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A gallery with one album."""
    folder = tmp_path_factory.mktemp("sharing")
    for number in range(3):
        write(folder / "library" / TITLE, f"{number}.jpg", number, SHAPES[0], 2024)
    with serving(folder, folder / "library") as gallery:
        yield gallery


@pytest.fixture(scope="module")
def signed_in(gallery: Gallery, chromium: Browser) -> dict[str, object]:
    """The cookies of the owner, whose link works once."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(gallery.link)
    page.locator("main button").click()
    page.wait_for_url("**/admin/welcome")
    state = context.storage_state()
    context.close()
    return dict(state)


def make_link(page: Page, gallery: Gallery) -> str:
    """Make a link in the owner's browser, and return it."""
    page.goto(f"{gallery.album(page, TITLE)}share")
    page.locator("[name=label]").fill("Grandma")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form.fields .pill.strong").click()
    return page.locator("#link").input_value()


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_a_link_is_made_copied_and_followed(
    gallery: Gallery,
    chromium: Browser,
    signed_in: dict[str, object],
    window: str,
    context: BrowserContext,
    witness: Witness,
) -> None:
    owner = chromium.new_context(
        **WINDOWS[window],
        storage_state=signed_in,  # type: ignore[arg-type]
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = owner.new_page()
    witness.watch(page)
    link = make_link(page, gallery)
    page.locator("#copy").click()
    expect(page.locator("#copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert violations(page) == []
    for width in (320, WINDOWS[window]["viewport"]["width"]):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(WIDTHS) == [width, width]
    page.locator("#copy").evaluate("button => { button.hidden = true; }")
    expect(page.locator("#copy")).to_be_hidden()  # As it is without a script.
    owner.close()

    referrers: list[str] = []
    visitor = context.new_page()
    witness.watch(visitor)
    visitor.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    visitor.goto(link)
    assert visitor.url == f"{gallery.address}s/"
    assert violations(visitor) == []
    visitor.get_by_label("Password").fill(PASSWORD)
    visitor.get_by_role("button", name="Open").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)
    token = link.rpartition("/")[2]
    assert not any(token in referrer for referrer in referrers)
    visitor.go_back()
    assert token not in visitor.url
    # Back shows the page with the password's form, or that it is there no more.
    witness.faults = [fault for fault in witness.faults if not fault_of_back(fault, gallery)]
    assert witness.faults == []


def fault_of_back(fault: str, gallery: Gallery) -> bool:
    """Whether it is told that the form for the password is gone."""
    return fault == f"{gallery.address}s/" or re.search(r"status of 404", fault) is not None
