"""Archives that somebody waits for: who may end that, and what is built for nobody."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.models import Archive
from tests.functional.test_download import begin
from tests.site import Site


@pytest.fixture
def waiting(tmp_path: Path, database: Path) -> Iterator[Site]:
    """A gallery with an album, whose jobs wait for a worker."""
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    site.write("a/1.jpg")
    site.sync()
    yield site
    site.close()


def states(site: Site) -> list[str]:
    """How far all archives are, the first first."""
    with site.session() as session:
        return list(session.scalars(select(Archive.state).order_by(Archive.created_at)))


def begun(browser: TestApp, url: str) -> TestResponse:
    """The page where one waits for the archive of an album."""
    return begin(browser.get(f"{url}download")).follow(status=200)


def can_cancel(page: TestResponse) -> bool:
    """Whether a page has the button; it is waited for there in any case."""
    assert page.html.select("progress")
    return bool(page.html.select("[value=cancel]"))


def sent(page: TestResponse, action: str) -> TestResponse:
    """The answer to the form of a page, with or without the button."""
    form = list(page.forms.values())[-1]
    values = {"csrf_token": form["csrf_token"].value, "action": action}
    return page.test_app.post(form.action, values, status=303)


def test_the_browser_that_began_it_ends_it_and_no_neighbour(waiting: Site) -> None:
    url = waiting.album_url("a")
    own, neighbour = waiting.browser(), waiting.browser()  # At the same address.
    page = begun(own, url)
    assert can_cancel(page)
    proven = urlsplit(page.request.url)
    seen = neighbour.get(f"{url}download")
    assert not can_cancel(seen)
    sent(seen, "cancel")
    # It is of no use in another browser, nor is another one.
    for query in (proven.query, f"{proven.query}0", "by=", "by=%C3%A9-x", "by=-"):
        seen = neighbour.get(f"{url}download?{query}")
        assert not can_cancel(seen)
        sent(seen, "cancel")
    assert states(waiting) == ["wanted"]
    assert can_cancel(own.get(f"{url}download?{proven.query}"))
    sent(page, "cancel")
    assert states(waiting) == ["cancelled"]


def test_whoever_waits_for_what_others_began_does_not_end_it(waiting: Site) -> None:
    url = waiting.album_url("a")
    begun(waiting.browser(), url)
    page = sent(waiting.browser().get(f"{url}download"), "begin").follow(status=200)
    assert not can_cancel(page)
    assert states(waiting) == ["wanted"]


def test_a_person_ends_it_anywhere(waiting: Site) -> None:
    url = waiting.album_url("a")
    page = begun(waiting.browser("owner"), url)
    assert "by=" not in page.request.url
    assert not can_cancel(waiting.browser().get(f"{url}download"))
    sent(waiting.browser("owner").get(f"{url}download"), "cancel")
    assert states(waiting) == ["cancelled"]


@pytest.mark.parametrize("name", [None, "owner"])
def test_what_an_album_held_before_is_built_for_nobody(waiting: Site, name: str | None) -> None:
    url, other = waiting.album_url("a"), waiting.browser()
    browser = waiting.browser(name)
    page = begun(browser, url)
    waiting.write("a/2.jpg")
    waiting.sync()
    begun(other, url)  # A neighbour does not end it; whoever waits does by going on.
    assert states(waiting) == ["wanted", "wanted"]
    waiting.write("a/3.jpg")
    waiting.sync()
    begin(browser.get(page.request.url))
    assert states(waiting) == ["cancelled", "wanted", "wanted"]
