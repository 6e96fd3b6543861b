"""Signing in and out: passwords, one-time links, cookies, forms, limits."""

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts import passwords
from bviewer.accounts import sign_in as sign_in_service
from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.passwords import hashing_slot
from bviewer.accounts.users import find_user, set_password
from bviewer.models import Album, Attempt, Base, Gallery, Token, User, UserSession, Visibility, now
from bviewer.tree.resources import HomeResource
from tests.functional.stacks import everywhere
from tests.site import HOST, Site

pytestmark = pytest.mark.usefixtures("hasher")

PASSWORD = "correct horse"
OTHER_HOST = "other.test"


@pytest.fixture
def house(gallery):
    """The gallery with `anna`, who may see everything, and a second one of `foreign`."""
    gallery.add_user("anna", PASSWORD)
    gallery.add_gallery(OTHER_HOST, owner="foreign", home="other")
    with gallery.session() as session:
        grant(session, find_user(session, "anna"), gallery_row(session), None)
    return gallery


def gallery_row(session, host=HOST):
    return session.scalars(select(Gallery).where(Gallery.host == host)).one()


def fill_in(browser, name="anna", password=PASSWORD, next_path=None):
    """The form for signing in, as the browser got it."""
    query = {} if next_path is None else {"next": next_path}
    form = last_form(browser.get("/login", query))
    form["name"], form["password"] = name, password
    return form


def last_form(page):
    """Where somebody is signed in, the first one is for signing out."""
    return list(page.forms.values())[-1]


def sign_in(browser, name="anna", password=PASSWORD, status=303, next_path=None):
    return fill_in(browser, name, password, next_path).submit(status=status)


def is_signed_in(browser):
    return "Sign out" in browser.get("/").text


def from_address(browser, address):
    browser.extra_environ["REMOTE_ADDR"] = address
    return browser


def new_link(site, name="owner", host=HOST):
    with site.session() as session:
        gallery = gallery_row(session, host)
        return f"/welcome/{make_sign_in_link(session, find_user(session, name), gallery)}"


def count_of(site, model):
    with site.session() as session:
        return len(session.scalars(select(model)).all())


# With a password


@everywhere
def test_the_right_password_signs_in(house):
    browser = house.browser()
    assert not is_signed_in(browser)
    assert sign_in(browser).location == "http://pub.test/"
    assert is_signed_in(browser)
    assert "anna" in browser.get("/")
    browser.get(house.album_url("priv"))


@everywhere
def test_anything_else_does_not(house, subtests):
    for name, password in (
        *(("anna", "wrong horse"), ("Anna", PASSWORD), ("nobody", PASSWORD), ("owner", PASSWORD)),
        *(("anna", ""), ("", PASSWORD), ("", ""), ("an\x01na", PASSWORD), ("x" * 101, PASSWORD)),
        ("anna' OR 1=1 --", PASSWORD),
    ):
        with subtests.test(name=name, password=password):
            browser = house.browser()
            answer = sign_in(browser, name, password, status=403)
            assert "do not fit together" in answer
            assert "Set-Cookie" not in answer.headers
            assert PASSWORD not in answer
            assert not is_signed_in(browser)
            assert count_of(house, UserSession) == 0


def test_a_second_try_from_the_page_of_the_first_works_and_knows_where_to_go(house):
    browser, path = house.browser(), house.album_url("priv")
    form = sign_in(browser, password="wrong horse", status=403, next_path=path).forms[0]
    assert (form["name"].value, form["password"].value) == ("anna", "")
    form["password"] = PASSWORD
    assert form.submit(status=303).location == f"http://pub.test{path}"


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(house):
    browser = house.browser()
    sign_in(browser)
    with house.session() as session:
        find_user(session, "anna").active = False
    assert not is_signed_in(browser)
    sign_in(browser, status=403)


