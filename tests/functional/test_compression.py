"""Text travels packed, and no secret can be guessed from how well it packs."""

import pytest
from webob import Request, Response
from webtest import TestApp

from tests.functional.stacks import everywhere
from tests.site import Site

pytestmark = everywhere


def ask_packed(browser: TestApp, path: str) -> Response:
    """The answer as it travels; WebTest itself would unpack it."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Accept-Encoding": "gzip", "Cookie": cookies}
    request = Request.blank(path, environ=dict(browser.extra_environ), headers=headers)
    return request.get_response(browser.app)


@pytest.mark.parametrize("user", [None, "owner"])
def test_pages_are_packed_for_whoever_unpacks_them(gallery: Site, user: str | None) -> None:
    browser = gallery.browser(user)
    packed, plain = ask_packed(browser, "/"), browser.get("/")
    assert packed.content_encoding == "gzip"
    assert plain.content_encoding is None
    assert all("Accept-Encoding" in ",".join(each.vary) for each in (packed, plain))
    packed.decode_content()
    assert plain.html.title.text in packed.text


def test_photographs_are_not_packed_again(gallery: Site) -> None:
    image = f"{gallery.image_url('open/a.jpg')}small.jpg"
    gallery.browser().get(image)
    assert ask_packed(gallery.browser(), image).body.startswith(b"\xff\xd8")


def test_forms_have_another_token_each_time(gallery: Site) -> None:
    browser = gallery.browser()
    tokens = {browser.get("/login").form["csrf_token"].value for _visit in range(3)}
    assert len(tokens) == 3


def test_documents_are_packed_and_known_again(gallery: Site) -> None:
    description = "/api/v1/openapi.json"
    packed, browser = ask_packed(gallery.browser(), description), gallery.browser()
    assert packed.content_encoding == "gzip"
    known = {"If-None-Match": packed.headers["ETag"]}
    for headers in (known, {**known, "Accept-Encoding": "gzip"}):
        assert browser.get(description, headers=headers, status=304).body == b""
    packed.decode_content()
    assert packed.json == browser.get(description).json
