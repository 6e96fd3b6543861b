import ast
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyramid.config import Configurator
from pyramid.request import Request, apply_request_extensions

import bviewer
from bviewer.security.audit import Actor
from bviewer.security.cookies import (
    cookie_name,
    device_cookie,
    done_cookie,
    form_cookie,
    sent_value,
    session_cookie,
    share_cookie,
    show_cookie,
)
from bviewer.security.visitor import STRANGER
from tests.unit.settings import settings

COOKIES = (session_cookie, form_cookie, device_cookie, share_cookie, show_cookie, done_cookie)


def request_with(cookies="", *, secure=False, url="/"):
    request = Request.blank(url, headers={"Cookie": cookies} if cookies else {})
    settings = SimpleNamespace(secure_cookies=secure)
    request.runtime, request.bearer_token = SimpleNamespace(settings=settings), None
    return request


def parts(headers):
    (name, value), *others = headers
    assert (name, others) == ("Set-Cookie", [])
    pair, *attributes = value.split("; ")
    return pair, {attribute.split("=")[0]: attribute.partition("=")[2] for attribute in attributes}


def test_on_https_no_other_host_can_plant_the_cookies():
    assert cookie_name("bv", secure=True) == "__Host-bv"
    for cookie in COOKIES:
        pair, attributes = parts(cookie(request_with(secure=True)).get_headers("secret"))
        assert pair.startswith("__Host-bv")
        assert "Secure" in attributes or "secure" in attributes
        assert attributes["Path"] == "/"
        assert "Domain" not in attributes


@pytest.mark.parametrize(
    ("secure", "url", "expected"),
    [
        (False, "http://pub.test/", "bv=secret"),
        (False, "https://pub.test/", "__Host-bv=secret"),
        (True, "http://pub.test/", "__Host-bv=secret"),
    ],
)
def test_cookies_are_for_https_alone_where_a_page_came_by_it(secure, url, expected):
    cookie = session_cookie(request_with(secure=secure, url=url))
    pair, attributes = parts(cookie.get_headers("secret"))
    assert pair == expected
    assert ("secure" in attributes) is expected.startswith("__Host-")


@pytest.mark.parametrize("secure", [True, False])
def test_no_script_and_no_foreign_form_sends_the_cookies(secure):
    for cookie in COOKIES:
        _pair, attributes = parts(cookie(request_with(secure=secure)).get_headers("secret"))
        assert "HttpOnly" in attributes
        assert attributes["SameSite"] == "Lax"


def test_on_http_the_cookies_are_plain():
    pair, attributes = parts(session_cookie(request_with()).get_headers("secret"))
    assert pair == "bv=secret"
    assert {name.lower() for name in attributes} == {
        *("path", "httponly", "samesite", "max-age", "expires"),
    }
    pair, attributes = parts(form_cookie(request_with()).get_headers("secret"))
    assert pair == "bv-form=secret"


@pytest.mark.parametrize(
    ("cookie", "lifetime"),
    [
        (session_cookie, timedelta(days=30)),
        (device_cookie, timedelta(days=180)),
        (share_cookie, timedelta(days=30)),
        (done_cookie, timedelta(minutes=1)),
    ],
)
def test_a_browser_keeps_cookies_as_long_as_they_are_worth_something(cookie, lifetime):
    seconds = parts(cookie(request_with()).get_headers("x"))[1]["Max-Age"]
    assert int(seconds) == lifetime.total_seconds()


@pytest.mark.parametrize("cookie", [form_cookie, show_cookie])
def test_some_cookies_are_kept_until_the_browser_ends(cookie):
    assert "Max-Age" not in parts(cookie(request_with()).get_headers("x"))[1]


def test_a_request_has_its_cookies_and_knows_who_asks(tmp_path):
    config = Configurator()
    config.registry["bviewer.settings"] = settings(tmp_path)
    config.include("bviewer.security")
    config.commit()
    request = request_with("bv=one; bv-share=two; bv-show=three; bv-device=four")
    request.registry, request.gallery, request.context = config.registry, None, object()
    apply_request_extensions(request)
    secrets = request.session_token, request.share_secret, request.show_secret
    assert secrets == ("one", "two", "three")
    for cookie in COOKIES:
        bound = getattr(request, cookie.__name__)
        assert bound.cookie_name == cookie(request).cookie_name
        assert getattr(request, cookie.__name__) is bound
    request.environ["HTTP_COOKIE"] = ""  # They are read once.
    assert (request.session_token, request.share_secret, request.show_secret) == secrets
    assert request.visitor == STRANGER
    assert request.actor == Actor(None, request.remote_addr, None)


@pytest.mark.parametrize("secure", [True, False])
def test_taking_a_cookie_back_names_the_same_cookie(secure):
    """Browsers ignore a `__Host-` cookie without Secure, also one that deletes."""
    cookie = session_cookie(request_with(secure=secure))
    given, given_attributes = parts(cookie.get_headers("secret"))
    taken, taken_attributes = parts(cookie.get_headers(None))
    assert given.split("=")[0] == taken.split("=")[0]
    assert taken_attributes["Max-Age"] == "0"
    assert given_attributes.keys() == taken_attributes.keys()
    assert given_attributes["Path"] == taken_attributes["Path"]


def test_no_cookie_of_a_program_with_a_token_counts():
    request = request_with("bv=secret; bv-share=secret")
    assert sent_value(session_cookie(request)) == "secret"
    request.bearer_token = "bv_x"
    assert sent_value(session_cookie(request)) is None


@pytest.mark.parametrize(
    ("cookies", "value"),
    [
        ("bv=secret", "secret"),
        ("other=1; bv=secret; another=2", "secret"),
        ("", None),
        ("bv=", None),
        ("bv-form=secret", None),
        ("bv=\xff", None),
        ('bv="\\377"', None),
        ('other="\\377"; bv=secret', "secret"),
        ("bv=first; bv=second", "first"),
        (" bv=secret ", "secret"),
        ("bv=not ours; bv=secret", "secret"),
        ("xbv=x;bv=secret;bvx=x", "secret"),
        ('bv="secret"', "secret"),
        ("bv =secret", None),
        ("bv", None),
        ("bv=\u00e9\u00e9", None),
        (";;;=;bv", None),
    ],
)
def test_whatever_a_browser_sends_is_read(cookies, value):
    assert sent_value(session_cookie(request_with(cookies))) == value


def test_the_plain_cookie_is_not_believed_on_https():
    assert sent_value(session_cookie(request_with("bv=planted", secure=True))) is None
    assert sent_value(session_cookie(request_with("__Host-bv=ours", secure=True))) == "ours"


# Nobody else looks for a cookie.

PACKAGE = Path(bviewer.__file__).parent


def readers_of_cookies(source):
    """What in a module has WebOb parse the header."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in {"cookies", "get_value"}
        if ast.unparse(node) != "webob.cookies"
    ]


def test_no_module_and_no_template_has_webob_parse_cookies():
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 100
    for path in modules:
        assert readers_of_cookies(path.read_text(encoding="utf-8")) == [], path
    for path in (PACKAGE / "templates").rglob("*.html"):
        assert "cookie" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    "source", ["request.cookies", "request.cookies['bv']", "bound.get_value()"]
)
def test_a_reader_of_cookies_is_found(source):
    assert readers_of_cookies(source)
