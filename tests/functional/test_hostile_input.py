"""Whatever is sent, the answer is a decision: never a failure, never a word about our insides."""

import io
import logging
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.library.names import printable
from tests.examples import examples
from tests.mirrored import mirror
from tests.site import HOST, Site

FORM = "application/x-www-form-urlencoded"
PASSWORD = "correct horse"
DECIDED = {200, 301, 303, 400, 403, 404, 405, 413, 415, 429, 431}
INSIDES = (b"Traceback", b"Error:", b"sqlite", b"psycopg", b"site-packages", b"/work", b"/tmp")


# Most of it is below HTTP.
pytestmark = [pytest.mark.stacks("embedded"), pytest.mark.usefixtures("hasher")]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(app, method="GET", path="/", body=None, **environ):
    """Ask as a server does, and with what no client library would send."""
    started = []
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body or b""),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **({} if body is None else {"CONTENT_LENGTH": str(len(body))}),
        **environ,
    }
    chunks = app(environ, lambda status, headers, _exc=None: started.append((status, headers)))
    content = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    ((status, headers),) = started
    return Answer(int(status.split()[0]), dict(headers), content)


def assert_decided(answer, *statuses):
    assert answer.status in (statuses or DECIDED), answer
    for word in INSIDES:
        assert word not in answer.body, word
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    if answer.status >= 400:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def anywhere(tmp_path, database, migrated_url):
    """A site with a small gallery, on each database."""
    site = Site(tmp_path, database, **{"sqlalchemy.url": migrated_url})
    site.add_gallery()
    site.add_user("anna", PASSWORD)
    site.write("open/a.jpg")
    mirror(site)
    yield site
    site.close()


# What is no text


UNREADABLE = [
    {"path": "/\xff"},
    {"path": "/open/\xc0\xae\xc0\xae/"},
    {"path": "/\xed\xa0\x80/"},
    {"path": "/login/\xff"},
    {"path": "/static/\xff"},
    {"QUERY_STRING": "q=%ff"},
    {"QUERY_STRING": "%ff=1"},
    {"QUERY_STRING": "after=%00"},
    {"QUERY_STRING": "after=%ed%a0%80"},
    {"path": "/login", "QUERY_STRING": "next=%ff"},
    {"path": "/login", "QUERY_STRING": "next=%00"},
    {"method": "POST", "path": "/login", "body": b"name=%ff", "CONTENT_TYPE": FORM},
    {"method": "POST", "path": "/login", "body": b"name=%00", "CONTENT_TYPE": FORM},
    {"method": "POST", "path": "/login", "body": b"name=\xff\xfe", "CONTENT_TYPE": FORM},
    {"body": b"GET /open HTTP/1.1\r\n\r\n"},
    {"method": "HEAD", "body": b"x"},
]


@pytest.mark.parametrize("request_", UNREADABLE, ids=ascii)
def test_what_cannot_be_read_is_a_bad_request_and_a_line_in_the_log(hostile_app, caplog, request_):
    caplog.set_level(logging.WARNING)
    answer = ask(hostile_app, **request_)
    assert_decided(answer, 400)
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    message = caplog.records[0].getMessage()
    assert message == printable(message)


@pytest.mark.parametrize(
    "content_type",
    [
        *(f"{FORM}; charset=zz", f"{FORM}; charset=utf-16", f"{FORM}; charset=\xff", "\xff"),
        *("multipart/form-data", "multipart/form-data; boundary=\xff", "text/plain"),
        "multipart/form-data; boundary=B",
    ],
)
def test_a_body_of_another_type_is_refused_and_is_a_line_in_the_log(
    hostile_app, caplog, content_type
):
    caplog.set_level(logging.WARNING)
    assert_decided(ask(hostile_app, "POST", "/login", b"a=b", CONTENT_TYPE=content_type), 415)
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "host",
    [
        *("pub.test, evil.test", "pub.test,pub.test", 'x" onload=1', "", " ", "pub.test\0"),
        *("pub.test@evil.test", "pub.test/x", "p\xffb.test", "[::1", "pub.test:80:80", "a b"),
        *("<script>", "pub.test:x", "http://pub.test", "%70ub.test", "pub.test\\x", "x\ty"),
    ],
)
def test_a_host_that_is_none_is_a_bad_request(hostile_app, host):
    answer = ask(hostile_app, HTTP_HOST=host)
    assert_decided(answer, 400)
    assert host.strip() == "" or host.encode("latin-1") not in answer.body


@pytest.mark.parametrize(
    "host", ["evil.test", "[::1]:80", "x" * 300, ".", "..", "a..b", "xn--", "xn--a", "127.0.0.1"]
)
def test_a_host_without_a_gallery_is_missing(hostile_app, host):
    assert_decided(ask(hostile_app, HTTP_HOST=host), 404)


