import os
import time
import timeit
from email.utils import formatdate, parsedate_to_datetime

import pytest
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from bviewer.delivery.direct import serve_file

CONTENT = bytes(range(250)) * 4
MODIFIED = 1_714_824_000


class Served:
    """One file, asked for through WSGI as a server does it; remembers what it opened."""

    def __init__(self, path):
        self.path = path
        self.file = None

    def respond(self, request, disposition=None):
        self.file = self.path.open("rb", buffering=0)
        return serve_file(
            request,
            self.file,
            etag="5ta3p-3e8",
            content_type="image/jpeg",
            cache_control="private, no-cache",
            disposition=disposition,
        )

    def get(self, method="GET", disposition=None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request.blank("/a.jpg", method=method, headers=names)
        answer = request.get_response(self.respond(request, disposition))
        assert answer.body is not None  # Read to its end, and closed, as a server does it.
        return answer


@pytest.fixture
def served(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(CONTENT)
    os.utime(path, (MODIFIED, MODIFIED))
    return Served(path)


SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
STATE = SECURITY | {
    "ETag": '"5ta3p-3e8"',
    "Last-Modified": "Sat, 04 May 2024 12:00:00 GMT",
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
}


def test_the_whole_file_has_exactly_these_headers(served):
    answer = served.get()

    assert answer.status_code == 200
    assert dict(answer.headers) == STATE | {
        "Content-Type": "image/jpeg",
        "Content-Length": "1000",
    }
    assert answer.body == CONTENT
    assert served.file.closed


def test_a_part_says_which_part_it_is(served):
    answer = served.get(Range="bytes=10-19")

    assert answer.status_code == 206
    assert dict(answer.headers) == STATE | {
        "Content-Type": "image/jpeg",
        "Content-Length": "10",
        "Content-Range": "bytes 10-19/1000",
    }
    assert answer.body == CONTENT[10:20]
    assert served.file.closed


def test_not_modified_has_the_state_and_no_body(served):
    answer = served.get(If_None_Match='"5ta3p-3e8"')

    assert answer.status_code == 304
    assert dict(answer.headers) == STATE
    assert answer.body == b""
    assert served.file.closed


@pytest.mark.parametrize(
    ("headers", "status", "extra"),
    [
        ({"If_Match": '"other"'}, 412, {}),
        ({"Range": "bytes=1000-"}, 416, {"Content-Range": "bytes */1000"}),
    ],
)
def test_a_refusal_is_empty_and_never_stored(served, headers, status, extra):
    answer = served.get(**headers)

    assert answer.status_code == status
    expected = SECURITY | {"Cache-Control": "no-store", "Content-Length": "0"} | extra
    assert dict(answer.headers) == expected
    assert answer.body == b""
    assert served.file.closed


@pytest.mark.parametrize(
    "headers",
    [{}, {"Range": "bytes=10-19"}, {"Range": "bytes=-"}, {"If_None_Match": "*"}, {"If_Match": "x"}],
)
def test_head_sends_the_headers_of_get_and_closes_the_file(served, headers):
    got = served.get(**headers)
    head = served.get("HEAD", **headers)

    assert head.status == got.status
    assert head.headerlist == got.headerlist
    assert head.body == b""
    assert served.file.closed


def test_a_disposition_is_sent_with_the_bytes(served):
    assert served.get(disposition="attachment").headers["Content-Disposition"] == "attachment"


def test_a_client_that_leaves_has_the_file_closed(served):
    blocks = served.respond(Request.blank("/")).app_iter
    assert next(blocks) == CONTENT
    assert not served.file.closed
    blocks.close()
    assert served.file.closed


def test_the_file_wrapper_of_the_server_is_never_used(served):
    wrapped = []
    request = Request.blank("/", environ={"wsgi.file_wrapper": wrapped.append})
    assert request.get_response(served.respond(request)).body == CONTENT
    assert wrapped == []


@pytest.mark.parametrize("mtime", [0, -1, -(10**10), MODIFIED, 4_070_908_800, 9 * 10**9])
def test_last_modified_is_between_the_epoch_and_now(served, mtime):
    os.utime(served.path, (mtime, mtime))
    before = int(time.time())
    modified = parsedate_to_datetime(served.get().headers["Last-Modified"]).timestamp()

    assert min(max(mtime, 0), before) <= modified <= time.time()


def test_a_file_from_the_future_is_sent_and_revalidated(served):
    os.utime(served.path, (4_070_908_800, 4_070_908_800))
    yesterday = formatdate(time.time() - 86_400, usegmt=True)

    assert served.get(If_Modified_Since=yesterday).status_code == 200
    assert served.get(If_None_Match='"5ta3p-3e8"').status_code == 304


def test_an_empty_file_is_not_found_and_closed(served):
    os.truncate(served.path, 0)
    with pytest.raises(HTTPNotFound):
        served.get()
    assert served.file.closed


def test_what_is_no_regular_file_is_not_found_and_closed():
    reader, writer = os.pipe()
    os.close(writer)
    file = os.fdopen(reader, "rb")
    with pytest.raises(HTTPNotFound):
        serve_file(Request.blank("/"), file, etag="e", content_type="a/b", cache_control="no-store")
    assert file.closed


def test_ten_thousand_ranges_are_ignored_in_no_time(served):
    header = "bytes=" + ",".join(f"{n}-{n}" for n in range(10_000))
    answer = served.get(Range=header)
    costs = timeit.repeat(
        lambda: served.get(Range=header), number=1, repeat=5, timer=time.thread_time
    )

    assert min(costs) < 0.01
    assert answer.status_code == 200
    assert answer.body == CONTENT
