"""The gallery is chosen by the Host header, and nothing of one gallery is reached at another."""

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import waitress
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.models import Gallery, User, Visibility, new_id
from bviewer.process.server import OPTIONS
from tests.functional.stacks import everywhere
from tests.site import Site

pytestmark = everywhere

KNOWN = ["pub.test", "PUB.TEST", "Pub.Test.", "pub.test:8080", "PUB.TEST.:443", "pub.test:"]
UNKNOWN = [
    *("evil.test", "pub.test.evil.test", "xpub.test", "pub.tes", "localhost:6543"),
    *("127.0.0.1", "[::1]", "[::1]:80", "pub.test..", "pub..test", ".pub.test", "-" * 64),
]
ODD = [
    *('x" onload=1', "<script>", "pub.test@evil.test", "evil.test@pub.test", "pub.test/evil"),
    *("pub.test, evil.test", "pub.test,pub.test", "pub.test evil.test", "pub.test:evil"),
    *("pub.test:80:80", "pub.test#", "pub.test?x", "pub.test\\", "pub.test%2e", "pub\x00.test"),
    *("b\xfccher.test", "pub.te\xadst", "[pub.test]", "[::1", "", " ", ":80", "a" * 3000),
]


@pytest.fixture(scope="module")
def galleries(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Site]:
    """Two galleries of two owners, and a closed third; `guest` was given all of pub.test."""
    site = Site(tmp_path_factory.mktemp("hosts"), database)
    site.add_gallery()
    site.add_gallery("other.test", owner="foreign", home="other", title="Others")
    site.add_gallery("closed.test", owner="foreign", home="other", visibility="private")
    site.add_user("guest", "a long password")
    for path in ("open/a.jpg", "hid/h.jpg", "priv/s.jpg", "other/o.jpg"):
        site.write(path)
    site.sync()
    site.set_visibility("hid", Visibility.HIDDEN)
    site.set_visibility("priv", Visibility.PRIVATE)
    with site.session() as session:
        pub = session.scalars(select(Gallery).where(Gallery.host == "pub.test")).one()
        guest = session.scalars(select(User).where(User.name == "guest")).one()
        grant(session, guest, pub, None)
    yield site
    site.close()


def browser(site: Site, host: str) -> TestApp:
    """A browser that says exactly this about the host."""
    return TestApp(site.front, extra_environ={"HTTP_HOST": host})


def reflected(response: TestResponse, text: str) -> bool:
    """Whether a text comes back anywhere in an answer."""
    lines = [response.status, *(f"{name}: {value}" for name, value in response.headerlist)]
    return text.lower().encode() in ("\n".join(lines).encode() + response.body).lower()


def addresses(response: TestResponse) -> set[str]:
    """The schemes and hosts of all absolute addresses in an answer."""
    text = response.text + response.headers.get("Location", "")
    return set(re.findall(r"\bhttps?://[^/\"'<\s]*", text))


@pytest.mark.parametrize("host", KNOWN)
def test_a_known_host_is_answered_in_its_normal_spelling(galleries: Site, host: str) -> None:
    # nginx listens on the usual ports, which no address names.
    port = host.rpartition(":")[2] if ":" in host and not galleries.is_behind_nginx else ""
    expected = f"http://pub.test:{port}" if port else "http://pub.test"
    album = galleries.album_url("open")
    for url in ("/", album, galleries.image_url("open/a.jpg"), "/login"):
        page = browser(galleries, host).get(url, status=200)
        assert addresses(page) == {expected}
    for url in (album.rstrip("/"), f"/{new_id()}{galleries.image_url('open/a.jpg')}"):
        assert addresses(browser(galleries, host).get(url, status=301)) == {expected}


@pytest.mark.parametrize("host", UNKNOWN)
def test_an_unknown_host_is_missing_and_never_repeated(galleries: Site, host: str) -> None:
    for url in (
        "/",
        galleries.album_url("open"),
        "/login",
        galleries.album_url("open").rstrip("/"),
    ):
        page = browser(galleries, host).get(url, status=[400, 404, 421])
        assert page.status_int == 404 or galleries.is_behind_nginx
        assert not reflected(page, host)
        assert addresses(page) == set()


