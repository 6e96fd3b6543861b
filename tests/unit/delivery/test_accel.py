import os
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.response import Response

from bviewer.delivery.accel import accel_redirect


def test_a_redirect_is_an_empty_200_with_three_headers():
    answer = accel_redirect("/_bv/pub/", "1/small/a.jpg", content_type="image/jpeg")

    assert answer.status == "200 OK"
    assert answer.headerlist == [
        ("Content-Type", "image/jpeg"),
        ("Content-Length", "0"),
        ("X-Accel-Redirect", "/_bv/pub/1/small/a.jpg"),
    ]
    assert answer.body == b""


def test_nothing_is_said_about_caching():
    assert "Cache-Control" not in accel_redirect("/_bv/pub/", "a", content_type="a/b").headers


def test_the_response_is_of_the_class_that_pyramid_takes_without_adapting():
    assert type(accel_redirect("/_bv/pub/", "a", content_type="a/b")) is Response


def test_a_disposition_is_passed_on():
    answer = accel_redirect("/_bv/lib/", "a", content_type="a/b", disposition="attachment")
    assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("path", "quoted"),
    [
        ("a?b.jpg", "a%3Fb.jpg"),
        ("pc%41.jpg", "pc%2541.jpg"),
        ("new\nline", "new%0Aline"),
        ("bad\udcff\udcfe", "bad%FF%FE"),
        ("é/ф", "%C3%A9/%D1%84"),
        ("back\\slash", "back%5Cslash"),
    ],
)
def test_a_path_is_encoded_once_from_its_bytes(path, quoted):
    answer = accel_redirect("/_bv/lib/", path, content_type="image/jpeg")
    assert answer.headers["X-Accel-Redirect"] == "/_bv/lib/" + quoted


@given(st.binary())
def test_decoding_the_value_once_gives_the_bytes_of_any_path_back(path):
    answer = accel_redirect("/_bv/lib/", os.fsdecode(path), content_type="image/jpeg")
    value = answer.headers["X-Accel-Redirect"]

    assert value.isascii()
    assert value.isprintable()
    assert unquote_to_bytes(value) == b"/_bv/lib/" + path