def test_refusals_do_not_tell_who_exists(house, hasher):
    house.add_user("away", PASSWORD)
    with house.session() as session:
        find_user(session, "away").active = False

    answers = set()
    for name in ("anna", "away", "owner", "nobody"):
        hasher.verified.clear()
        hasher.hashed.clear()
        form = fill_in(house.browser(), name, "wrong horse")
        answer = form.submit(status=403)
        assert (len(hasher.verified), hasher.hashed) == (1, []), name
        assert hasher.parameters_used() == {"$argon2id$v=19$m=8,t=1,p=1"}
        text = answer.text.replace(answer.form["csrf_token"].value, "TOKEN")
        text = text.replace(f'value="{name}"', 'value="NAME"')
        headers = [(key, value) for key, value in answer.headerlist if key != "Content-Length"]
        answers.add((text, tuple(headers)))
    assert len(answers) == 1


def test_a_hash_with_old_parameters_is_renewed_when_its_owner_signs_in(house):
    with house.session() as session:
        anna = find_user(session, "anna")
        anna.password_hash = old = PasswordHasher(2, 16, 1).hash(PASSWORD)
    sign_in(house.browser(), password="wrong horse", status=403)
    assert stored_hash(house) == old
    sign_in(house.browser())
    assert stored_hash(house).startswith("$argon2id$v=19$m=8,t=1,p=1$")
    sign_in(house.browser())


def stored_hash(site):
    with site.session() as session:
        return find_user(session, "anna").password_hash


def test_nobody_waits_for_the_database_while_a_password_is_compared(house, monkeypatch):
    def write_meanwhile(*_args, **_options):
        with house.session() as session:
            session.connection().exec_driver_sql("PRAGMA busy_timeout = 0")
            session.add(Attempt(key="meanwhile", started=0, count=1))
        return True

    monkeypatch.setattr("bviewer.accounts.sign_in.verify_password", write_meanwhile)
    sign_in(house.browser())
    assert count_of(house, UserSession) == 1


@everywhere
def test_a_password_changed_while_it_was_compared_lets_nobody_in(house, monkeypatch):
    def change_meanwhile(*_args, **_options):
        with house.session() as session:
            set_password(session, find_user(session, "anna"), "battery staple")
        return True

    monkeypatch.setattr("bviewer.accounts.sign_in.verify_password", change_meanwhile)
    sign_in(house.browser(), status=403)
    assert count_of(house, UserSession) == 0


@everywhere
def test_a_megabyte_of_password_is_refused_at_once_and_never_hashed(house, hasher):
    form = fill_in(house.browser(), password="x" * 1_000_000)
    started = time.process_time()
    answer = form.submit(status=413)
    assert time.process_time() - started < 0.5
    assert hasher.verified == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert "xxx" not in answer


# With a one-time link


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


# Sessions


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


# Cookies


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
def https(tmp_path, database):
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


# Forms


def forms_that_change_something(site):
    """Every address that takes a POST from anybody, from the registry: a new one has to be entered
    here. Those of owners are in `owner/test_tokens.py`."""
    paths = {
        "invitation": ("/invitation/x", {"name": "eve", "password": PASSWORD}),
        "login": ("/login", {"name": "anna", "password": PASSWORD}),
        "logout": ("/logout", {}),
        "register": ("/register", {"name": "eve", "mail": "eve@pub.test"}),
        "welcome": (new_link(site), {}),
    }
    views = site.app.registry.introspector.get_category("views")
    names = {
        view["introspectable"]["name"]
        for view in views
        if view["introspectable"]["context"] is HomeResource
        and view["introspectable"]["request_methods"] not in {None, "GET"}
        and "GET" not in (view["introspectable"]["request_methods"] or ())
    }
    assert names == paths.keys()
    return paths.values()


def with_own_token(site, name):
    browser = site.browser(name)
    return browser, last_form(browser.get("/login"))["csrf_token"].value


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


