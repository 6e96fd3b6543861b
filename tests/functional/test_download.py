"""Albums as archives: what is in one for whom, and who may fetch it."""

import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.models import Gallery, User
from tests.functional.stacks import everywhere
from tests.site import Site

pytestmark = everywhere


def prepare(browser: TestApp, url: str) -> TestResponse:
    """Have an archive of an album built; returns the page that leads to it."""
    page = browser.get(f"{url}download", status=200)
    return list(page.forms.values())[-1].submit("action", value="begin", status=303).follow(status=200)


def fetch(page: TestResponse) -> TestResponse:
    """The file that a page leads to."""
    return page.test_app.get(page.html.select_one("#archive a")["href"], status=200)


def names(answer: TestResponse) -> list[str]:
    """What is in an archive, which is whole."""
    assert answer.content_type == "application/zip"
    archive = zipfile.ZipFile(BytesIO(answer.body))
    assert archive.testzip() is None
    return archive.namelist()


def test_it(gallery: Site) -> None:
    browser = gallery.browser()
    page = prepare(browser, "/")
    print(page.html.main)
    print(names(fetch(page)))
    owner = gallery.browser("owner")
    page = prepare(owner, "/")
    print(page.html.main)
    a = fetch(page)
    print(names(a), a.headers)
    assert 0
