"""What is no proper HTTP, sent to a real server."""

import http.client
import multiprocessing
import re
import socket
from contextlib import closing, suppress

import pytest
import waitress
from argon2 import PasswordHasher

from bviewer import main
from bviewer.process.server import OPTIONS
from tests.hasher import CHEAP, hashing_by
from tests.processes import LONG
from tests.site import HOST, Site

CHUNKED = b"Transfer-Encoding: chunked\r\n"


def serve(listener, ini):
    with hashing_by(PasswordHasher(**CHEAP)):
        waitress.serve(main({}, **ini), sockets=[listener], _quiet=True, **OPTIONS)


@pytest.fixture(scope="module")
def port(tmp_path_factory, empty):
    """The port of the server of laptops, with its options, in a process of its own."""
    site = Site(tmp_path_factory.mktemp("site"), empty, with_app=False)
    site.add_gallery()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=serve, args=(listener, site.ini), daemon=True)
        process.start()
        yield listener.getsockname()[1]
        process.terminate()
        process.join(5)
        process.close()
    site.close()


def exchange(port, *parts):
    """All that the server sends until it closes, for exactly these bytes."""
    received = b""
    with (
        closing(socket.create_connection(("127.0.0.1", port), timeout=LONG)) as connection,
        suppress(BrokenPipeError, ConnectionResetError),  # It may close before it has read all.
    ):
        connection.sendall(b"".join(parts))
        while chunk := connection.recv(65536):
            received += chunk
    return received


def statuses(received):
    """The statuses of all answers on a connection; none if it was closed without a word."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] ([0-9]{3}) ", received)]


CLOSE = b"Connection: close\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: pub.test\r\n"
POST = b"POST /login HTTP/1.1\r\nHost: pub.test\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: pub.test\r\nConnection: close\r\n\r\n"
MALFORMED = {
    "two Host lines": GET + b"Host: evil.test\r\n" + CLOSE,
    "the same Host twice": GET + b"Host: pub.test\r\n" + CLOSE,
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 4\r\n" + CLOSE + b"a=bc",
    "two lengths in a list": POST + b"Content-Length: 3, 4\r\n" + CLOSE + b"a=bc",
    "length and chunks": POST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"
    + CLOSE
    + b"0\r\n\r\n",
    "length with a sign": POST + b"Content-Length: +5\r\n" + CLOSE + b"a=bcd",
    "negative length": POST + b"Content-Length: -5\r\n" + CLOSE,
    "length in hexadecimal": POST + b"Content-Length: 0x5\r\n" + CLOSE + b"a=bcd",
    "length that is no number": POST + b"Content-Length: \xb2\r\n" + CLOSE,
    "encoding that is none": POST + b"Transfer-Encoding: xchunked\r\n" + CLOSE + b"0\r\n\r\n",
    "encoding twice": POST + b"Transfer-Encoding: chunked, chunked\r\n" + CLOSE + b"0\r\n\r\n",
    "chunk that is none": POST
    + b"Transfer-Encoding: chunked\r\n"
    + CLOSE
    + b"zz\r\nx\r\n0\r\n\r\n",
    "chunk with a sign": POST + CHUNKED + CLOSE + b"+1\r\nx\r\n0\r\n\r\n",
    "space before a colon": GET + b"X-Test : 1\r\n" + CLOSE,
    "bare line feeds": b"GET / HTTP/1.1\nHost: pub.test\nConnection: close\n\n\r\n\r\n",
    "bare carriage return": GET + b"X-Test: 1\rX-More: 2\r\n" + CLOSE,
    "NUL in a header": GET + b"X-Test: \0\r\n" + CLOSE,
    "no colon": GET + b"nonsense\r\n" + CLOSE,
    "body in a GET": GET + b"Content-Length: 3\r\n" + CLOSE + b"a=b",
    "chunks in a GET": GET + CHUNKED + CLOSE + b"1\r\nx\r\n0\r\n\r\n",
    "bytes in the path": b"GET /\xff HTTP/1.1\r\nHost: pub.test\r\n" + CLOSE,
    "escaped bytes in the path": b"GET /%ff HTTP/1.1\r\nHost: pub.test\r\n" + CLOSE,
    "bytes in the query": b"GET /?q=%ff HTTP/1.1\r\nHost: pub.test\r\n" + CLOSE,
    "no version": b"GET /\r\n\r\n",
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100 + b"\r\n\r\n",
    "header of 40 KB": GET + b"X-Test: " + b"x" * 40_000 + b"\r\n" + CLOSE,
    "line of 40 KB": b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: pub.test\r\n" + CLOSE,
    "body of two megabytes": POST + b"Content-Length: 2000000\r\n" + CLOSE,
    "Host with a quote": b'GET / HTTP/1.1\r\nHost: x" y\r\n' + CLOSE,
    "unknown Host": b"GET / HTTP/1.1\r\nHost: evil.test\r\n" + CLOSE,
    "no Host": b"GET / HTTP/1.1\r\n" + CLOSE,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_proper_request_is_refused_or_cut_off(port, name):
    received = exchange(port, MALFORMED[name])
    assert set(statuses(received)) <= {400, 404, 413, 431, 501}, received
    assert b"Traceback" not in received
    assert b"smuggled" not in received


def test_a_second_request_is_never_hidden_in_the_first(port):
    for framing, body in (
        (b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
        (b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(SMUGGLED), b"0\r\n\r\n"),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n"),
    ):
        received = exchange(port, POST, framing, b"\r\n", body, SMUGGLED)
        assert statuses(received) in ([], [400], [400, 404]), received


@pytest.mark.parametrize(
    "odd", [GET + b"X-Test: 1\r\n folded\r\n" + CLOSE, GET.replace(b"1.1", b"9.9") + CLOSE]
)
def test_what_waitress_tolerates_is_answered_once(port, odd):
    assert statuses(exchange(port, odd)) == [200]


def test_requests_in_a_row_are_answered_once_each_and_in_order(port):
    first = b"GET /static/x HTTP/1.1\r\nHost: pub.test\r\n\r\n"
    second = GET + b"\r\n"
    third = b"GET /nothing HTTP/1.1\r\nHost: pub.test\r\n" + CLOSE
    assert statuses(exchange(port, first, second, third)) == [404, 200, 404]


def test_what_a_proxy_would_say_is_not_believed(port):
    for number in range(11):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            headers = {"Host": HOST, "Cookie": "bv-form=x", "X-Forwarded-For": f"192.0.2.{number}"}
            headers["X-Forwarded-Proto"] = "https"
            headers["Origin"] = f"http://{HOST}"
            connection.request("GET", "/login", headers=headers)
            page = connection.getresponse().read().decode()
            token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
            body = f"csrf_token={token}&name=somebody&password=wrong+horse"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", "/login", body, headers)
            status = connection.getresponse().status
    assert status == 429