def changes(statements):
    harmless = ("SELECT", "WITH", "PRAGMA")
    return [statement for statement in statements if not statement.startswith(harmless)]


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
        assert changes(statements) == []
        assert len(seen) > 20
    site.close()


def crawl(browser, waiting):
    """Look at everything that is linked from the pages, in both safe ways."""
    seen = set()
    while waiting:
        path = waiting.pop().removeprefix("http://pub.test").partition("#")[0]
        if path in seen or not path.startswith("/"):
            continue
        seen.add(path)
        browser.head(path, status="*")
        answer = browser.get(path, status="*")
        assert answer.status_int in {200, 202, 301, 404}, path
        if answer.content_type == "text/html":
            tags = answer.html.find_all(["a", "img", "link", "script"])
            waiting += [tag.get("href") or tag.get("src", "") for tag in tags]
            waiting += [url for tag in tags for url in tag.get("srcset", "").split()[::2]]
        elif answer.location:
            waiting.append(answer.location)
    return seen


# Limits


def be_wrong(browser, number, name="anna"):
    for _ in range(number):
        sign_in(browser, name, "wrong horse", status=403)


@everywhere
def test_after_ten_wrong_passwords_an_account_is_closed_also_for_the_right_one(house, hasher):
    browser = house.browser()
    be_wrong(browser, 10)
    tried = len(hasher.verified)
    before = counters(house)
    for password in ("wrong horse", PASSWORD):
        answer = sign_in(browser, password=password, status=429)
        assert 0 < int(answer.headers["Retry-After"]) <= 300
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Too many attempts" in answer
    assert len(hasher.verified) == tried
    assert counters(house) == before
    assert not is_signed_in(browser)


def counters(site):
    with site.session() as session:
        return session.execute(select(Attempt.key, Attempt.count).order_by(Attempt.key)).all()


@everywhere
def test_strangers_keep_nobody_out(house):
    owner = house.browser()
    house_password(house)
    sign_in(owner, "owner")
    owner.get("/").forms[0].submit(status=303)
    for number in range(3):
        be_wrong(from_address(house.browser(), f"192.0.2.{number}"), 10, "owner")
    sign_in(from_address(house.browser(), "192.0.2.2"), "owner", status=429)
    # At the same address: in the browser that signed in before, or as somebody else.
    sign_in(from_address(owner, "192.0.2.2"), "owner")
    sign_in(from_address(house.browser(), "192.0.2.2"), "anna")
    # At any other address.
    sign_in(from_address(house.browser(), "192.0.2.99"), "owner")


def house_password(site, name="owner"):
    with site.session() as session:
        set_password(session, find_user(session, name), PASSWORD)


def test_a_browser_is_known_after_a_link_as_well(house):
    browser = house.browser()
    browser.get(new_link(house)).forms[0].submit(status=303)
    house_password(house)
    be_wrong(house.browser(), 10, "owner")
    sign_in(house.browser(), "owner", status=429)
    sign_in(browser, "owner")


def test_a_browser_that_is_known_guesses_no_further_than_others(house):
    browser = house.browser()
    sign_in(browser)
    be_wrong(browser, 10)
    sign_in(browser, status=429)
    sign_in(house.browser())


def test_the_cookie_of_a_known_browser_signs_nobody_in(house):
    browser = house.browser()
    sign_in(browser)
    other = house.browser()
    other.set_cookie("bv-device", browser.cookies["bv-device"])
    assert not is_signed_in(other)
    # Nor does it open another account.
    be_wrong(other, 10, "owner")
    sign_in(other, "owner", status=429)


def test_a_browser_of_another_gallery_is_not_known(house):
    elsewhere = house.browser(host=OTHER_HOST)
    sign_in(elsewhere)
    be_wrong(house.browser(), 10)
    browser = house.browser()
    browser.set_cookie("bv-device", elsewhere.cookies["bv-device"])
    sign_in(browser, status=429)


