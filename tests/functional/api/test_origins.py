"""Pages of other sites: which may use the API, and that no other may."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp, TestResponse

from bviewer.models import Gallery, Scope
from tests.functional.api.asking import ask
from tests.functional.stacks import everywhere
from tests.rows import copy_rows
from tests.site import Site
from tests.stack import Stack

pytestmark = everywhere
LISTED, OTHER = "https://app.example", "https://app.example.evil"


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path
) -> Iterator[Site]:
    """A gallery that lists two origins."""
    site = Site(tmp_path_factory.mktemp("origins"), database)
    copy_rows(one_gallery / "bviewer.sqlite", site.runtime.engine)
    list_origins(site, f"{LISTED}\nhttp://localhost:8000")
    site.write("open/a.jpg")
    site.sync()
    yield site
    site.close()


def list_origins(site: Site, text: str) -> None:
    """Let a gallery list origins."""
    with site.session() as session:
        session.get_one(Gallery, 1).api_origins = text


def preflight(app: TestApp, path: str, origin: str, status: int) -> TestResponse:
    """The answer to a browser's question."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization",
    }
    return ask(app, "OPTIONS", path, status=status, headers=headers)


def allowed(answer: TestResponse) -> list[str]:
    """The names of the headers by which browsers let pages read an answer."""
    return [name for name in answer.headers if name.lower().startswith("access-control")]


def test_a_page_of_a_listed_site_may_read_answers(site: Site) -> None:
    program = site.program("owner", Scope.WRITE)
    for origin in (LISTED, "http://localhost:8000"):
        for path, status in (("/gallery", 200), ("/nothing", 404)):
            answer = ask(program, "GET", path, status=status, headers={"Origin": origin})
            assert answer.headers["Access-Control-Allow-Origin"] == origin
            assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]
            assert "Origin" in answer.headers["Vary"]
            assert "Access-Control-Allow-Credentials" not in answer.headers
    sent = ask(program, "POST", "/syncs", status=202, headers={"Origin": LISTED})
    assert sent.headers["Access-Control-Allow-Origin"] == LISTED


@pytest.mark.parametrize(
    "origin", [OTHER, "http://app.example", "https://APP.example", "null", "", "http://pub.test"]
)
def test_a_page_of_no_other_may(site: Site, origin: str) -> None:
    answer = ask(site.program("owner"), "GET", "/gallery", headers={"Origin": origin})
    assert allowed(answer) == []
    # What is kept for one origin is not given to another.
    assert "Origin" in answer.headers["Vary"]
    assert allowed(preflight(site.browser(), "/gallery", origin, 405)) == []


def test_a_browser_asks_first_and_is_told_the_same_everywhere(site: Site) -> None:
    home = site.album("").id
    told = [
        preflight(site.browser(), path, LISTED, 204)
        for path in ("/gallery", f"/albums/{home}", "/syncs", "/nothing/there")
    ]
    for answer in told:
        assert answer.headers["Access-Control-Allow-Origin"] == LISTED
        assert "PATCH" in answer.headers["Access-Control-Allow-Methods"].split(", ")
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"].split(", ")
        assert answer.headers["Access-Control-Max-Age"] == "7200"
        assert answer.body == b""
    # It is no question of a browser without the method.
    answer = ask(site.browser(), "OPTIONS", "/gallery", status=405, headers={"Origin": LISTED})
    assert "GET" in answer.headers["Allow"].split(", ")


def test_pages_for_people_are_read_by_no_other_site(site: Site) -> None:
    for path in ("/", "/login"):
        assert allowed(site.browser().get(path, headers={"Origin": LISTED}, status=200)) == []


def test_without_a_list_nothing_is_said(site: Site) -> None:
    list_origins(site, "")
    try:
        for origin in (LISTED, ""):
            answer = ask(site.program("owner"), "GET", "/gallery", headers={"Origin": origin})
            assert allowed(answer) == []
            assert "Origin" not in answer.headers.get("Vary", "")
        assert allowed(preflight(site.browser(), "/gallery", LISTED, 405)) == []
    finally:
        list_origins(site, f"{LISTED}\nhttp://localhost:8000")
