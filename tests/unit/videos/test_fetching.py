"""Asking the providers of videos: nobody else, nothing else, and not for long."""

import socket
import ssl
import threading
import time
from contextlib import closing

import pytest

from bviewer.videos import fetching
from bviewer.videos.fetching import NotFetched, connect_to, fetch, is_public, parts_of
from tests.providers import PUBLIC, Providers, answer, endless

URL = "https://i.ytimg.com/vi/x/y.jpg"
PATH = "/vi/x/y.jpg"
TYPES = ("image/jpeg", "image/png")
JPEG = b"Content-Type: image/jpeg\r\n"


def ask(url: str = URL, most: int = 10_000, seconds: float = 10) -> bytes:
    return fetch(url, TYPES, most, seconds)


def refused(reason: str, url: str = URL, **limits: float) -> NotFetched:
    with pytest.raises(NotFetched) as caught:
        ask(url, **limits)
    assert caught.value.reason == reason
    return caught.value


def test_what_is_there_is_fetched_and_the_request_tells_nothing_of_who_asks(
    providers: Providers, poster: bytes
) -> None:
    providers.answers[PATH] = answer(200, poster)
    assert ask(f"{URL}?a=b") == poster
    assert providers.asked == [f"{URL}?a=b"]
    (request,) = providers.requests
    headers = {line.partition(":")[0] for line in request.splitlines()[1:] if line}
    assert headers == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert "User-Agent: bviewer\r\n" in request


def test_a_body_in_chunks_is_one(providers: Providers) -> None:
    body = b"4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + JPEG + b"\r\n"
    providers.answers[PATH] = lambda connection: connection.sendall(head + body)
    assert ask() == b"abcdefg"


def test_a_proxy_of_the_environment_is_not_asked(
    providers: Providers, poster: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    providers.answers[PATH] = answer(200, poster)
    assert ask() == poster


@pytest.mark.parametrize(
    "url",
    [
        "http://i.ytimg.com/x",
        "file:///etc/passwd",
        "//i.ytimg.com/x",
        "https://i.ytimg.com:443/x",
        "https://i.ytimg.com.evil.test/x",
        "https://evil.test/i.ytimg.com",
        "https://user@i.ytimg.com/x",
        "https://i.ytimg.com@evil.test/x",
        "https://I.YTIMG.COM/x",
        "https://i.ytimg.com./x",
        "https://i.ytimg.com",
        "https://i.ytimg.com/x y",
        "https://i.ytimg.com/x\r\nHost: evil.test",
        "https://i.ytimg.com/\u00e9",
        "https://i.ytimg.com/x#y",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[/x",
        "https://0x7f.1/x",
        "https://\u0456.ytimg.com/x",
        "",
    ],
)
def test_nobody_is_asked_but_the_hosts_of_providers(providers: Providers, url: str) -> None:
    refused("unsafe", url)
    assert providers.tried == []


@pytest.mark.parametrize("host", ["i.ytimg.com", "vimeo.com", "i.vimeocdn.com"])
def test_each_host_of_a_provider_can_be_asked(host: str) -> None:
    assert parts_of(f"https://{host}/x?y=z&u=https://vimeo.com/1") == (
        host,
        "/x?y=z&u=https://vimeo.com/1",
    )


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        [PUBLIC, "127.0.0.1"],
        [PUBLIC, "::1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["fe80::1%eth0"],
    ],
)
def test_a_name_that_leads_to_any_address_near_by_leads_nowhere(
    providers: Providers, addresses: list[str]
) -> None:
    providers.addresses["i.ytimg.com"] = addresses
    refused("unsafe")
    assert (providers.tried, providers.connections) == ([], 0)


NEAR_BY = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
    *(
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
    ),
    *("2001:0:7f00:1::", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%lo", "fec0::1"),
    *("ff02::1", "100::1", "4000::1", "0x7f.1", "127.1", "2130706433", "localhost", ""),
]
FAR_AWAY = [
    *("8.8.8.8", PUBLIC, "2a00:1450:4001:80b::200e", "64:ff9b::808:808", "2002:808:808::1"),
]


@pytest.mark.parametrize("address", NEAR_BY)
def test_what_is_near_by_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", FAR_AWAY)
def test_what_is_far_away_is_public(address: str) -> None:
    assert is_public(address)


def test_a_name_is_looked_up_once_and_its_very_address_is_asked(
    providers: Providers, poster: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the name leads to when it is asked again."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    monkeypatch.setattr(fetching, "addresses_of", lambda _host: next(answers))
    providers.answers[PATH] = answer(200, poster)
    assert ask() == poster
    assert providers.tried == [PUBLIC]
    assert next(answers) == ["127.0.0.1"]


def test_an_address_is_connected_to_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        monkeypatch.setattr(fetching, "PORT", listener.getsockname()[1])
        with closing(connect_to("127.0.0.1", 5)) as connection:
            assert connection.getpeername() == listener.getsockname()


def test_the_next_address_is_tried_where_nobody_is_at_the_first(
    providers: Providers, poster: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(address: str, seconds: float) -> socket.socket:
        if address != PUBLIC:
            raise ConnectionRefusedError
        return providers.connect_to(address, seconds)

    monkeypatch.setattr(fetching, "connect_to", connect)
    providers.addresses["i.ytimg.com"] = ["8.8.8.8", PUBLIC]
    providers.answers[PATH] = answer(200, poster)
    assert ask() == poster
    providers.addresses["i.ytimg.com"] = ["8.8.8.8"]
    refused("unreachable")


def test_no_more_than_four_addresses_are_tried(
    providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def connect(address: str, _seconds: float) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching, "connect_to", connect)
    addresses = [f"8.8.8.{number}" for number in range(9)]
    providers.addresses["i.ytimg.com"] = addresses
    refused("unreachable")
    assert tried == addresses[:4]


def test_a_name_without_an_address_is_nowhere(
    providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    providers.addresses["i.ytimg.com"] = []
    refused("unreachable")

    def fail(_host: str) -> list[str]:
        raise socket.gaierror

    monkeypatch.setattr(fetching, "addresses_of", fail)
    refused("unreachable")


def test_who_cannot_prove_to_be_the_host_is_asked_for_nothing(
    providers: Providers, poster: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    providers.answers[PATH] = answer(200, poster)
    monkeypatch.setattr(fetching, "HOSTS", frozenset({"elsewhere.test"}))
    providers.addresses["elsewhere.test"] = [PUBLIC]
    refused("unreachable", f"https://elsewhere.test{PATH}")  # The certificate is for others.
    assert providers.asked == []


def test_only_what_this_machine_trusts_is_trusted() -> None:
    context = fetching.tls()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_led_elsewhere(providers: Providers, status: int) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as trap:
        trap.setblocking(False)
        port = trap.getsockname()[1]
        providers.answers[PATH] = answer(status, Location=f"https://127.0.0.1:{port}/")
        refused("unsafe")
        with pytest.raises(BlockingIOError):
            trap.accept()
    assert providers.connections == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "gone"), (410, "gone"), (403, "refused"), (500, "refused"), (204, "refused")],
)
def test_what_is_not_there_is_told_apart_from_what_is_refused(
    providers: Providers, poster: bytes, status: int, reason: str
) -> None:
    providers.answers[PATH] = answer(status, b"" if status == 204 else poster)
    refused(reason)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7200", 7200), ("", 0), ("x", 0), ("-1", 0), ("999999999", 86400), ("9" * 5000, 0)],
)
def test_who_has_enough_of_us_says_for_how_long(
    providers: Providers, said: str, seconds: int
) -> None:
    providers.answers[PATH] = answer(429, Retry_After=said)
    assert refused("busy").seconds == seconds


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/html"},
        {"Content_Type": "image/svg+xml"},
        {"Content_Type": ""},
        {"Content_Encoding": "gzip"},
    ],
)
def test_only_what_was_asked_for_is_taken(
    providers: Providers, poster: bytes, headers: dict[str, str]
) -> None:
    providers.answers[PATH] = answer(200, poster, **headers)
    refused("no-picture")


