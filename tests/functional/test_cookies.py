"""The cookies that people get, and what these are worth."""

import pytest

from tests.functional.signing_in import PASSWORD, fill_in, is_signed_in, sign_in
from tests.functional.stacks import everywhere
from tests.site import Site


def flags(answer, name):
    """The attributes of the only cookie that an answer sets."""
    cookies = answer.headers.getall("Set-Cookie")
    (cookie,) = [cookie for cookie in cookies if cookie.startswith(f"{name}=")]
    _pair, *attributes = cookie.split("; ")
    return {attribute.partition("=")[0].lower(): attribute for attribute in attributes}


@everywhere
def test_cookies_on_http(house):
    browser = house.browser()
    form_flags = flags(browser.get("/login"), "bv-form")
    assert form_flags.keys() == {"path", "httponly", "samesite"}
    session_flags = flags(sign_in(browser), "bv")
    assert session_flags.keys() == {"path", "httponly", "samesite", "max-age", "expires"}
    assert session_flags["samesite"] == "SameSite=Lax"
    device_flags = flags(sign_in(house.browser()), "bv-device")
    assert device_flags.keys() == session_flags.keys()


@pytest.fixture
def https(tmp_path, database, hasher):
    """A site whose browsers speak https with it, and `anna`."""
    site = Site(tmp_path, database, **{"bviewer.secure_cookies": "true"})
    site.add_gallery()
    site.add_user("anna", PASSWORD)
    yield site
    site.close()


def https_browser(site):
    browser = site.browser()
    browser.extra_environ["wsgi.url_scheme"] = "https"
    return browser


@everywhere
def test_cookies_on_https_belong_to_this_host_only(https):
    browser = https_browser(https)
    form = fill_in(browser)
    answer = form.submit(headers={"Origin": "https://pub.test"}, status=303)
    assert answer.location == "https://pub.test/"
    assert flags(browser.get("/login", headers={"Cookie": ""}), "__Host-bv-form").keys() >= {
        *("path", "httponly", "samesite", "secure"),
    }
    session_flags = flags(answer, "__Host-bv")
    assert session_flags.keys() >= {"path", "httponly", "samesite", "secure", "max-age"}
    assert session_flags["path"] == "Path=/"
    assert "domain" not in session_flags
    assert flags(answer, "__Host-bv-device").keys() == session_flags.keys()
    assert is_signed_in(browser)

    form = browser.get("/").forms[0]
    taken = flags(form.submit(headers={"Origin": "https://pub.test"}), "__Host-bv")
    assert taken["max-age"] == "Max-Age=0"
    assert {"path", "secure"} <= taken.keys()
    assert not is_signed_in(browser)


@everywhere
def test_a_session_without_the_prefix_is_not_believed_on_https(https):
    browser = https_browser(https)
    fill_in(browser).submit(headers={"Origin": "https://pub.test"})
    planted = https_browser(https)
    planted.set_cookie("bv", browser.cookies["__Host-bv"])
    assert not is_signed_in(planted)


@everywhere
def test_https_wants_to_know_where_a_form_was(https):
    for headers in (
        {},
        {"Origin": "http://pub.test"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "https://["},
        {"Referer": "https://evil.test/login"},
    ):
        submit_from(https_browser(https), headers, status=400)
    submit_from(https_browser(https), {"Referer": "https://pub.test/login"}, status=303)


def submit_from(browser, headers, status):
    """Without the Referer that WebTest adds to a form of its own."""
    fields = dict(fill_in(browser).submit_fields())
    browser.post("/login", fields, headers=headers, status=status)


def test_strangers_get_no_cookie_until_they_see_a_form(house):
    browser = house.browser()
    for path in ("/", house.album_url("open"), house.image_url("open/a.jpg")):
        assert "Set-Cookie" not in browser.get(path).headers
    browser.get("/login")
    assert "Set-Cookie" not in browser.get("/login").headers
