"""Filling in an owner's forms, and arriving where they lead."""

from webtest import Form, TestApp, TestResponse


def form_at(browser: TestApp, url: str) -> Form:
    """The form of a page; the one in its header is for signing out."""
    return last_form(browser.get(url, status=200))


def last_form(page: TestResponse) -> Form:
    """The last form of a page."""
    return list(page.forms.values())[-1]


def landed(answer: TestResponse) -> TestResponse:
    """The page that a browser shows at last."""
    while answer.status_int in {301, 302, 303}:
        answer = answer.follow()
    return answer