@pytest.mark.parametrize("host", ODD)
def test_an_odd_host_is_refused_and_never_repeated(galleries: Site, host: str) -> None:
    for url in ("/", galleries.album_url("open")):
        page = browser(galleries, host).get(url, status="*")
        # nginx takes away whatever is behind a colon.
        is_mended = galleries.is_behind_nginx and page.status_int == 200
        assert is_mended or page.status_int in {400, 404, 421}
        assert addresses(page) == ({"http://pub.test"} if is_mended else set())
        assert not host.strip() or not reflected(page, host)


def test_an_international_name_is_known_by_its_punycode(galleries: Site) -> None:
    galleries.add_gallery("Bücher.test")
    browser(galleries, "XN--BCHER-KVA.test:80").get("/", status=200)
    browser(galleries, "bücher.test".encode().decode("latin-1")).get("/", status=[400, 404])


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host"])
def test_nobody_moves_the_host_by_another_header(galleries: Site, name: str) -> None:
    plain = galleries.browser().get("/")
    forged = galleries.browser().get("/", headers={name: "host=evil.test, evil.test"})
    assert forged.body == plain.body


@pytest.mark.stacks("embedded")
def test_the_default_gallery_answers_within_ones_own_network_but_not_to_nonsense(
    tmp_path: Path, database: Path
) -> None:
    site = Site(tmp_path, database, **{"bviewer.default_gallery": "pub.test"})
    site.add_gallery()
    site.add_gallery("other.test", title="Others")
    assert addresses(browser(site, "192.168.1.7:6543").get("/")) == {"http://192.168.1.7:6543"}
    assert addresses(browser(site, "NAS.local.").get("/")) == {"http://nas.local"}
    assert "Others" in browser(site, "other.test").get("/").text
    for host in ("127.0.0.1:6543", "[::1]:6543", "localhost", "nas", "nas.fritz.home.arpa"):
        browser(site, host).get("/", status=200)
    for host in ("nas.lan", "nas.fritz.box:6543", "nas.tail0a1b.ts.net"):
        browser(site, host).get("/", status=200)
    for host in (
        *(*ODD, "pub..test", "a" * 254, "evil.example", "127.0.0.1.evil.example"),
        *("evil.box", "nas.fritz.box.evil.example", "evilts.net", "lan.evil.example"),
    ):
        page = browser(site, host).get("/", status=[400, 404])
        assert addresses(page) == set()
    site.close()


@pytest.mark.stacks("embedded")
def test_who_is_near_an_installation_is_told_which_command_gives_it_a_name(
    galleries: Site,
) -> None:
    told = {}
    for address in ("127.0.0.1", "::ffff:192.168.1.9", "fd00::1", "203.0.113.9", "2001:db8::1", ""):
        near = browser(galleries, "Photos.example.org:6543")
        near.extra_environ["REMOTE_ADDR"] = address
        page = near.get("/", status=404)
        told[address] = "bviewer gallery INI set --alias HOST" in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert not reflected(page, "photos.example")
    assert [address for address, is_told in told.items() if is_told] == [
        *("127.0.0.1", "::ffff:192.168.1.9", "fd00::1")
    ]


# Two galleries.


def everything(site: Site) -> Iterator[str]:
    """URLs of albums, images and bytes of pub.test, in full and by the id alone."""
    for path in ("open/a.jpg", "hid/h.jpg", "priv/s.jpg"):
        image, folder = site.image_url(path), path.partition("/")[0]
        yield from (site.album_url(folder), f"/{site.album(folder).id}/", image, f"{image}full")
        yield from (f"{image}small.jpg", f"/{site.image(path).id}/", f"{image[:-1]}")


@pytest.mark.parametrize("name", [None, "foreign"])
def test_nodes_of_one_gallery_are_missing_at_another(galleries: Site, name: str | None) -> None:
    owner, there = galleries.browser("owner"), galleries.browser(name, "other.test")
    missing = there.get(f"/{new_id()}/", status=404)
    for url in everything(galleries):
        owner.get(url, status=[200, 202, 301])
        owner.get(url, status=[200, 301])  # By now the rendition is in the cache.
        found = there.get(url, status=404)
        assert (found.headerlist, found.body) == (missing.headerlist, missing.body)


