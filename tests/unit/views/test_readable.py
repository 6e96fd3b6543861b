"""What is refused before anything is parsed or read."""

import pytest
from pyramid.request import Request

from bviewer.views.readable import (
    FORM,
    LONGEST_FIELDS,
    LONGEST_FORM,
    LONGEST_OF_OWNERS,
    is_file,
    refused,
    refused_status,
)

TOKEN = "bv_" + "x-_Y" * 10 + "123"


class Unread:
    """A body that nobody may read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")


def request_of(method: str = "GET", **environ: str) -> Request:
    """A request whose body is not to be read."""
    request = Request.blank("/login", method=method)
    request.environ.update({"wsgi.input": Unread(), **environ})
    request.session_token = request.bearer_token = None
    return request


def form(length: int | str, content_type: str = FORM) -> dict[str, str]:
    """What is announced of a body."""
    return {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": content_type}


def test_who_is_signed_in_has_longer_forms() -> None:
    request = request_of("POST", **form(LONGEST_OF_OWNERS))
    request.session_token = "a cookie"
    assert refused_status(request) is None
    request.environ["CONTENT_LENGTH"] = str(LONGEST_OF_OWNERS + 1)
    assert refused_status(request) == 413


@pytest.mark.parametrize("name", LONGEST_FIELDS)
def test_a_field_that_is_taken_apart_has_a_longest_length(name: str) -> None:
    longest = LONGEST_FIELDS[name]
    assert refused_status(request_of(**{name: "x" * longest})) is None
    assert refused_status(request_of(**{name: "x" * (longest + 1)})) == 431


@pytest.mark.parametrize(
    "query", [TOKEN, f"token={TOKEN}", f"a=b&t={TOKEN}&c", f"a={TOKEN}x", f"a=%22{TOKEN}%22"]
)
def test_a_token_in_an_address_is_refused(query: str) -> None:
    assert refused_status(request_of(QUERY_STRING=query)) == 400


def test_what_only_begins_like_a_token_is_none() -> None:
    assert refused_status(request_of(QUERY_STRING=f"q={TOKEN[:-1]}")) is None


def test_what_is_to_be_sent_back_may_look_like_a_token_within() -> None:
    assert refused_status(request_of(QUERY_STRING=f"since=s{TOKEN}")) is None


def test_our_address_may_be_long_and_so_may_the_page_that_led_to_it() -> None:
    assert refused_status(request_of(PATH_INFO="/" + "x" * 30_000)) is None
    assert refused_status(request_of(HTTP_REFERER="http://localhost/" + "x" * 30_000)) is None


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "BREW", ""]
)
def test_a_method_that_no_view_takes_is_refused(method: str) -> None:
    assert refused_status(request_of(method)) == 405
    assert refused_status(request_of(method, **form(10**6, "text/plain"))) == 405


ASKED_FIRST = {
    "HTTP_ORIGIN": "https://site.example",
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET",
}
FILES = ["/a-2/b/small.jpg", "/b/full", "/b/play", "/b/motion", "/archive/b", "/a/archive/b"]
NO_FILES = ["/", "/a/", "/a/edit", "/a/full/", "/full/x", "/archive/", "/x.jpg/", "/api/v1/x.jpg\n"]


@pytest.mark.parametrize("path", FILES)
def test_a_browser_may_ask_first_for_a_file(path: str) -> None:
    assert refused_status(request_of("OPTIONS", PATH_INFO=path, **ASKED_FIRST)) is None
    for method in ("PUT", "PATCH", "options"):
        assert refused_status(request_of(method, PATH_INFO=path, **ASKED_FIRST)) == 405
    for name, value in ASKED_FIRST.items():
        assert refused_status(request_of("OPTIONS", PATH_INFO=path, **{name: value})) == 405


@pytest.mark.parametrize("path", NO_FILES)
def test_nobody_asks_first_for_a_page(path: str) -> None:
    assert not is_file({"PATH_INFO": path})
    if not path.startswith("/api/"):
        assert refused_status(request_of("OPTIONS", PATH_INFO=path, **ASKED_FIRST)) == 405


@pytest.mark.parametrize(
    "content_type",
    [FORM, FORM.upper(), f" {FORM} ; charset=UTF-8", f"{FORM};charset=utf-8", f"{FORM};"],
)
def test_a_form_is_accepted_up_to_its_longest_length(content_type: str) -> None:
    for length in (1, 1000, LONGEST_FORM):
        assert refused_status(request_of("POST", **form(length, content_type))) is None
    for length in (LONGEST_FORM + 1, LONGEST_OF_OWNERS, 10**6, "9" * 5000):
        assert refused_status(request_of("POST", **form(length, content_type))) == 413


@pytest.mark.parametrize(
    "content_type",
    [
        *("", "text/plain", "application/json", "multipart/form-data; boundary=B", "x", "\xff"),
        *(f"{FORM}x", f"x; {FORM}", f"{FORM}; charset=utf-16", f"{FORM}; charset=\xff"),
        f"{FORM}, multipart/form-data",
    ],
)
def test_any_other_type_is_refused(content_type: str) -> None:
    for length in (1, LONGEST_FORM + 1):
        assert refused_status(request_of("POST", **form(length, content_type))) == 415


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_only_looks_sends_no_body(method: str) -> None:
    assert refused_status(request_of(method, **form(1))) == 400
    assert refused_status(request_of(method, **form(0))) is None


def test_a_form_may_be_empty() -> None:
    assert refused_status(request_of("POST", **form(0, "text/plain"))) is None
    assert refused_status(request_of("POST", CONTENT_LENGTH="")) is None


@pytest.mark.parametrize("length", ["abc", "-1", "+1", "1.0", "0x5", "\xb2", " 1"])
def test_a_length_that_is_none_is_a_bad_request(length: str) -> None:
    assert refused_status(request_of("POST", **form(length))) == 400


def test_who_is_refused_for_a_method_learns_those_there_are() -> None:
    request = request_of("PUT")
    assert refused(request, refused_status(request)).headers["Allow"] == "GET, HEAD, POST"
