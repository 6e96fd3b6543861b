"""Filling in an owner's forms, and arriving where they lead."""

from webtest import Form, TestApp, TestResponse


def form_at(browser: TestApp, url: str) -> Form:
    """The form of a page; the one in its header is for signing out."""
    return last_form(browser.get(url, status=200))


def last_form(page: TestResponse) -> Form:
    """The form of a page that has fields; else the last one."""
    forms = list(page.forms.values())
    return next((form for form in forms if 'class="fields"' in form.text), forms[-1])


def form_to(page: TestResponse, ending: str) -> Form:
    """The form of a page that is sent to an address with this ending."""
    return next(form for form in page.forms.values() if form.action.endswith(ending))


def landed(answer: TestResponse) -> TestResponse:
    """The page that a browser shows at last."""
    while answer.status_int in {301, 302, 303}:
        answer = answer.follow()
    return answer
