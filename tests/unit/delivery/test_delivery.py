import errno
import hashlib
import os
import time
from urllib.parse import unquote_to_bytes

import pytest
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from bviewer.delivery import Audience, ByteRange, Delivery, Original, settled
from bviewer.delivery.settled import SETTLED_AFTER
from tests.side_effects import touched_files

PIXELS = b"\xff\xd8" + bytes(range(256)) * 2
RENDITION = "1/small/7H/7Hq2K9wx4mZp-5ta3p.jpg"
CLASSES = {
    Audience.EVERYBODY: ("/_bv/pub/", "public, max-age=300"),
    Audience.HIDDEN: ("/_bv/hid/", "private, max-age=300"),
    Audience.TRUSTED: ("/_bv/prv/", "private, no-cache"),
}

OF_LIBRARY = {
    Audience.EVERYBODY: "/_bv/libpub/",
    Audience.HIDDEN: "/_bv/libhid/",
    Audience.TRUSTED: "/_bv/lib/",
}


@pytest.fixture
def cache(tmp_path):
    path = tmp_path / "cache" / RENDITION
    path.parent.mkdir(parents=True)
    path.write_bytes(PIXELS)
    return tmp_path / "cache"


@pytest.fixture
def original(tmp_path):
    path = tmp_path / "фото.jpeg"
    path.write_bytes(PIXELS)
    return path


def get(response):
    """What a client gets of a response: read to its end, and closed, as a server does it."""
    answer = Request.blank("/").get_response(response)
    assert answer.body is not None
    return answer


def long_ago():
    """Nothing has changed since 1970."""
    return 0


def download(
    delivery,
    path,
    library_path="2024/фото.jpeg",
    content_type="image/jpeg",
    last_change=long_ago,
    **headers,
):
    request = Request.blank("/", headers={k.replace("_", "-"): v for k, v in headers.items()})
    file = path.open("rb")
    answer = delivery.original(
        request,
        Original(file, library_path, "5ta3p", last_change),
        content_type=content_type,
        name=library_path.rpartition("/")[2],
    )
    return file, answer


def play(delivery, path, audience):
    """An original that is shown, as clips are."""
    file = path.open("rb")
    answer = delivery.original(
        Request.blank("/"),
        Original(file, "2024/a b.mp4", "5ta3p", long_ago),
        content_type="video/mp4",
        audience=audience,
    )
    return file, answer


class TestNginx:
    @pytest.mark.parametrize("audience", Audience)
    def test_a_rendition_is_redirected_to_the_prefix_of_its_audience(self, delivery, audience):
        answer = delivery.rendition(Request.blank("/"), RENDITION, "5ta3p", audience)

        assert dict(answer.headers) == {
            "Content-Type": "image/jpeg",
            "Content-Length": "0",
            "X-Accel-Redirect": CLASSES[audience][0] + RENDITION,
        }

    def test_a_rendition_costs_one_stat_and_opens_nothing(self, delivery, cache):
        file = cache / RENDITION
        os.utime(file, (5, 5))  # So long ago that this use is noted.

        with touched_files() as touched:
            delivery.rendition(Request.blank("/"), RENDITION, "5ta3p", Audience.EVERYBODY)

        assert touched == [f"stat {file}", f"utime {file}"]

    def test_an_original_is_closed_and_redirected_as_a_download(self, delivery, original):
        file, answer = download(delivery, original)

        assert file.closed
        assert unquote_to_bytes(answer.headers["X-Accel-Redirect"]).decode() == (
            "/_bv/lib/2024/фото.jpeg"
        )
        assert answer.headers["Content-Disposition"].endswith("%D0%BE.jpeg")
        assert "Cache-Control" not in answer.headers

    @pytest.mark.parametrize("audience", Audience)
    def test_a_clip_is_redirected_to_the_prefix_of_its_audience(self, delivery, original, audience):
        file, answer = play(delivery, original, audience)

        assert file.closed
        assert dict(answer.headers) == {
            "Content-Type": "video/mp4",
            "Content-Length": "0",
            "X-Accel-Redirect": f"{OF_LIBRARY[audience]}2024/a%20b.mp4",
        }

    @pytest.mark.parametrize("seconds", [0, SETTLED_AFTER - 1, -1, -SETTLED_AFTER])
    def test_an_original_that_changed_just_now_is_sent_as_it_was_opened(
        self, delivery, original, monkeypatch, seconds
    ):
        monkeypatch.setattr(settled, "SETTLED_AFTER", SETTLED_AFTER)
        file, answer = download(
            delivery, original, last_change=lambda: int((time.time() - seconds) * 1e9)
        )
        got = get(answer)

        assert "X-Accel-Redirect" not in got.headers
        assert got.body == PIXELS
        assert file.closed

    def test_an_original_that_is_being_moved_is_sent_as_it_was_opened(self, delivery, original):
        def fail():
            raise FileNotFoundError

        assert get(download(delivery, original, last_change=fail)[1]).body == PIXELS

    def test_conditions_are_left_to_nginx(self, delivery, original):
        _, answer = download(delivery, original, If_None_Match="*", Range="bytes=99999-")
        assert answer.status_code == 200
        assert "X-Accel-Redirect" in answer.headers

    @pytest.fixture
    def delivery(self, cache):
        return Delivery("nginx", cache)


