"""What programs send that cannot be meant: refused with a reason, and nothing is changed."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.entrance import listening
from tests.functional.api.writing import ROOT, Program, encoded, opened, pointers
from tests.ports import free_port
from tests.site import HOST, Site
from tests.stack import Stack

DEEP = b'{"description": ' + b"[" * 100 + b"]" * 100 + b"}"
UNREADABLE = {
    "no body": b"",
    "no JSON": b"title=New",
    "half of it": b'{"title": "New"',
    "two documents": b'{"title": "New"}{}',
    "another encoding": '{"title": "Né"}'.encode("latin-1"),
    "a byte order mark": b'\xef\xbb\xbf{"title": "New"}',
    "a hundred levels": DEEP,
    "as many levels as there is room": b"[" * 250_000,
    "no number": b'{"title": NaN}',
    "an endless number": b'{"title": -Infinity}',
    "a number of thousands of digits": b'{"title": ' + b"9" * 5000 + b"}",
    "a name twice": b'{"title": "New", "title": "Newer"}',
    "a name twice further down": b'{"cover": {"a": 1, "a": 2}}',
    "half a pair": b'{"title": "\\ud83d"}',
    "half a pair in a name": b'{"\\udc00": 1}',
    "NUL": b'{"title": "New\\u0000"}',
}
INVALID: dict[str, tuple[Any, str]] = {
    "a list": ([], "#"),
    "null": (None, "#"),
    "an unknown field": ({"titel": "New"}, "#/titel"),
    "a field that is only told": ({"id": "111111111111"}, "#/id"),
    "null where something must be": ({"title": None}, "#/title"),
    "a number as a text": ({"title": 1}, "#/title"),
    "a number as yes": ({"may_open": 1}, "#/may_open"),
    "a text as yes": ({"downloads": "yes"}, "#/downloads"),
    "an object as a text": ({"description": {}}, "#/description"),
    "an unknown word": ({"visibility": "public"}, "#/visibility"),
    "a moment instead of a local time": ({"time": "2024-05-01T18:30:00Z"}, "#/time"),
    "seconds since 1970": ({"time": 1_700_000_000}, "#/time"),
    "seconds since 1970 as a text": ({"time": "1700000000"}, "#/time"),
    "a day without a time": ({"time": "2024-05-01"}, "#/time"),
    "a day that is none": ({"time": "2024-02-30T12:00:00"}, "#/time"),
}
ARRANGEMENTS: dict[str, tuple[bytes, str]] = {
    "a number beyond 64 bits": (b'{"ids": ["x"], "place": 36893488147419103232}', "#/place"),
    "a number beyond all": (b'{"ids": ["x"], "place": 1e999}', "#/place"),
    "a fraction": (b'{"ids": ["x"], "place": 1.5}', "#/place"),
    "a truth as a number": (b'{"ids": ["x"], "place": true}', "#/place"),
    "a number as a text": (b'{"ids": ["x"], "place": "1"}', "#/place"),
    "no ids": (b'{"ids": []}', "#/ids"),
    "a text as a list": (b'{"ids": "xyz"}', "#/ids"),
    "an id that is a number": (b'{"ids": [1]}', "#/ids/0"),
    "an id that is a book": (encoded({"ids": ["x" * 10_000]}), "#/ids/0"),
    "ten thousand ids": (encoded({"ids": ["111111111111"] * 10_000}), "#/ids"),
    "a field is missing": (b"{}", "#/ids"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One world for all tests here."""
    with opened(tmp_path_factory.mktemp("bad"), database) as site:
        yield site


@pytest.fixture(scope="module")
def owner(site: Site) -> Program:
    """A program that may do everything."""
    return Program(site)


@pytest.fixture
def path(site: Site, owner: Program) -> Iterator[str]:
    """The address of an album that is as before when all is said."""
    path = f"/albums/{site.album('trip').id}"
    before = owner.get(path).headers["ETag"]
    yield path
    assert owner.get(path).headers["ETag"] == before


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_refused(owner: Program, path: str, body: bytes) -> None:
    headers = {"Content_Type": "application/json"}
    refused = owner.patch(path, body, 400, **headers)
    assert refused.content_type == "application/problem+json"
    assert refused.json["code"] == "body_unreadable"
    assert refused.json["detail"]


