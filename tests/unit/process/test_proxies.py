"""Which headers are believed, and of whom."""

from typing import Any

import pytest

from bviewer.config.parsers import parse_networks
from bviewer.process.proxies import believing, visitor_address

PROXIES = parse_networks("10.0.0.0/8 192.168.1.2 2001:db8::/32")
SAID = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "pub.test",
    "HTTP_X_FORWARDED_FOR": "198.51.100.7",
}
HEADERS = {
    *SAID,
    *("HTTP_FORWARDED", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_BY", "HTTP_X_REAL_IP"),
}


def seen(**environ: str) -> tuple[str, dict[str, Any]]:
    """The status, and what the application sees of such a request."""
    found: dict[str, Any] = {}
    statuses: list[str] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found.update(environ)
        start_response("200 OK", [])
        return []

    request = {
        "REQUEST_METHOD": "GET",
        "REMOTE_ADDR": "10.1.2.3",
        "HTTP_HOST": "inside:6543",
        "wsgi.url_scheme": "http",
        **environ,
    }
    list(believing(app, PROXIES)(request, lambda status, _headers: statuses.append(status)))
    return statuses[0], found


def origin(environ: dict[str, Any]) -> tuple[str, str, str]:
    """Scheme, host and address."""
    return environ["wsgi.url_scheme"], environ["HTTP_HOST"], environ["REMOTE_ADDR"]


@pytest.mark.parametrize("peer", ["10.1.2.3", "192.168.1.2", "2001:db8::1", "::ffff:10.0.0.1"])
def test_a_proxy_that_the_operator_named_is_believed(peer: str) -> None:
    _status, environ = seen(REMOTE_ADDR=peer, **SAID)
    assert origin(environ) == ("https", "pub.test", "198.51.100.7")


@pytest.mark.parametrize("peer", ["11.0.0.1", "192.168.1.3", "2001:db9::1", "::ffff:11.0.0.1", ""])
def test_nobody_else_is(peer: str) -> None:
    _status, environ = seen(REMOTE_ADDR=peer, **SAID)
    assert origin(environ) == ("http", "inside:6543", peer)


@pytest.mark.parametrize("peer", ["10.1.2.3", "11.0.0.1"])
def test_none_of_the_headers_reaches_the_application(peer: str) -> None:
    _status, environ = seen(REMOTE_ADDR=peer, **dict.fromkeys(HEADERS, "http"))
    assert not HEADERS & environ.keys()


def test_what_a_proxy_does_not_say_stays_as_it_is() -> None:
    _status, environ = seen()
    assert origin(environ) == ("http", "inside:6543", "10.1.2.3")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("HTTP_X_FORWARDED_PROTO", "https, http"),
        ("HTTP_X_FORWARDED_PROTO", "gopher"),
        ("HTTP_X_FORWARDED_PROTO", "https,"),
        ("HTTP_X_FORWARDED_HOST", "pub.test,evil.test"),
    ],
)
def test_a_proxy_that_contradicts_itself_is_refused(key: str, value: str) -> None:
    status, environ = seen(**{key: value})
    assert (status, environ) == ("400 Bad Request", {})
    assert seen(REMOTE_ADDR="11.0.0.1", **{key: value})[0] == "200 OK"


def test_proxies_that_agree_are_believed() -> None:
    _status, environ = seen(
        HTTP_X_FORWARDED_PROTO="https, HTTPS", HTTP_X_FORWARDED_HOST="pub.test, pub.test"
    )
    assert origin(environ)[:2] == ("https", "pub.test")


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ("", "10.1.2.3"),
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),  # What is to the left anybody wrote.
        ("198.51.100.7, 192.168.1.2", "198.51.100.7"),
        ("198.51.100.7,10.0.0.1 , 192.168.1.2", "198.51.100.7"),
        ("10.0.0.1, 192.168.1.2", "10.0.0.1"),  # A visitor from among the proxies.
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db9::1]:4711", "2001:db9::1"),
        ("2001:db9::1", "2001:db9::1"),
        ("unknown", "10.1.2.3"),
        ("198.51.100.7, unknown, 192.168.1.2", "192.168.1.2"),
    ],
)
def test_a_visitor_is_the_last_one_who_is_no_proxy(addresses: str, expected: str) -> None:
    assert visitor_address("10.1.2.3", addresses, PROXIES) == expected