def test_as_much_as_is_allowed_is_taken_and_not_a_byte_more(providers: Providers) -> None:
    providers.answers[PATH] = answer(200, b"x" * 1000)
    assert ask(most=1000) == b"x" * 1000
    refused("too-large", most=999)


def test_what_never_ends_is_ended(providers: Providers) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + JPEG + b"\r\n"
    providers.answers[PATH] = endless(head, b"x" * 65536)
    refused("too-large", most=1_000_000)
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n" + JPEG + b"\r\n"
    providers.answers[PATH] = endless(long, b"x" * 65536)
    refused("too-large", most=1_000_000)


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n" + JPEG + b"\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Y: z\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Y: ", b"z"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
    ],
)
def test_what_drips_has_as_long_as_all_of_it_may_take(
    providers: Providers, start: bytes, drop: bytes
) -> None:
    providers.answers[PATH] = endless(start, drop, threading.Event())
    begun = time.monotonic()
    with pytest.raises(NotFetched) as caught:
        ask(seconds=0.5)
    # With a hundred headers, or a long one, it is no answer before it is a slow one.
    assert caught.value.reason in {"slow", "unreachable"}
    assert time.monotonic() - begun < 30


def test_what_ends_too_early_is_nothing(providers: Providers) -> None:
    providers.answers[PATH] = answer(200, b"x" * 10, Content_Length="1000")
    refused("unreachable")
    providers.answers[PATH] = lambda _connection: None
    refused("unreachable")


@pytest.mark.parametrize("line", [b"nonsense\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\xff"])
def test_what_is_no_answer_is_none(providers: Providers, line: bytes) -> None:
    providers.answers[PATH] = lambda connection: connection.sendall(line)
    refused("unreachable")


def test_time_that_is_over_is_not_begun(providers: Providers) -> None:
    refused("slow", seconds=0)
    assert providers.connections == 0