@everywhere
def test_signing_in_is_no_try_and_many_may_be_behind_one_address(house):
    for _ in range(25):
        sign_in(house.browser())
    assert counters(house) == []
    for number in range(20):
        sign_in(house.browser(), f"somebody {number}", "wrong horse", status=403)
    sign_in(house.browser())


@everywhere
def test_a_client_cannot_choose_its_address(house, subtests):
    headers = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "X-Client-IP"]
    for client, header in enumerate(headers):
        with subtests.test(header):
            browser = from_address(house.browser(), f"192.0.2.{client}")
            for number in range(10):
                form = fill_in(browser, "anna", "wrong horse")
                form.submit(headers={header: f"for=198.51.100.{number}"}, status=403)
            fill_in(browser, "anna").submit(headers={header: "198.51.100.200"}, status=429)


def test_after_five_minutes_it_works_again(house):
    browser = house.browser()
    be_wrong(browser, 10)
    sign_in(browser, status=429)
    with house.session() as session:
        for attempt in session.scalars(select(Attempt)):
            attempt.started -= 300
    sign_in(browser)


@everywhere
def test_fifty_tries_at_once_compare_few_passwords_and_wait_for_none(house, hasher):
    forms = [fill_in(house.browser(), password="wrong horse") for _ in range(50)]
    together = threading.Barrier(10)

    def submit(form):
        together.wait()
        answer = form.submit(status=[403, 429, 503])
        assert answer.status_int == 403 or int(answer.headers["Retry-After"]) > 0
        return answer.status_int

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(submit, forms))
    # As many as are compared at the same time may pass the limit together.
    assert statuses.count(403) == len(hasher.verified) <= 10 + 2
    assert {count for _key, count in counters(house)} == {len(hasher.verified)}


def test_a_try_that_comes_late_to_be_compared_is_counted_with_those_before_it(
    house, hasher, monkeypatch
):
    forms = [fill_in(house.browser(), password="wrong horse") for _ in range(11)]

    @contextmanager
    def after_ten_others(*, is_known):
        monkeypatch.setattr(sign_in_service, "hashing_slot", hashing_slot)
        for form in forms[1:]:
            form.submit(status=403)
        with hashing_slot(is_known=is_known):
            yield

    monkeypatch.setattr(sign_in_service, "hashing_slot", after_ten_others)
    forms[0].submit(status=429)
    assert len(hasher.verified) == 10


@everywhere
def test_while_two_passwords_are_compared_others_are_asked_to_come_again(house, monkeypatch):
    known = house.browser()
    sign_in(known)
    forms = [fill_in(house.browser()) for _ in range(3)] + [fill_in(known)]
    begun, end = threading.Semaphore(0), threading.Event()

    class SlowHasher(PasswordHasher):
        def verify(self, *args):
            begun.release()
            assert end.wait(20)
            return super().verify(*args)

    monkeypatch.setattr(passwords, "HASHER", SlowHasher(memory_cost=8, time_cost=1, parallelism=1))
    with ThreadPoolExecutor(3) as threads:
        try:
            slow = [threads.submit(form.submit, status=303) for form in forms[:2]]
            assert all(begun.acquire(timeout=20) for _ in slow)
            answer = forms[2].submit(status=503)
            assert "The gallery is busy" in answer
            assert int(answer.headers["Retry-After"]) > 0
            assert counters(house) == []
            house.browser().get("/", status=200)
            # Whom we know has a place that no crowd takes.
            slow.append(threads.submit(forms[3].submit, status=303))
            assert begun.acquire(timeout=20)
        finally:
            end.set()
    assert [each.result().status_int for each in slow] == [303] * 3
    forms[2].submit(status=303)


def test_a_form_that_was_refused_for_its_token_is_no_try(house):
    browser = house.browser()
    for _ in range(20):
        browser.post("/login", {"name": "anna", "password": "wrong horse"}, status=400)
    assert count_of(house, Attempt) == 0
    sign_in(browser)


# Where to go


