"""The same files through a real nginx and from the application itself: the answers must agree."""

import hashlib
import os
import random
from dataclasses import dataclass

import pytest

from tests.nginx import CACHING, running_nginx
from tests.unit.delivery.serving import (
    Answer,
    fetch,
    original_url,
    rendition_url,
    running_server,
)

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
# Must not take over from the internal locations.
TRAP = r"location ~* \.(jpg|php)$ { return 418; }"
MODIFIED = 1_714_824_000
PLAIN = "plain.jpg"
CONTENT = bytes(range(250)) * 4

DEEP = "/".join("папка" * 10 for _ in range(30)) + "/фото.jpg"
ODD_NAMES = [
    "a", "a?b.jpg", "pc%41.jpg", "pcA.jpg", "100%.jpg", "sp ace.jpg", "h#sh.jpg", "plus+.jpg",
    "semi;x.jpg", "back\\slash.jpg", 'q"uote.jpg', "it's.jpg", "new\nline.jpg", "фото.jpg",
    "bad\udcff\udcfe.jpg", "..dots", ".hidden", "&amp;.jpg", "👩‍🚀.jpg", "evil.php", "x" * 255,
    "nfc-\u00e9.jpg", "nfd-e\u0301.jpg", "@at", "%2e%2e", "a,b=c$d!.jpg", "\x01\x7f.jpg", "~",
    "folder?/a.jpg", "folder/a.jpg", "edit/login/static/api", DEEP,
]  # fmt: skip


def own_content(path):
    """Bytes that no other file has."""
    return b"\xff\xd8" + hashlib.sha256(os.fsencode(path)).digest()


@dataclass
class Site:
    library: os.PathLike
    cache: os.PathLike
    ports: dict[str, int]

    def get(self, mode, path, method="GET", headers=None) -> Answer:
        return fetch(self.ports[mode], original_url(mode, path), method, headers)

    def rendition(self, mode, path, audience="everybody", query="", **options) -> Answer:
        url = rendition_url(mode, path, audience) + query
        return fetch(self.ports[mode], url, **options)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    library, cache, run = (tmp_path_factory.mktemp(name) for name in ("library", "cache", "nginx"))
    for path in ODD_NAMES:
        (library / path).parent.mkdir(parents=True, exist_ok=True)
        (library / path).write_bytes(own_content(path))
    for folder in (library, cache):
        (folder / PLAIN).write_bytes(CONTENT)
        os.utime(folder / PLAIN, (MODIFIED, MODIFIED))
    with (
        running_server(library, cache) as server,
        running_nginx(run, library, cache, server.port, own=TRAP) as port,
    ):
        yield Site(library, cache, {"direct": server.port, "nginx": port})


EARLIER = "Sat, 04 May 2024 11:59:59 GMT"
EXACTLY = "Sat, 04 May 2024 12:00:00 GMT"
LATER = "Sat, 04 May 2024 12:00:01 GMT"

# Request headers, status, Content-Range. "{etag}" is the tag that the same mode gave before.
AGREED = [
    ({}, 200, None),
    ({"Range": "bytes=0-0"}, 206, "bytes 0-0/1000"),
    ({"Range": "bytes=0-"}, 206, "bytes 0-999/1000"),
    ({"Range": "bytes=10-19"}, 206, "bytes 10-19/1000"),
    ({"Range": "bytes=990-5000"}, 206, "bytes 990-999/1000"),
    ({"Range": "BYTES= 1 - 2"}, 206, "bytes 1-2/1000"),
    ({"Range": "bytes=-1"}, 206, "bytes 999-999/1000"),
    ({"Range": "bytes=-5000"}, 206, "bytes 0-999/1000"),
    ({"Range": "bytes=1000-"}, 416, "bytes */1000"),
    ({"Range": "bytes=-0"}, 416, "bytes */1000"),
    ({"Range": "bytes=-"}, 416, "bytes */1000"),
    ({"Range": "bytes=--5"}, 416, "bytes */1000"),
    ({"Range": "bytes=5-3"}, 416, "bytes */1000"),
    ({"Range": "bytes=abc"}, 416, "bytes */1000"),
    ({"Range": "bytes=" + "9" * 30 + "-"}, 416, "bytes */1000"),
    ({"Range": "bytes="}, 200, None),
    ({"Range": "bytes 0-5"}, 200, None),
    ({"Range": "items=0-5"}, 200, None),
    ({"Range": "bytes=0-1,5-6"}, 200, None),
    ({"Range": "bytes=" + ",".join(["0-"] * 10_000)}, 200, None),
    ({"Range": "bytes=10-19", "If-Range": "{etag}"}, 206, "bytes 10-19/1000"),
    ({"Range": "bytes=10-19", "If-Range": EXACTLY}, 206, "bytes 10-19/1000"),
    ({"Range": "bytes=10-19", "If-Range": "W/{etag}"}, 200, None),
    ({"Range": "bytes=10-19", "If-Range": '"other"'}, 200, None),
    ({"Range": "bytes=10-19", "If-Range": EARLIER}, 200, None),
    ({"Range": "bytes=10-19", "If-Range": LATER}, 200, None),
    ({"Range": "bytes=-", "If-Range": '"other"'}, 200, None),
    ({"If-Match": "{etag}"}, 200, None),
    ({"If-Match": "*", "Range": "bytes=10-19"}, 206, "bytes 10-19/1000"),
    ({"If-Match": '"other", {etag}'}, 200, None),
    ({"If-Match": '"other"'}, 412, None),
    ({"If-Match": "W/{etag}", "Range": "bytes=10-19"}, 412, None),
    ({"If-Unmodified-Since": EXACTLY}, 200, None),
    ({"If-Unmodified-Since": EARLIER}, 412, None),
    ({"If-None-Match": "{etag}"}, 304, None),
    ({"If-None-Match": '"other", W/{etag}'}, 304, None),
    ({"If-None-Match": "*", "Range": "bytes=-"}, 304, None),
    ({"If-None-Match": '"other"'}, 200, None),
    ({"If-None-Match": '"other"', "If-Modified-Since": LATER}, 200, None),
    ({"If-None-Match": "{etag}", "If-Modified-Since": EXACTLY}, 304, None),
    ({"If-Modified-Since": EXACTLY}, 304, None),
    ({"If-Modified-Since": LATER}, 304, None),
    ({"If-Modified-Since": EARLIER}, 200, None),
    ({"If-Modified-Since": "garbage"}, 200, None),
    ({"If-Match": '"other"', "If-None-Match": "{etag}"}, 412, None),
]  # fmt: skip