@pytest.mark.parametrize("name", ["two Host lines", "the same Host twice", "Host with a quote"])
def test_a_doubtful_host_is_a_bad_request_for_a_gallery_that_answers_to_any(
    tmp_path, database, name
):
    site = Site(tmp_path, database, **{"bviewer.default_gallery": HOST})
    site.add_gallery()
    header = {"two Host lines": f"{HOST}, evil.test", "the same Host twice": f"{HOST}, {HOST}"}
    assert_decided(ask(site.app, HTTP_HOST="nas.local"), 200)
    assert_decided(ask(site.app, HTTP_HOST=header.get(name, 'x" y')), 400)
    site.close()


@pytest.mark.parametrize("host", ["PUB.test", "pub.test.", "pub.test:8080", "Pub.Test.:443"])
def test_a_host_may_be_written_in_many_ways(hostile_app, host):
    assert_decided(ask(hostile_app, HTTP_HOST=host), 200)


@pytest.mark.parametrize(
    "cookies",
    [
        *('bv="\\377\\400"', "bv=\xff\xfe", "bv=" + "x" * 8000, ";;;", "=", "bv", "\0", "bv=\0"),
        *('other="\\377"; bv=x', "bv=a; bv=b", "bv-form=\xff", 'bv-form="\\377"', "bv=é"),
    ],
)
def test_a_browser_may_send_any_cookies(hostile_app, cookies):
    assert_decided(ask(hostile_app, HTTP_COOKIE=cookies), 200)
    assert_decided(ask(hostile_app, path="/login", HTTP_COOKIE=cookies), 200)
    assert_decided(ask(hostile_app, path="/priv", HTTP_COOKIE=cookies), 404)
    fields = {"body": b"csrf_token=x", "CONTENT_TYPE": FORM, "HTTP_COOKIE": cookies}
    assert_decided(ask(hostile_app, "POST", "/logout", **fields), 400)


HEADERS = [
    {"HTTP_ORIGIN": "http://["},
    {"HTTP_ORIGIN": "\xff"},
    {"HTTP_REFERER": "http://["},
    {"HTTP_X_VHM_ROOT": "/\xff"},
    {"HTTP_X_VHM_ROOT": "/priv"},
    {"HTTP_ACCEPT": "\xff;q=zz"},
    {"HTTP_ACCEPT_LANGUAGE": "*" * 5000},
    {"HTTP_RANGE": "bytes=-"},
    {"HTTP_RANGE": "bytes=--5"},
    {"HTTP_IF_NONE_MATCH": '"'},
    {"HTTP_IF_MODIFIED_SINCE": "Sun, 31 Feb 0000 99:99:99 GMT"},
    {"HTTP_X_CSRF_TOKEN": "\xff"},
    {"HTTP_X_FORWARDED_HOST": "evil.test"},
    {"HTTP_AUTHORIZATION": "Basic \xff"},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    {"CONTENT_TYPE": "\xff"},
    {"CONTENT_LENGTH": "abc"},
    {"CONTENT_LENGTH": "-1"},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "\xff"},
]


@pytest.mark.parametrize("header", HEADERS, ids=ascii)
def test_a_browser_may_send_any_headers(hostile_app, hostile_site, header):
    for path in ("/", "/login", hostile_site.image_url("open/a.jpg"), "/nothing/"):
        answer = ask(hostile_app, path=path, **header)
        assert_decided(answer, 200, 400, 404, 431)
        assert b"evil.test" not in answer.body
    for scheme in ("http", "https"):
        fields = {"body": b"csrf_token=x", "CONTENT_TYPE": FORM, "HTTP_COOKIE": "bv-form=x"}
        environ = {**fields, **header, "wsgi.url_scheme": scheme}
        assert_decided(ask(hostile_app, "POST", "/login", **environ), 400, 415, 431)


# Parameters


HOSTILE = [
    *("", "0", "-1", "2147483648", "9223372036854775808", "9" * 5000, "1e309", "NaN", "Infinity"),
    *("'", "' OR 1=1 --", "%", "_", "../..", "{{7*7}}", "${x}", "\r\nX: y", "\u202e", "🏔"),
    *("\ud7ff", "\uffff", "x" * 100_000, "123456789ABC", "null", "undefined", "[]", "true"),
]


def test_parameters_may_hold_anything(anywhere):
    album, image = anywhere.album_url("open"), anywhere.image_url("open/a.jpg")
    places = {
        "after": album,
        "before": album,
        "after[]": album,
        "page": "/",
        "limit": image,
        "next": "/login",
        "v": f"{image}small.jpg",
        "s": f"{image}full",
    }
    # A database is asked the same, whoever asks.
    names = (None, "owner") if anywhere.runtime.engine.dialect.name == "sqlite" else ("owner",)
    for browser in map(anywhere.browser, names):
        for name, path in places.items():
            for value in HOSTILE:
                answer = browser.get(path, {name: value}, status="*")
                assert answer.status_int in {200, 202, 404}, (path, name, value)


@pytest.mark.parametrize("query", ["after=x&before=y", "after=x&after=y", "after", "&&&", "=", "?"])
def test_parameters_may_come_in_any_shape(hostile_site, query):
    path = hostile_site.album_url("open")
    assert_decided(ask(hostile_site.app, path=path, QUERY_STRING=query), 200, 404)