ELSEWHERE = [
    *("//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test"),
    *("/\r\n/evil.test", "https:evil.test", "http:///evil.test", "javascript:alert(1)"),
    *("/%2f%2fevil.test", "@evil.test", " https://evil.test", "\x01//evil.test", "", "/", "x"),
    *("https://evil.test/", "data:text/html,x", "/../..", "/nothing-123456789ABC/", "/login"),
    *("/logout", "//evil.test/%2e%2e", "/" + "a/" * 2_000, "/" + "x" * 10_000),
]


@everywhere
def test_nobody_is_sent_away_after_signing_in(house):
    for next_path in ELSEWHERE:
        forget_tries(house)
        browser = house.browser()
        token = browser.get("/login").forms[0]["csrf_token"].value
        fields = {"csrf_token": token, "next": next_path, "name": "anna", "password": PASSWORD}
        location = browser.post("/login", fields, status=303).location
        assert location == "http://pub.test/", ascii(next_path)[:50]


def test_where_to_go_is_shown_as_text_only(house):
    browser = house.browser()
    for next_path in ELSEWHERE:
        answer = browser.get("/login", {"next": next_path + '"><b>'})
        assert "<b>" not in answer
        shown = answer.html.find("input", {"name": "next"})["value"]
        assert shown.endswith('"><b>'), ascii(next_path)[:50]


def forget_tries(site):
    with site.session() as session:
        session.query(Attempt).delete()


@everywhere
def test_a_path_of_this_gallery_is_built_anew(house):
    album, image = house.album_url("priv/openchild"), house.image_url("priv/openchild/q.jpg")
    album_id = house.album("priv/openchild").id
    for next_path, expected in (
        (album, album),
        (image, image),
        (album.removesuffix("/"), album),
        (f"/{album_id}", album),
        (f"/evil-{album_id}/?x=1", album),
        (f"/an/old/way/evil.test-{album_id}", album),
        (f"https:evil.test/{album_id}", album),
        (f"//evil.test/{album_id}", "/"),
    ):
        forget_tries(house)
        location = sign_in(house.browser(), next_path=next_path).location
        assert location == f"http://pub.test{expected}", next_path


def test_nobody_learns_by_signing_in_where_something_private_is(house):
    house.add_user("berta", PASSWORD)
    for folder, expected in (("priv/openchild", "/"), ("hid", house.album_url("hid"))):
        next_path = f"/{house.album(folder).id}"
        location = sign_in(house.browser(), "berta", next_path=next_path).location
        assert location == f"http://pub.test{expected}"


def test_nothing_of_another_gallery_is_looked_for(house):
    with house.session() as session:
        other = gallery_row(session, OTHER_HOST)
        top = session.scalars(select(Album).where(Album.gallery_id == other.id)).one().id
        grant(session, find_user(session, "anna"), other, None)
    assert sign_in(house.browser(), next_path=f"/{top}").location == "http://pub.test/"


def test_pages_lead_back_to_themselves(house):
    path = house.album_url("open")
    browser = house.browser()
    page = browser.get(path).click("Sign in")
    form = page.forms[0]
    form["name"], form["password"] = "anna", PASSWORD
    assert form.submit(status=303).location == f"http://pub.test{path}"


@everywhere
def test_what_signed_in_people_see_is_kept_by_nobody(house):
    sign_in(browser := house.browser())
    for path in ("/", house.album_url("open"), house.image_url("open/a.jpg"), "/login"):
        assert "no-store" in browser.get(path).headers["Cache-Control"]
    assert house.browser().get("/").headers["Cache-Control"] == "no-cache"


@everywhere
def test_no_secret_is_stored_as_it_is(house):
    browser = house.browser()
    sign_in(browser)
    link = new_link(house).rpartition("/")[2]
    with house.session() as session:
        dump = "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        )
        names = session.scalars(select(User.name)).all()
    assert all(name in dump for name in names)
    for secret in (PASSWORD, browser.cookies["bv"], link):
        assert secret not in dump
