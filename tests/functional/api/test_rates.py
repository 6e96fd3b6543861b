"""How often somebody may ask in a minute, and tokens that are not good."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from bviewer.api import rates
from bviewer.models import ApiToken, Scope
from tests.functional.api.asking import ask
from tests.rows import copy_rows
from tests.site import Site
from tests.stack import Stack

MOST = 5


@pytest.fixture
def site(tmp_path: Path, database: Stack, one_gallery: Path) -> Iterator[Site]:
    """A site where nobody may ask often."""
    site = Site(tmp_path, database, **{"bviewer.api_per_minute": str(MOST)})
    copy_rows(one_gallery / "bviewer.sqlite", site.runtime.engine)
    yield site
    site.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock of the counts shows."""
    shown = [1000.0]
    monkeypatch.setattr(rates.time, "monotonic", lambda: shown[0])
    return shown


def test_what_is_left_is_told_with_each_answer(site: Site, clock: list[float]) -> None:
    browser = site.browser()
    told = [
        ask(browser, "GET", "/gallery"),
        ask(browser, "GET", "/syncs", status=404),
        ask(browser, "GET", "/nothing/there", status=404),
        ask(browser, "PATCH", "/gallery", {}, status=404),
    ]
    assert [answer.headers["RateLimit"] for answer in told] == [
        f'"minute";r={left};t=60' for left in (4, 3, 2, 1)
    ]
    assert {answer.headers["RateLimit-Policy"] for answer in told} == {'"minute";q=5;w=60'}
    clock[0] += 25
    assert ask(browser, "GET", "/gallery").headers["RateLimit"] == '"minute";r=0;t=35'
    refused = ask(browser, "GET", "/gallery", status=429)
    assert refused.json["code"] == "requests_exceeded"
    assert refused.headers["Retry-After"] == "35"
    assert refused.headers["RateLimit"] == '"minute";r=0;t=35'
    browser.get("/", status=200)  # Pages are not counted.
    clock[0] += 35
    assert ask(browser, "GET", "/gallery").headers["RateLimit"] == '"minute";r=4;t=60'


def test_each_counts_for_themselves(site: Site) -> None:
    neighbour = site.browser()
    neighbour.extra_environ["REMOTE_ADDR"] = "192.0.2.7"
    for _ in range(MOST):
        ask(site.program("owner"), "GET", "/gallery")
    # All tokens of a person, and their browsers.
    ask(site.program("owner", Scope.MANAGE), "GET", "/gallery", status=429)
    ask(site.browser("owner"), "GET", "/gallery", status=429)
    for _ in range(MOST):
        ask(site.browser(), "GET", "/gallery")
    ask(site.browser(), "GET", "/gallery", status=429)
    ask(neighbour, "GET", "/gallery")


def test_what_is_too_much_is_neither_looked_up_nor_done(site: Site, clock: list[float]) -> None:
    program = site.program("owner", Scope.MANAGE)
    for _ in range(MOST):
        ask(program, "GET", "/gallery")
    with site.statements() as statements:
        ask(program, "POST", "/syncs", status=429)
    assert len(statements) == 2  # Which gallery, and whose token.
    clock[0] += 60
    assert ask(program, "GET", "/syncs").json["data"] == []


def test_who_comes_when_too_many_are_counted_counts_with_others(
    site: Site, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "MOST_ASKERS", 1)
    ask(site.browser("owner"), "GET", "/gallery")
    for number in range(MOST):
        stranger = site.browser()
        stranger.extra_environ["REMOTE_ADDR"] = f"192.0.2.{number}"
        ask(stranger, "GET", "/gallery")
    ask(site.browser(), "GET", "/gallery", status=429)
    ask(site.browser("owner"), "GET", "/gallery")


@pytest.mark.parametrize("path", ["/gallery", "/albums", "/syncs", "/nothing/there"])
def test_a_token_that_is_not_good_is_said_to_be_so(site: Site, path: str) -> None:
    program = site.program("owner")
    with site.session() as session:
        session.execute(delete(ApiToken))
    refused = ask(program, "GET", path, status=401)
    assert refused.json["code"] == "token_invalid"
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert refused.headers["RateLimit"].startswith('"minute";r=4')