class TestDirect:
    @pytest.mark.parametrize("audience", Audience)
    def test_a_rendition_is_sent_with_the_caching_of_its_audience(self, delivery, audience):
        answer = get(delivery.rendition(Request.blank("/"), RENDITION, "5ta3p", audience))

        assert answer.body == PIXELS
        assert answer.content_type == "image/jpeg"
        assert answer.headers["Cache-Control"] == CLASSES[audience][1]
        assert answer.headers["ETag"] == '"5ta3p-202"'
        assert "Content-Disposition" not in answer.headers

    def test_an_original_is_sent_as_a_private_download(self, delivery, original):
        file, answer = download(delivery, original)
        got = get(answer)

        assert got.body == PIXELS
        assert file.closed
        assert got.headers["Cache-Control"] == "private, no-cache"
        assert got.headers["Content-Disposition"].startswith("attachment; ")

    @pytest.mark.parametrize("audience", Audience)
    def test_a_clip_is_sent_as_it_is_with_the_caching_of_its_audience(
        self, delivery, original, audience
    ):
        got = get(play(delivery, original, audience)[1])

        assert got.body == PIXELS
        assert got.content_type == "video/mp4"
        assert got.headers["Cache-Control"] == CLASSES[audience][1]
        assert got.headers["Accept-Ranges"] == "bytes"
        assert "Content-Disposition" not in got.headers

    def test_an_original_that_changed_unnoticed_has_another_entity_tag(self, delivery, original):
        tag = get(download(delivery, original)[1]).headers["ETag"]
        original.write_bytes(PIXELS[::-1])
        os.utime(original, (1, 1))

        assert get(download(delivery, original, If_None_Match=tag)[1]).status_code == 200

    def test_nothing_ever_says_x_accel(self, delivery, original):
        rendition = delivery.rendition(Request.blank("/"), RENDITION, "5ta3p", Audience.EVERYBODY)
        for answer in (get(rendition), get(download(delivery, original)[1])):
            assert "X-Accel-Redirect" not in answer.headers

    @pytest.fixture
    def delivery(self, cache):
        return Delivery("direct", cache)


@pytest.mark.parametrize("mode", ["direct", "nginx"])
class TestBoth:
    def test_a_rendition_that_is_sent_is_used_now_and_not_modified(self, mode, cache):
        path = cache / RENDITION
        os.utime(path, ns=(5, 1_700_000_000_123_456_789))
        answer = Delivery(mode, cache).rendition(
            Request.blank("/"), RENDITION, "5ta3p", Audience.EVERYBODY
        )
        get(answer)
        assert abs(path.stat().st_atime - time.time()) < 5
        assert path.stat().st_mtime_ns == 1_700_000_000_123_456_789

    def test_a_cache_where_no_use_can_be_noted_is_served(self, mode, cache, monkeypatch):
        def refuse(*_args, **_options):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        os.utime(cache / RENDITION, (5, 5))
        monkeypatch.setattr(os, "utime", refuse)
        answer = Delivery(mode, cache).rendition(
            Request.blank("/"), RENDITION, "5ta3p", Audience.EVERYBODY
        )
        assert get(answer).status_code == 200

    @pytest.mark.parametrize("replace", ["missing", "empty", "folder", "fifo", "link", "no folder"])
    def test_a_rendition_that_is_not_there_is_none(self, mode, replace, cache):
        path = cache / RENDITION
        path.unlink()
        match replace:
            case "empty":
                path.touch()
            case "folder":
                path.mkdir()
            case "fifo":
                os.mkfifo(path)
            case "link":
                path.symlink_to(__file__)
            case "no folder":
                path.parent.rmdir()
        request = Request.blank("/")

        assert Delivery(mode, cache).rendition(request, RENDITION, "s", Audience.EVERYBODY) is None

    def test_an_empty_original_is_not_found_without_a_redirect(self, mode, original, cache):
        os.truncate(original, 0)
        with original.open("rb") as file, pytest.raises(HTTPNotFound) as caught:
            Delivery(mode, cache).original(
                Request.blank("/"),
                Original(file, "a", "s", long_ago),
                content_type="image/jpeg",
                name="a",
            )
        assert file.closed
        assert "X-Accel-Redirect" not in caught.value.headers

    @pytest.mark.parametrize("claimed", ["image/svg+xml", "text/html"])
    def test_active_content_is_a_download_of_opaque_bytes(self, mode, claimed, original, cache):
        delivery = Delivery(mode, cache)
        answer = get(download(delivery, original, "a/x.svg", content_type=claimed)[1])

        assert answer.content_type == "application/octet-stream"
        assert 'filename="x.svg.bin"' in answer.headers["Content-Disposition"]

    @pytest.mark.parametrize(
        "header",
        ["X-Accel-Redirect", "X-Accel-Mapping", "X-Sendfile-Type", "X-Original-URL"],
    )
    def test_headers_of_the_client_choose_neither_the_way_nor_the_file(self, mode, header, cache):
        delivery = Delivery(mode, cache)
        answers = [
            get(delivery.rendition(Request.blank("/", headers=sent), RENDITION, "s", "everybody"))
            for sent in ({}, {header: "/_bv/lib/etc/passwd"}, {header: "X-Accel-Redirect"})
        ]
        facts = [(a.status, a.headerlist, hashlib.sha256(a.body).digest()) for a in answers]
        assert facts[0] == facts[1] == facts[2]


