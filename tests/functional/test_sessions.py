"""Sessions that nobody uses, and those that their owner ends from elsewhere."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from bviewer.accounts.sessions import end_other_sessions, end_session, sessions_of
from bviewer.models import User, UserSession, now
from tests.functional.stacks import everywhere
from tests.site import Site

IDLE = timedelta(days=10)
MOMENT = timedelta(minutes=1)


def is_signed_in(browser: TestApp) -> bool:
    """Whether a page says so."""
    return "Sign out" in browser.get("/").text


@contextmanager
def rows(site: Site) -> Iterator[list[UserSession]]:
    """The sessions there are, to be changed."""
    with site.session() as session:
        yield list(session.scalars(select(UserSession)))


def let_pass(site: Site, time: timedelta) -> None:
    """Make all sessions older."""
    with rows(site) as sessions:
        for row in sessions:
            row.created_at -= time
            row.used_at -= time
            row.expires_at -= time


def last_use(site: Site) -> datetime:
    """When the only session was used, as far as it was noted."""
    with rows(site) as (row,):
        return row.used_at


def token_of(browser: TestApp) -> str:
    """The secret of a browser's session."""
    return browser.cookies["bv"].strip('"')


def user_id(session: Session, name: str = "owner") -> int:
    """The id of a person."""
    return session.scalars(select(User.id).where(User.name == name)).one()


@everywhere
def test_a_session_that_nobody_uses_for_ten_days_is_over(gallery: Site) -> None:
    browser, private = gallery.browser("owner"), gallery.image_url("priv/s.jpg")
    let_pass(gallery, IDLE - MOMENT)
    assert is_signed_in(browser)
    let_pass(gallery, IDLE)
    for address in (private, f"{private}small.jpg", f"{private}full", "/nothing"):
        browser.get(address, status=404)
    assert not is_signed_in(browser)
    gallery.run_jobs()
    assert last_use(gallery) < now() - IDLE


@everywhere
def test_a_session_that_is_used_now_and_then_lasts_thirty_days(site: Site) -> None:
    browser = site.browser("owner")
    for _ in range(5):
        let_pass(site, timedelta(days=6) - MOMENT)
        assert is_signed_in(browser)
    let_pass(site, 6 * MOMENT)
    assert not is_signed_in(browser)


@pytest.mark.parametrize("name", ["", "small.jpg", "full"])
def test_whatever_is_asked_for_is_a_use_and_written_once_an_hour(gallery: Site, name: str) -> None:
    browser, address = gallery.browser("owner"), f"{gallery.image_url('priv/s.jpg')}{name}"
    browser.get(address)  # Makes the thumbnail.
    let_pass(gallery, timedelta(minutes=59))
    noted = last_use(gallery)
    browser.get(address, status=200)
    assert last_use(gallery) == noted
    let_pass(gallery, timedelta(minutes=1))
    browser.get(address, status=200)
    assert now() - last_use(gallery) < MOMENT


def test_a_use_that_changes_something_is_noted_as_well(site: Site) -> None:
    browser = site.browser("owner")
    let_pass(site, timedelta(days=1))
    token = browser.get("/login").forms[0]["csrf_token"].value
    let_pass(site, timedelta(days=1))
    browser.post("/welcome/x", {"csrf_token": token}, status=403)
    assert now() - last_use(site) < MOMENT


def test_nobody_waits_until_a_use_is_noted(tmp_path: Path, database: Path) -> None:
    """Not even while somebody else writes, and many ask at once."""
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    browser = site.browser("owner")
    let_pass(site, timedelta(days=1))
    with closing(connect(tmp_path / "bviewer.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with site.statements() as statements:
            assert all(is_signed_in(browser) for _ in range(3))
    assert [sql for sql in statements if not sql.startswith(("SELECT", "WITH"))] == []
    huey = site.runtime.queue.huey
    assert huey.pending_count() == 1
    huey.execute(huey.dequeue())
    assert now() - last_use(site) < MOMENT
    site.close()


@pytest.mark.parametrize(("hours", "noted_after"), [("1", 6), ("24", 60)])
def test_operators_say_for_how_long_a_session_may_be_out_of_use(
    tmp_path: Path, database: Path, hours: str, noted_after: int
) -> None:
    site = Site(tmp_path, database, **{"bviewer.session_idle_hours": hours})
    site.add_gallery()
    browser = site.browser("owner")
    let_pass(site, timedelta(minutes=noted_after))
    assert is_signed_in(browser)
    assert now() - last_use(site) < MOMENT
    let_pass(site, timedelta(hours=int(hours)))
    assert not is_signed_in(browser)
    site.close()


@everywhere
def test_people_see_their_own_sessions_and_end_each(site: Site) -> None:
    site.add_user("anna")
    phone, laptop = site.browser("owner"), site.browser("owner")
    stranger = site.browser("anna")
    with site.session() as session:
        owner, token = user_id(session), token_of(laptop)
        shown = sessions_of(session, owner, token, IDLE)
        assert [(each.host, each.is_this) for each in shown] == [
            *(("pub.test", True), ("pub.test", False)),
        ]
        end_session(session, owner, shown[1].id)
    assert not is_signed_in(phone)
    assert is_signed_in(laptop)
    assert is_signed_in(stranger)


def test_people_end_all_sessions_but_the_one_they_are_at(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.add_user("anna")
    site.add_gallery("other.test", home="other")
    others = [site.browser("owner"), site.browser("owner", "other.test")]
    laptop, stranger = site.browser("owner"), site.browser("anna")
    with caplog.at_level(logging.INFO, "bviewer.audit"), site.session() as session:
        assert end_other_sessions(session, user_id(session), token_of(laptop)) == 2
    assert caplog.messages == ["'owner' ended 2 other sessions"]
    assert not any(map(is_signed_in, others))
    assert is_signed_in(laptop)
    assert is_signed_in(stranger)


@everywhere
@pytest.mark.parametrize(
    ("said", "kept"),
    [("Firefox é", "Firefox é"), ("x" * 5000, "x" * 200)],
)
def test_a_session_is_known_by_the_browser_and_the_address_that_it_came_from(
    site: Site, said: str, kept: str
) -> None:
    site.add_user("anna", "correct horse")
    browser = site.browser()
    form = browser.get("/login").forms[0]
    form["name"], form["password"] = "anna", "correct horse"
    form.submit(headers={"User-Agent": said}, status=303)
    with site.session() as session:
        (shown,) = sessions_of(session, user_id(session, "anna"), None, IDLE)
    assert (shown.browser, shown.address) == (kept, "127.0.0.1")
    assert now() - shown.created_at < MOMENT
