"""Forms with a password: a double click sends them once."""

from playwright.sync_api import Page

from tests.browser.conftest import Gallery

# What a browser asks when a button is pressed, and before it sends the form.
IS_SENT = """() => document.querySelector("form[method=post]").dispatchEvent(
    new SubmitEvent("submit", { bubbles: true, cancelable: true }))"""
COME_BACK = """() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))"""
WAIT = """() => Object.defineProperty(
    Event.prototype, "timeStamp", { get: () => performance.now() + 10_000 })"""


def test_a_form_is_sent_once_until_somebody_comes_back_or_has_waited(
    gallery: Gallery, page: Page
) -> None:
    page.goto(f"{gallery.address}login")
    assert [page.evaluate(IS_SENT) for _ in range(3)] == [True, False, False]
    page.evaluate(COME_BACK)
    assert [page.evaluate(IS_SENT) for _ in range(2)] == [True, False]
    page.evaluate(WAIT)
    assert [page.evaluate(IS_SENT) for _ in range(2)] == [True, False]