def with_cookie_of(site: Site, other: TestApp, name: str, host: str) -> TestApp:
    """A new browser at a host, with a cookie that another browser was given."""
    browser = site.browser(host=host)
    browser.set_cookie(name, other.cookies[name].strip('"'))
    return browser


def test_a_session_of_one_gallery_is_nothing_at_another(galleries: Site) -> None:
    signed_in = galleries.browser("owner")
    here = with_cookie_of(galleries, signed_in, "bv", "pub.test")
    assert "Sign out" in here.get("/").text
    there = with_cookie_of(galleries, signed_in, "bv", "other.test")
    assert "Sign out" not in there.get("/").text


def test_access_to_one_gallery_is_nothing_at_another(galleries: Site) -> None:
    galleries.browser("guest").get(galleries.album_url("priv"), status=200)
    for name in ("guest", "owner"):
        galleries.browser(name, "closed.test").get("/", status=404)
    galleries.browser("foreign", "closed.test").get("/", status=200)


def test_a_form_of_one_gallery_is_refused_by_another(galleries: Site) -> None:
    asking = galleries.browser()
    token = asking.get("/login").forms[0]["csrf_token"].value
    form = {"csrf_token": token, "name": "guest", "password": "a long password"}
    there = with_cookie_of(galleries, asking, "bv-form", "other.test")
    there.post("/login", form, status=400)
    here = with_cookie_of(galleries, asking, "bv-form", "pub.test")
    here.post("/login", form, status=303)


def test_what_one_gallery_has_in_the_cache_is_not_sent_by_another(
    tmp_path: Path, database: Path
) -> None:
    """Not even where both show the same file: each has its own ids and its own cached files."""
    site, hosts = Site(tmp_path, database), ("pub.test", "other.test")
    numbers = {host: site.add_gallery(host) for host in hosts}
    site.write("a.jpg")
    thumbnails = {}
    for host in hosts:
        site.sync(host=host)
        page = site.browser(host=host).get("/")
        thumbnails[host] = urlsplit(page.html.select_one("img[src*=small]")["src"]).path
    assert len(set(thumbnails.values())) == 2
    site.browser(host="pub.test").get(thumbnails["pub.test"], status=202)
    site.browser(host="pub.test").get(thumbnails["pub.test"], status=200)

    site.browser(host="other.test").get(thumbnails["pub.test"], status=404)
    site.browser(host="other.test").get(thumbnails["other.test"], status=202)
    cached = [file.relative_to(site.cache) for file in site.cache.rglob("*small.jpg")]
    assert {int(file.parts[1]) for file in cached} == set(numbers.values())
    site.close()


# What only a real server can receive.


@pytest.fixture(scope="module")
def port(galleries: Site) -> Iterator[int]:
    """The port of a real server for the galleries."""
    server = waitress.create_server(galleries.app, host="127.0.0.1", port=0, **OPTIONS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    thread.join(10)


def exchange(port: int, request: bytes) -> bytes:
    """The answer to raw bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "lines",
    [
        b"GET / HTTP/1.0\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\nHost:\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\nHost: pub.test\r\nHost: evil.test\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\nHost: evil.test\r\nHost: pub.test\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\nHost: pub.test\r\nHost: pub.test\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\nHost: pub.test\xff\r\n",
        b'GET / HTTP/1.1\r\nConnection: close\r\nHost: evil.test" x\r\n',
        b"GET http://evil.test/ HTTP/1.1\r\nConnection: close\r\nHost: evil.test\r\n",
    ],
)
def test_a_missing_or_doubled_host_is_refused(port: int, lines: bytes) -> None:
    answer = exchange(port, lines + b"\r\n")
    assert answer.split(b" ")[1] in {b"400", b"404"}
    assert b"evil" not in answer


def test_a_real_server_finds_the_gallery(port: int) -> None:
    answer = exchange(port, b"GET / HTTP/1.0\r\nHost: PUB.test\r\n\r\n")
    assert answer.split(b" ")[1] == b"200"
    assert b"http://pub.test/" in answer