def send_part(mode, path, start, stop, **headers):
    """A part of an original, as of photographs that move."""
    file = path.open("rb")
    request = Request.blank("/", headers=headers)
    answer = Delivery(mode, path.parent).part(
        request,
        Original(file, "2024/фото.jpeg", "5ta3p", long_ago),
        ByteRange(start, stop),
        content_type="video/mp4",
        audience=Audience.EVERYBODY,
    )
    return file, get(answer)


@pytest.mark.parametrize("mode", ["direct", "nginx"])
def test_a_part_is_sent_as_a_file_of_its_own_in_each_way(original, mode):
    file, answer = send_part(mode, original, 100, 200)
    assert (answer.status_int, answer.body) == (200, PIXELS[100:200])
    assert (answer.content_type, answer.content_length) == ("video/mp4", 100)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "X-Accel-Redirect" not in answer.headers
    assert file.closed
    _file, some = send_part(mode, original, 100, 200, Range="bytes=10-19")
    assert (some.status_int, some.body) == (206, PIXELS[110:120])
    assert some.headers["Content-Range"] == "bytes 10-19/100"
    _file, last = send_part(mode, original, 100, 200, Range="bytes=-1")
    assert last.body == PIXELS[199:200]
    _file, beyond = send_part(mode, original, 100, 200, Range="bytes=100-")
    assert (beyond.status_int, beyond.headers["Content-Range"]) == (416, "bytes */100")


def test_each_part_has_a_tag_of_its_own(original):
    parts = [(0, 100), (100, 200), (100, 201)]
    tags = {send_part("direct", original, *part)[1].headers["ETag"] for part in parts}
    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)


def test_a_part_that_a_file_has_not_is_not_sent(original):
    size = len(PIXELS)
    send_part("direct", original, size - 1, size)
    with pytest.raises(HTTPNotFound):
        send_part("direct", original, size - 1, size + 1)


def test_an_archive_is_sent_as_a_download_by_nginx_or_with_its_parts(cache):
    delivery, request = Delivery("nginx", cache), Request.blank("/")
    answer = get(delivery.archive(request, RENDITION, "Rome.jpg"))
    assert answer.headers["X-Accel-Redirect"] == f"/_bv/prv/{RENDITION}"
    assert (answer.content_type, answer.body) == ("application/zip", b"")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="Rome.jpg.zip"')
    delivery = Delivery("direct", cache, public_max_age=999)
    answer = get(delivery.archive(request, RENDITION, "Rome.jpg"))
    assert (answer.status_int, answer.body) == (200, PIXELS)
    assert answer.content_type == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Content-Disposition"] == disposition
    request.headers["Range"] = "bytes=2-9"
    some = get(delivery.archive(request, RENDITION, "Rome.jpg"))
    assert (some.status_int, some.body) == (206, PIXELS[2:10])
    assert some.headers["ETag"] == answer.headers["ETag"]


def test_another_archive_in_its_place_has_another_tag(cache):
    delivery, tags = Delivery("direct", cache), set()
    for size, moment in ((20, 10**18), (21, 10**18), (21, 10**18 + 1)):
        (cache / RENDITION).write_bytes(b"x" * size)
        os.utime(cache / RENDITION, ns=(moment, moment))
        answer = get(delivery.archive(Request.blank("/"), RENDITION, "Rome"))
        tags.add(answer.headers["ETag"])
    assert len(tags) == 3


@pytest.mark.parametrize("mode", ["direct", "nginx"])
def test_an_archive_that_is_not_there_is_not_sent(mode, cache):
    (cache / "empty.zip").touch()
    for path in ("gone.zip", "empty.zip"):
        assert Delivery(mode, cache).archive(Request.blank("/"), path, "Rome") is None
