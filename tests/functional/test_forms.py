"""Forms change something, from our own pages alone; looking changes nothing."""

import itertools

import pytest

from bviewer.tree.api import ApiNode
from tests.crawl import crawl
from tests.functional.signing_in import (
    OTHER_HOST,
    PASSWORD,
    changes,
    fill_in,
    is_signed_in,
    last_form,
    new_link,
)
from tests.functional.stacks import everywhere, in_a_soak
from tests.site import Site


def forms_that_change_something(site):
    """Every address that takes a POST of whoever owns nothing, from the registry: a new one has to
    be entered here. Those of owners are looked at in `owner/test_tokens.py`.
    """
    paths = {
        ("HomeResource", "account"): ("/account", {"action": "end-others"}),
        ("HomeResource", "confirm"): ("/confirm/x", {}),
        ("HomeResource", "forgotten"): ("/forgotten", {"mail": "ben@example.org"}),
        ("HomeResource", "invitation"): ("/invitation/x", {}),
        ("HomeResource", "login"): ("/login", {"name": "anna", "password": PASSWORD}),
        ("HomeResource", "logout"): ("/logout", {}),
        ("HomeResource", "passkey"): ("/passkey", {"answer": "{}"}),
        ("HomeResource", "password"): ("/password/x", {"password": PASSWORD}),
        ("HomeResource", "register"): ("/register", {"name": "Ben", "mail": "ben@example.org"}),
        ("HomeResource", "view-as-myself"): ("/view-as-myself", {}),
        ("HomeResource", "welcome"): (new_link(site), {}),
        ("ShareBranch", ""): ("/s/", {"password": PASSWORD}),
    }
    found = set()
    for entry in site.app.registry.introspector.get_category("views"):
        view = entry["introspectable"]
        methods = view["request_methods"]
        if issubclass(view["context"] or object, ApiNode):
            continue  # Programs send no forms.
        if methods is not None and "POST" in methods and "GET" not in methods:
            found.add((view["context"].__name__, view["name"]))
    assert {form for form in found if form[0] not in OWNED} == paths.keys()
    return paths.values()


def with_own_token(site, name):
    browser = site.browser(name)
    return browser, last_form(browser.get("/login"))["csrf_token"].value


OWNED = {"AlbumResource", "ImageResource", "AdminBranch", "SiteBranch"}


@everywhere
@pytest.mark.parametrize("name", [None, "anna"])
def test_a_form_from_elsewhere_is_refused_and_changes_nothing(house, name):
    foreign = [
        with_own_token(house, None)[1],
        with_own_token(house, "anna")[1],
        house.browser(host=OTHER_HOST).get("/login").forms[0]["csrf_token"].value,
    ]
    browser, own = with_own_token(house, name)
    cases = [
        ({}, {}),
        *(({"csrf_token": token}, {}) for token in ["", "x", "é", *foreign]),
        *(
            ({"csrf_token": own}, {"Origin": origin})
            for origin in ("http://evil.test", "null", "http://other.test", "http://[", "x")
        ),
        ({"csrf_token": own}, {"Referer": "http://evil.test/"}),
    ]
    for path, fields in forms_that_change_something(house):
        for token, headers in cases:
            with house.statements() as statements:
                answer = browser.post(path, {**fields, **token}, headers=headers, status=400)
            assert changes(statements) == [], (path, token, headers)
            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"


@everywhere
def test_a_body_that_is_no_form_is_refused(house):
    browser, own = with_own_token(house, "anna")
    for content_type, (path, _fields) in itertools.product(
        ["text/plain", "application/json", "x"], forms_that_change_something(house)
    ):
        body = f'{{"csrf_token": "{own}"}}' if "json" in content_type else f"csrf_token={own}"
        with house.statements() as statements:
            browser.post(path, body, content_type=content_type, status=415)
        assert changes(statements) == []


@everywhere
def test_the_token_in_a_header_is_as_good_as_in_the_form(house):
    browser, own = with_own_token(house, "anna")
    browser.post("/logout", headers={"X-CSRF-Token": own, "Origin": "http://pub.test"}, status=303)
    assert not is_signed_in(browser)


def test_a_token_from_before_signing_in_is_worth_nothing_after_it(house):
    browser = house.browser()
    form = fill_in(browser)
    form.submit()
    browser.post("/logout", {"csrf_token": form["csrf_token"].value}, status=400)
    assert is_signed_in(browser)


@everywhere
def test_the_form_remembers_the_page_that_led_to_it(house, subtests):
    for referrer, expected in (
        ("http://pub.test/a/b%C3%BC-c/?year=2024", "/a/bü-c/"),
        ("http://pub.test/", "/"),
        ("http://pub.test.evil.test/a/", ""),
        ("http://evil.test/a/", ""),
        ("https://pub.test/a/", ""),
        ("/a/", ""),
        ("", ""),
    ):
        with subtests.test(referrer):
            page = house.browser().get("/login", headers={"Referer": referrer})
            assert page.forms[0]["next"].value == expected
            page = house.browser().get("/login?next=/x", headers={"Referer": referrer})
            assert page.forms[0]["next"].value == "/x"


def test_pages_with_forms_let_browsers_say_where_the_form_was(house):
    """With `no-referrer` a browser sends `Origin: null`, and nobody could sign in."""
    for browser in (house.browser(), house.browser("anna")):
        for path in ("/login", "/"):
            assert browser.get(path).headers["Referrer-Policy"] == "same-origin"
        assert browser.get(new_link(house)).headers["Referrer-Policy"] == "strict-origin"


@in_a_soak
@everywhere
def test_looking_changes_nothing(tmp_path, database):
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    for path in ("a.jpg", "rome/b.jpg", "rome/forum/c.jpg"):
        site.write(path)
    site.sync()
    link = new_link(site)
    for browser in (site.browser(), site.browser("owner")):
        with site.statements() as statements:
            seen = crawl(browser, ["/", "/login", link, "/logout", "/nothing", "/login?next=/x"])
            for path in seen:
                browser.head(path, status="*")
        assert changes(statements) == []
        assert {answer.status_int for answer in seen.values()} <= {200, 202, 301, 404}
        assert len(seen) > 20
    site.close()