@pytest.mark.parametrize(("body", "pointer"), INVALID.values(), ids=INVALID)
def test_what_is_no_such_document_is_refused_where_it_is_wrong(
    owner: Program, path: str, body: Any, pointer: str
) -> None:
    refused = owner.patch(path, encoded(body), 422)
    assert refused.json["code"] == "body_invalid"
    assert pointers(refused) == [pointer]
    several = {"ids": [path[-12:]], "change": body}
    assert pointers(owner.patch("/albums", encoded(several), 422)) == [
        pointer.replace("#", "#/change", 1)
    ]


@pytest.mark.parametrize(("body", "pointer"), ARRANGEMENTS.values(), ids=ARRANGEMENTS)
def test_numbers_and_lists_are_what_they_must_be(
    owner: Program, path: str, body: bytes, pointer: str
) -> None:
    refused = owner.post(f"{path}/arrange", body, 422)
    assert refused.json["code"] == "body_invalid"
    assert pointers(refused) == [pointer]


def test_all_that_is_wrong_is_told_up_to_a_number(owner: Program, path: str) -> None:
    assert len(pointers(owner.patch(path, {"title": 1, "time": 2, "x": 3}, 422))) == 3
    unknown = owner.patch(path, {"titel": "New"}, 422).json["errors"]
    assert unknown == [{"pointer": "#/titel", "detail": "There is no such name here."}]
    many = {f"x{number}": 1 for number in range(1000)}
    assert len(pointers(owner.patch(path, many, 422))) == 50


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""],
)
def test_another_type_is_not_read(owner: Program, path: str, content_type: str) -> None:
    answer = owner.patch(path, b'{"title": "New"}', 415, Content_Type=content_type)
    assert answer.json["code"] == "body_not_json"


def test_a_document_that_is_too_long_is_not_read(owner: Program, path: str) -> None:
    answer = owner.patch(path, {"description": "x" * 300_000}, 413)
    assert answer.json["code"] == "body_too_long"


def test_a_body_where_none_is_taken_is_refused(owner: Program, path: str) -> None:

    owner.send("DELETE", path, {}, 400)
    unknown = owner.post(f"{path}/let-in", {"force": True}, 422)
    assert pointers(unknown) == ["#/force"]
    owner.post(f"{path}/let-in", {}, 202)


def test_addresses_and_methods_that_are_none_are_refused(owner: Program, path: str) -> None:
    for address in (f"{path}/", f"{path}//", f"{path}/x", f"{path}/arrange/", "/albums/", "//"):
        owner.patch(address, {"title": "New"}, 404)
        owner.post(address, {"title": "New"}, 404)
    refused = owner.post(path, {"title": "New"}, 405)
    assert refused.headers["Allow"] == "DELETE, GET, PATCH, HEAD"
    put = owner.send("PUT", path, {"title": "New"}, 405)
    assert (put.json["code"], put.headers["Allow"]) == (
        "method_not_allowed",
        "DELETE, GET, PATCH, HEAD",
    )
    for query in ("x=1", "limit=5", "access_token=bv_x"):
        unknown = owner.patch(f"{path}?{query}", {"title": "New"}, 400)
        assert unknown.json["code"] == "query_invalid"


def test_a_body_that_does_not_say_how_long_it_is_is_read_as_far_as_it_goes(
    site: Site, owner: Program, path: str
) -> None:
    port = free_port()
    headers = {
        "Host": HOST,
        "Authorization": owner.app.extra_environ["HTTP_AUTHORIZATION"],
        "Content-Type": "application/json",
    }
    with (
        listening(site.app, host="127.0.0.1", port=str(port)),
        closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection,
    ):
        for parts, expected in (
            ([b'{"title": ', b'"trip"}'], 200),
            ([b'{"title": '], 400),
            ([b'{"description": "', *[b"x" * 100_000] * 3, b'"}'], 413),
        ):
            connection.request("PATCH", f"{ROOT}{path}", iter(parts), headers, encode_chunked=True)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == expected, parts[0]
