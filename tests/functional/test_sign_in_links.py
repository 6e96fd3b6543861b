"""Signing in with a one-time link."""

from datetime import timedelta

from sqlalchemy import select

from bviewer.accounts.users import find_user
from bviewer.models import Token, UserSession, now
from tests.functional.signing_in import OTHER_HOST, count_of, is_signed_in, new_link
from tests.functional.stacks import everywhere
from tests.site import HOST


@everywhere
def test_a_link_signs_in_once(house):
    link, browser = new_link(house), house.browser()
    assert browser.get(link).forms[0].submit(status=303).location == "http://pub.test/"
    assert is_signed_in(browser)
    assert count_of(house, Token) == 0

    late = house.browser()
    assert "used already" in late.get(link).forms[0].submit(status=403)
    assert not is_signed_in(late)


def test_looking_at_a_link_does_not_use_it_up(house):
    link = new_link(house)
    for _ in range(3):
        # Nothing that the page loads names it to a log.
        assert house.browser().get(link).headers["Referrer-Policy"] == "strict-origin"
        house.browser().head(link)
        house.browser().options(link, status=405)
    browser = house.browser()
    browser.get(link).forms[0].submit(status=303)
    assert is_signed_in(browser)


def test_a_link_expires(house):
    link = new_link(house)
    with house.session() as session:
        session.scalars(select(Token)).one().expires_at = now() - timedelta(seconds=1)
    assert_worthless(house, link)


def test_a_link_of_another_gallery_is_worth_nothing(house):
    assert_worthless(house, new_link(house, "foreign", OTHER_HOST))
    assert_worthless(house, new_link(house), OTHER_HOST)
    assert count_of(house, Token) == 2


def test_a_link_of_a_disabled_person_is_worth_nothing(house):
    link = new_link(house, "anna")
    with house.session() as session:
        find_user(session, "anna").active = False
    assert_worthless(house, link)


@everywhere
def test_an_invented_link_is_worth_nothing(house):
    for path in ("x", "%C3%A9", "x" * 5000, "' OR 1=1 --"):
        assert_worthless(house, f"/welcome/{path}")


@everywhere
def test_what_is_no_link_is_missing(house):
    for path in ("/welcome", "/welcome/", "/welcome/a/b", "/welcome/a/b/c"):
        house.browser().get(path, status=404)


def assert_worthless(site, link, host=HOST):
    browser = site.browser(host=host)
    assert "used already" in browser.get(link).forms[0].submit(status=403)
    assert "Sign out" not in browser.get("/login")
    assert count_of(site, UserSession) == 0