# Request headers, status of the direct mode, status of nginx, and why they may differ.
ALLOWED = [
    ({"Range": "bytes=0-0,garbage"}, 200, 416, "many ranges are never read here"),
    ({"Range": "bytes=0-0,5000-"}, 200, 206, "nginx drops those that cannot be satisfied"),
    ({"Range": "bytes=" + "0" * 300 + "-5"}, 200, 206, "longer than 256 characters"),
    ({"Range": "bytes=0-" + "9" * 30}, 206, 416, "too large for an integer of nginx"),
    ({"If-Unmodified-Since": "garbage"}, 200, 412, "RFC 9110, 13.1.4: ignored; not in nginx"),
    (
        {"If-Match": "{etag}", "If-Unmodified-Since": EARLIER}, 200, 412,
        "RFC 9110, 13.2.2: If-Match goes first; nginx demands both",
    ),
    (
        {"If-None-Match": "{etag}", "If-Modified-Since": EARLIER}, 304, 200,
        "RFC 9110, 13.2.2: If-None-Match goes first; nginx demands both",
    ),
]  # fmt: skip


def assert_safe(answer):
    for name, value in SECURITY.items():
        assert answer.headers.get_all(name) == [value]


def ask(site, mode, method, headers):
    etag = site.get(mode, PLAIN, "HEAD").headers["ETag"]
    filled = {name: value.replace("{etag}", etag) for name, value in headers.items()}
    return site.get(mode, PLAIN, method, filled)


def expected_body(status, content_range):
    """What a client must receive, or None where it is the text of an error."""
    if status == 200:
        return CONTENT
    if status == 304:
        return b""
    if status == 206:
        first, _, last = content_range.removeprefix("bytes ").partition("/")[0].partition("-")
        return CONTENT[int(first) : int(last) + 1]
    return None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("headers", "status", "content_range"), AGREED)
def test_both_modes_agree_on_conditions_and_ranges(site, method, headers, status, content_range):
    for mode in ("direct", "nginx"):
        answer = ask(site, mode, method, headers)
        assert (answer.status, answer.headers["Content-Range"]) == (status, content_range), mode
        body = b"" if method == "HEAD" else expected_body(status, content_range)
        assert body is None or answer.body == body, mode
        if status in {200, 206}:
            wanted = expected_body(status, content_range)
            assert answer.headers["Content-Length"] == str(len(wanted)), mode


@pytest.mark.parametrize(("headers", "direct", "nginx", "reason"), ALLOWED)
def test_where_the_modes_differ_the_reason_is_known(site, headers, direct, nginx, reason):
    assert ask(site, "direct", "GET", headers).status == direct, reason
    assert ask(site, "nginx", "GET", headers).status == nginx, reason


@pytest.mark.parametrize("mode", ["direct", "nginx"])
@pytest.mark.parametrize("path", ODD_NAMES, ids=lambda path: ascii(path)[:40])
def test_a_file_with_any_name_is_sent_and_no_other(site, mode, path):
    answer = site.get(mode, path)

    assert answer.status == 200
    assert hashlib.sha256(answer.body).digest() == hashlib.sha256(own_content(path)).digest()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("mode", ["direct", "nginx"])
