"""Sessions: opened and closed, out of use for too long, and ended by their owner from elsewhere."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import select
from webtest import TestApp

from bviewer.access.grants import grant
from bviewer.accounts.sessions import end_other_sessions, end_session, sessions_of
from bviewer.accounts.users import find_user, set_password
from bviewer.models import UserSession, Visibility, now
from tests.functional.signing_in import (
    OTHER_HOST,
    changes,
    count_of,
    fill_in,
    gallery_row,
    is_signed_in,
    sign_in,
)
from tests.functional.stacks import everywhere
from tests.site import Site

IDLE = timedelta(days=10)
MOMENT = timedelta(minutes=1)


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


# Signing out, and what else ends a session.


@everywhere
def test_signing_out_ends_the_session_wherever_its_cookie_went(house):
    browser = house.browser()
    sign_in(browser)
    stolen = browser.cookies["bv"]
    answer = browser.get("/").forms[0].submit(status=303)
    assert answer.location == "http://pub.test/"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "bv" not in browser.cookies
    assert count_of(house, UserSession) == 0

    thief = house.browser()
    thief.set_cookie("bv", stolen)
    assert not is_signed_in(thief)
    thief.get(house.album_url("priv"), status=404)


def test_signing_out_leaves_other_browsers_alone(house):
    first, second = house.browser(), house.browser()
    sign_in(first)
    sign_in(second)
    first.get("/").forms[0].submit()
    assert not is_signed_in(first)
    assert is_signed_in(second)


def test_a_stranger_may_sign_out_in_vain(house):
    browser = house.browser()
    token = browser.get("/login").forms[0]["csrf_token"].value
    browser.post("/logout", {"csrf_token": token}, status=303)
    browser.post("/logout/x", {"csrf_token": token}, status=404)


def test_signing_out_leads_home_or_to_the_form_where_the_home_is_closed(site):
    for flag, path in ((Visibility.VISIBLE, "/"), (Visibility.HIDDEN, "/"),
                       (Visibility.PRIVATE, "/login")):  # fmt: skip
        site.set_visibility("", flag)
        answer = site.browser("owner").get("/").forms[0].submit(status=303)
        assert answer.location == f"http://pub.test{path}"
        assert answer.follow(status=200).html.select(".site form span") == []


def test_a_new_password_ends_all_sessions(house):
    browsers = [house.browser(), house.browser()]
    for browser in browsers:
        sign_in(browser)
    with house.session() as session:
        set_password(session, find_user(session, "anna"), "battery staple")
    assert not any(map(is_signed_in, browsers))
    sign_in(browsers[0], status=403)
    sign_in(browsers[0], password="battery staple")


def test_an_expired_session_is_over(house):
    browser = house.browser()
    sign_in(browser)
    with house.session() as session:
        session.scalars(select(UserSession)).one().expires_at = now()
    assert not is_signed_in(browser)


def test_a_session_of_one_gallery_is_worth_nothing_at_another(house):
    browser = house.browser()
    sign_in(browser)
    elsewhere = house.browser(host=OTHER_HOST)
    elsewhere.set_cookie("bv", browser.cookies["bv"])
    assert not is_signed_in(elsewhere)
    with house.session() as session:
        grant(session, find_user(session, "anna"), gallery_row(session, OTHER_HOST), None)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(browser)


def test_the_session_and_the_token_of_forms_are_new_at_sign_in(house):
    browser = house.browser()
    browser.set_cookie("bv", "chosen-by-somebody-else")
    form = fill_in(browser)
    form.submit()
    first = browser.cookies["bv"]
    assert first != "chosen-by-somebody-else"
    assert browser.get("/").forms[0]["csrf_token"].value != form["csrf_token"].value

    sign_in(browser)
    assert browser.cookies["bv"] != first
    assert count_of(house, UserSession) == 1
    for old in ("chosen-by-somebody-else", first):
        thief = house.browser()
        thief.set_cookie("bv", old)
        assert not is_signed_in(thief)


@everywhere
def test_what_signed_in_people_see_is_kept_by_nobody(house):
    sign_in(browser := house.browser())
    for path in ("/", house.album_url("open"), house.image_url("open/a.jpg"), "/login"):
        assert "no-store" in browser.get(path).headers["Cache-Control"]
    assert house.browser().get("/").headers["Cache-Control"] == "no-cache"


# Out of use.


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
    assert changes(statements) == []
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


# Seen and ended from elsewhere.


@everywhere
def test_people_see_their_own_sessions_and_end_each(site: Site) -> None:
    site.add_user("anna")
    phone, laptop = site.browser("owner"), site.browser("owner")
    stranger = site.browser("anna")
    with site.session() as session:
        owner, token = find_user(session, "owner").id, token_of(laptop)
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
        assert end_other_sessions(session, find_user(session, "owner").id, token_of(laptop)) == 2
    assert caplog.messages == ["'owner' ended sessions: 2"]
    assert not any(map(is_signed_in, others))
    assert is_signed_in(laptop)
    assert is_signed_in(stranger)


@everywhere
@pytest.mark.parametrize(
    ("said", "kept"),
    [("Firefox é", "Firefox é"), ("x" * 5000, "x" * 200)],
)
def test_a_session_is_known_by_the_browser_and_the_address_that_it_came_from(
    house: Site, said: str, kept: str
) -> None:
    fill_in(house.browser()).submit(headers={"User-Agent": said}, status=303)
    with house.session() as session:
        (shown,) = sessions_of(session, find_user(session, "anna").id, None, IDLE)
    assert (shown.browser, shown.address) == (kept, "127.0.0.1")
    assert now() - shown.created_at < MOMENT