def test_a_name_and_a_password_may_be_anything(anywhere):
    for number, value in enumerate([*HOSTILE, "\x01", "x" * 1024, "\ufb01", "e\u0301"]):
        browser = anywhere.browser()
        browser.extra_environ["REMOTE_ADDR"] = f"192.0.2.{number}"
        token = browser.get("/login").forms[0]["csrf_token"].value
        for name, password in ((value, PASSWORD), ("somebody", value)):
            fields = {"csrf_token": token, "name": name, "password": password, "next": value}
            answer = browser.post("/login", fields, status="*")
            assert answer.status_int in {400, 403, 413, 429}, value


@given(
    path=st.text(st.characters(max_codepoint=255), max_size=60),
    query=st.text(st.characters(max_codepoint=255), max_size=60),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "x"]),
    body=st.binary(max_size=60),
    content_type=st.sampled_from(["", FORM, "multipart/form-data; boundary=a", "text/plain"]),
)
@examples(150)
def test_random_requests_are_decided(hostile_app, path, query, method, body, content_type):
    answer = ask(
        hostile_app, method, f"/{path}", body, QUERY_STRING=query, CONTENT_TYPE=content_type
    )
    assert_decided(answer)


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory, database):
    site = Site(tmp_path_factory.mktemp("site"), database)
    site.add_gallery()
    site.write("open/a.jpg")
    site.sync()
    yield site
    site.close()


@pytest.fixture(scope="module")
def hostile_app(hostile_site):
    return hostile_site.app


# Paths


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "*",
            "x",
            "//",
            "///",
            "/./",
            "/../",
            "/..",
            "/open/../priv/",
            "/a//b/",
            "/\0",
            "/\n",
        ),
        *("/" + "a/" * 10_000, "/" + "x" * 1_000_000, "/" + "-" * 100_000, "/%2e%2e/", "/\\..\\"),
        *("/@@login", "/open/@@view", "/login/", "/login/x", "/welcome", "/full", "/small.jpg"),
        *("/static", "/static/", "/static/x", "/static/../x.ini", "/robots.txt/", "/\x7f", "/\n"),
        *("/" + "/".join("123456789ABC" for _ in range(64)), "/" + "/".join(["123456789ABC"] * 65)),
    ],
    ids=lambda path: ascii(path)[:30],
)
def test_any_path_is_decided(hostile_app, path):
    for method in ("GET", "HEAD"):
        assert_decided(ask(hostile_app, method, path), 200, 301, 404)


METHODS = ["PUT", "DELETE", "PATCH", "PROPFIND", "TRACE", "OPTIONS", "CONNECT", "get", "BREW", ""]


@pytest.mark.parametrize("method", METHODS)
def test_other_methods_find_nothing(gallery, method):
    image = gallery.image_url("open/a.jpg")
    paths = ["/", gallery.album_url("open"), image, f"{image}small.jpg", f"{image}full"]
    with gallery.statements() as statements:
        for path in (*paths, "/login", "/logout", "/welcome/x", "/static/x/y.css", "/nothing"):
            assert_decided(ask(gallery.app, method, path), 404, 405)
            assert_decided(ask(gallery.app, method, path, b"a=b", CONTENT_TYPE=FORM), 404, 405)
    assert [line for line in statements if not line.startswith(("SELECT", "WITH"))] == []


def test_pages_take_no_forms(gallery):
    fields = {"body": b"csrf_token=x", "CONTENT_TYPE": FORM, "HTTP_COOKIE": "bv-form=x"}
    for path in ("/", gallery.album_url("open"), gallery.image_url("open/a.jpg"), "/nothing"):
        assert_decided(ask(gallery.app, "POST", path, **fields), 404)


def test_our_own_files_take_no_forms(gallery):
    stylesheet = gallery.browser().get("/").html.find("link", {"rel": "stylesheet"})["href"]
    assert_decided(ask(gallery.app, path=stylesheet), 200)
    fields = {"body": b"csrf_token=x", "CONTENT_TYPE": FORM, "HTTP_COOKIE": "bv-form=x"}
    assert_decided(ask(gallery.app, "POST", stylesheet, **fields), 404)


@pytest.mark.parametrize(
    "body",
    [
        *(b"&" * 1_000_000, b"a=" * 500_000, b"a&" * 50_000, b"=" * 1_000_000, b"%" * 1_000_000),
        *(b"a=" + b"x" * 1_000_000, b"name=" + b"x" * 1_000_000, b"\0" * 1_000_000),
    ],
    ids=lambda body: ascii(body[:5]),
)
def test_a_form_of_a_megabyte_is_refused(hostile_app, body):
    assert_decided(ask(hostile_app, "POST", "/login", body, CONTENT_TYPE=FORM), 413)


def test_a_query_of_a_megabyte_is_decided(hostile_app):
    for query in ("q=" + "x" * 1_000_000, "a&" * 50_000, "after=" + "x" * 1_000_000):
        assert_decided(ask(hostile_app, QUERY_STRING=query), 200, 404)
