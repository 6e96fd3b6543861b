"""Bodies are read where a form is expected; all others are refused, and the connection goes on."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

from bviewer.views import forms
from bviewer.views.readable import FORM, LONGEST_FORM
from tests.entrance import listening
from tests.functional.stacks import everywhere
from tests.ports import free_port
from tests.site import HOST, Site

pytestmark = everywhere

MULTIPART = "multipart/form-data; boundary=B"
PATHS = ["/", "/login", "/logout", "/welcome/x", "/nothing", "/robots.txt", "/healthz", "/static/x"]
TOO_LONG = b"name=" + b"x" * LONGEST_FORM


@pytest.fixture
def port(site: Site) -> Iterator[int]:
    """Where a server listens: nginx, or waitress alone."""
    with ExitStack() as exits:
        if site.is_behind_nginx:
            yield site.front.plain
            return
        port = free_port()
        exits.enter_context(listening(site.app, host="127.0.0.1", port=str(port)))
        yield port


@pytest.fixture
def connection(port: int) -> Iterator[HTTPConnection]:
    """A connection that is kept."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.connect()
        yield connection


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """All bodies that are read."""
    read, seen = forms.sent_body, []
    monkeypatch.setattr(forms, "sent_body", lambda request: seen.append(read(request)) or seen[-1])
    return seen


def status(
    connection: HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    content_type: str = FORM,
    **headers: str,
) -> int:
    """The status of an answer."""
    sent = {"Host": HOST, "Cookie": "bv-form=x", "Content-Type": content_type, **headers}
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_what_no_view_takes_is_refused_unread_and_the_connection_goes_on(
    connection: HTTPConnection, bodies: list[bytes]
) -> None:
    socket = connection.sock
    for path in PATHS:
        for method, body, content_type, expected in (
            ("POST", b"--B--", MULTIPART, 415),
            ("POST", b"{}", "application/json", 415),
            ("POST", b"name=x" * 100_000, MULTIPART, 415),
            ("POST", TOO_LONG, FORM, 413),
            ("POST", b"name=" + b"x" * 1_000_000, FORM, 413),
            ("PUT", b"name=x", FORM, 405),
            ("DELETE", b"x" * 100_000, "text/plain", 405),
        ):
            assert status(connection, method, path, body, content_type) == expected, (path, method)
            assert status(connection, "GET", "/login") == 200
    assert connection.sock is socket
    assert bodies == []


def test_a_form_is_read_where_one_is_expected_and_nowhere_else(
    connection: HTTPConnection, bodies: list[bytes]
) -> None:
    socket = connection.sock
    for path in ("/", "/nothing", "/robots.txt", "/static/x", "/login/x", "/welcome", "/logout/x"):
        assert status(connection, "POST", path, b"csrf_token=x") == 404, path
    for path in ("/login", "/logout", "/welcome/x"):
        foreign = status(connection, "POST", path, b"csrf_token=x", Origin="http://evil.test")
        assert foreign == 400
    assert bodies == []
    for path in ("/login", "/logout", "/welcome/x"):
        assert status(connection, "POST", path, f"csrf_token={path}".encode()) == 400
    assert bodies == [b"csrf_token=/login", b"csrf_token=/logout", b"csrf_token=/welcome/x"]
    assert connection.sock is socket


def test_a_form_as_long_as_may_be_is_read(connection: HTTPConnection, bodies: list[bytes]) -> None:
    assert status(connection, "POST", "/login", TOO_LONG[:LONGEST_FORM]) == 400
    assert [len(body) for body in bodies] == [LONGEST_FORM]


def test_the_token_in_a_header_needs_no_body(
    connection: HTTPConnection, bodies: list[bytes]
) -> None:
    assert status(connection, "POST", "/logout", b"", **{"X-CSRF-Token": "x"}) == 400
    assert bodies == []


def test_a_field_that_is_too_long_is_refused_before_it_is_taken_apart(
    connection: HTTPConnection, port: int
) -> None:
    for name in ("Cookie", "Accept", "Accept-Language", "Accept-Encoding"):
        assert status(connection, "GET", "/", **{name: "x" * 9000}) == 431, name
        assert status(connection, "GET", "/login") == 200