def test_random_names_are_sent(site, mode):
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    allowed = [byte for byte in range(1, 256) if byte != ord("/")]
    for _ in range(20):
        path = os.fsdecode(b"r-" + bytes(dice.choices(allowed, k=dice.randint(1, 200))))
        (site.library / path).write_bytes(own_content(path))
        answer = site.get(mode, path)
        assert (answer.status, answer.body) == (200, own_content(path)), f"seed {seed}"


@pytest.mark.parametrize("mode", ["direct", "nginx"])
@pytest.mark.parametrize("audience", CACHING)
@pytest.mark.parametrize(
    ("headers", "status"), [({}, 200), ({"Range": "bytes=0-9"}, 206), ({"If-None-Match": "*"}, 304)]
)
def test_caching_and_security_headers_follow_the_audience(site, mode, audience, headers, status):
    answer = site.rendition(mode, PLAIN, audience, headers=headers)

    assert answer.status == status
    assert answer.headers.get_all("Cache-Control") == [CACHING[audience]]
    assert_safe(answer)
    assert "Set-Cookie" not in answer.headers
    assert "X-Accel-Redirect" not in answer.headers


@pytest.mark.parametrize("mode", ["direct", "nginx"])
def test_an_original_is_never_stored_by_a_shared_cache(site, mode):
    assert site.get(mode, PLAIN).headers.get_all("Cache-Control") == ["private, no-cache"]


@pytest.mark.parametrize("mode", ["direct", "nginx"])
def test_an_unsatisfiable_range_is_safe_and_never_stored(site, mode):
    answer = site.rendition(mode, PLAIN, headers={"Range": "bytes=5000-"})
    assert answer.status == 416
    assert_safe(answer)
    assert "no-store" in answer.headers.get_all("Cache-Control")


def test_a_rendition_evicted_before_nginx_opens_it_is_a_404_that_nobody_keeps(site):
    (site.cache / "evicted.jpg").write_bytes(CONTENT)
    answer = site.rendition("nginx", "evicted.jpg", query="?vanish")

    assert answer.status == 404
    assert answer.body == b"gone\n"
    assert answer.headers.get_all("Cache-Control") == ["no-store"]
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "Set-Cookie" not in answer.headers
    assert site.rendition("nginx", "evicted.jpg").status == 202


def test_an_original_that_vanished_before_nginx_opens_it_is_a_404_that_nobody_keeps(site):
    (site.library / "vanished.jpg").write_bytes(CONTENT)
    url = original_url("nginx", "vanished.jpg") + "?vanish"
    answer = fetch(site.ports["nginx"], url)

    assert (answer.status, answer.body) == (404, b"gone\n")
    assert answer.headers.get_all("Cache-Control") == ["no-store"]


def test_an_original_that_became_a_folder_is_a_404_without_the_internal_address(site):
    (site.library / "turned.jpg").write_bytes(CONTENT)
    answer = fetch(site.ports["nginx"], original_url("nginx", "turned.jpg") + "?vanish=folder")

    assert (answer.status, answer.body) == (404, b"gone\n")
    assert "Location" not in answer.headers


@pytest.mark.parametrize("path", ["link.jpg", "linked folder/a.jpg"])
def test_nginx_follows_no_link(site, path, tmp_path):
    (tmp_path / "a.jpg").write_bytes(CONTENT)
    link = site.library / path.partition("/")[0]
    link.symlink_to(tmp_path if "/" in path else tmp_path / "a.jpg")
    answer = site.get("nginx", path)

    assert (answer.status, answer.body) == (404, b"gone\n")
    assert answer.headers.get_all("Cache-Control") == ["no-store"]


@pytest.mark.parametrize("mode", ["direct", "nginx"])
@pytest.mark.parametrize("kind", ["missing", "empty", "folder", "fifo", "link"])
def test_a_rendition_that_is_no_file_with_content_is_not_ready(site, mode, kind):
    path = site.cache / f"{mode}-{kind}"
    match kind:
        case "empty":
            path.touch()
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "link":
            path.symlink_to(site.library / PLAIN)
    answer = site.rendition(mode, path.name)

    assert (answer.status, answer.body) == (202, b"")
    assert "Location" not in answer.headers


@pytest.mark.parametrize("mode", ["direct", "nginx"])
@pytest.mark.parametrize(
    "header", ["X-Accel-Redirect", "X-Accel-Mapping", "X-Sendfile-Type", "X-Original-URL"]
)
def test_headers_of_the_client_change_nothing(site, mode, header):
    plain = site.rendition(mode, PLAIN)
    hostile = site.rendition(mode, PLAIN, headers={header: "/_bv/lib/a"})

    assert (hostile.status, hostile.body) == (plain.status, plain.body)
    assert hostile.headers.keys() == plain.headers.keys()


@pytest.mark.parametrize("prefix", ["pub", "hid", "prv", "lib"])
def test_the_internal_locations_are_closed_to_the_outside(site, prefix):
    assert fetch(site.ports["nginx"], f"/_bv/{prefix}/{PLAIN}").status == 404
