"""How a form is read: once, whole, and not as WebOb does it."""

import io
from urllib.parse import urlencode

import pytest
from pyramid.exceptions import BadCSRFOrigin
from pyramid.request import Request

from bviewer.views.forms import MOST_FIELDS, UnreadableForm, read_form


class FormRequest(Request):
    """A request as the application has it."""

    POST = property(read_form)


def posted(body: bytes, method: str = "POST", **headers: str) -> FormRequest:
    """A request with a body, and whatever a server knows of what comes behind it."""
    request = FormRequest.blank("/login", method=method, headers=headers)
    request.environ["CONTENT_LENGTH"] = str(len(body))
    request.environ["wsgi.input"] = io.BytesIO(body + b"&more=of+another+request")
    return request


def test_names_and_values_are_those_of_the_form() -> None:
    fields = [("name", "anna"), ("name", "berta"), ("password", ""), ("next", "/é ü&=+/%41")]
    assert list(posted(urlencode(fields).encode()).POST.items()) == fields


def test_no_more_than_the_announced_length_is_read() -> None:
    assert dict(posted(b"name=anna").POST) == {"name": "anna"}
    assert len(posted(b"").POST) == 0


@pytest.mark.parametrize(
    "body",
    [
        *(b"name=%ff", b"%ff=1", b"name=%00", b"%00=1", b"name=\xff\xfe", b"name=\xc3\xa9"),
        *(b"name=%ed%a0%80", b"\0", b"&".join([b"a=1"] * (MOST_FIELDS + 1))),
    ],
)
def test_what_is_no_text_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableForm):
        _ = posted(body).POST


def test_a_form_of_another_site_is_not_read() -> None:
    request = posted(b"name=anna", Origin="http://evil.test")
    with pytest.raises(BadCSRFOrigin):
        _ = request.POST
    assert request.environ["wsgi.input"].tell() == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH"])
def test_nothing_else_is_read_as_a_form(method: str) -> None:
    request = posted(b"name=anna", method)
    assert list(request.POST.items()) == []
    assert list(request.params.items()) == []
    assert request.environ["wsgi.input"].tell() == 0
