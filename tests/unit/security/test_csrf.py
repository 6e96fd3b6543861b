from types import SimpleNamespace

import pytest
from pyramid.request import Request
from pyramid.response import Response

from bviewer.security.cookies import form_cookie
from bviewer.security.csrf import CSRFStoragePolicy, is_same_origin

POLICY = CSRFStoragePolicy("a secret for tests that is long enough")


class FormRequest(Request):
    """A request as far as forms are concerned; `session` is that of a signed-in browser."""

    identity = None
    session_token = bearer_token = None
    gallery = SimpleNamespace(id=1)


def form_request(cookie=None, session=None, gallery_id=1, **headers):
    if cookie is not None:
        headers["Cookie"] = f"bv-form={cookie}"
    request = FormRequest.blank("/login", base_url="http://pub.test", headers=headers)
    request.runtime = SimpleNamespace(settings=SimpleNamespace(secure_cookies=False))
    request.form_cookie = form_cookie(request)
    request.gallery = SimpleNamespace(id=gallery_id)
    if session is not None:
        request.identity, request.session_token = object(), session
    return request


def test_a_form_filled_in_where_it_was_shown_is_good():
    token = POLICY.get_csrf_token(form_request(cookie="seed"))
    assert POLICY.check_csrf_token(form_request(cookie="seed"), token)


def test_a_browser_without_a_cookie_gets_one_with_the_form():
    request = form_request()
    token = POLICY.get_csrf_token(request)
    response = Response()
    request._process_response_callbacks(response)

    seed = response.headers["Set-Cookie"].partition(";")[0].removeprefix("bv-form=")
    assert POLICY.check_csrf_token(form_request(cookie=seed), token)
    assert seed not in token


@pytest.mark.parametrize(
    "other",
    [
        form_request(),
        form_request(cookie=""),
        form_request(cookie="another"),
        form_request(cookie="seed", gallery_id=2),
        form_request(session="seed2"),
        form_request(cookie="seed", session="a session"),
        form_request(cookie="seed", Origin="http://evil.test"),
    ],
)
def test_a_token_is_worth_nothing_elsewhere(other):
    token = POLICY.get_csrf_token(form_request(cookie="seed"))
    assert not POLICY.check_csrf_token(other, token)


def test_no_two_pages_have_anything_of_a_token_in_common():
    tokens = [POLICY.get_csrf_token(form_request(cookie="seed")) for _page in range(2)]
    assert len({token[part] for token in tokens for part in (slice(32), slice(32, None))}) == 4
    assert all(POLICY.check_csrf_token(form_request(cookie="seed"), token) for token in tokens)


@pytest.mark.parametrize("token", ["", "x", "é", "\udcff", "0" * 64, "0" * 96, "a" * 100_000])
def test_any_other_token_is_refused(token):
    assert not POLICY.check_csrf_token(form_request(cookie="seed"), token)


def test_signed_in_browsers_are_told_apart_by_their_session():
    token = POLICY.get_csrf_token(form_request(cookie="seed", session="mine"))
    assert POLICY.check_csrf_token(form_request(cookie="other", session="mine"), token)
    assert not POLICY.check_csrf_token(form_request(cookie="seed", session="another"), token)
    assert not POLICY.check_csrf_token(form_request(cookie="seed"), token)


def test_a_token_is_good_as_a_whole_only():
    token = POLICY.get_csrf_token(form_request(cookie="seed"))
    for changed in ("0" * 32 + token[32:], token[:-1], token + "0", token[32:]):
        assert not POLICY.check_csrf_token(form_request(cookie="seed"), changed)


def test_another_installation_makes_other_tokens():
    token = CSRFStoragePolicy("another secret").get_csrf_token(form_request(cookie="seed"))
    assert not POLICY.check_csrf_token(form_request(cookie="seed"), token)


def test_what_belongs_to_no_gallery_has_no_forms():
    request = form_request(cookie="seed")
    request.gallery = None
    assert not POLICY.check_csrf_token(request, "x")


def request_from(scheme, **headers):
    return Request.blank("/login", base_url=f"{scheme}://pub.test:8080", headers=headers)


OWN = "pub.test:8080"
ORIGINS = [
    ("http", {}, True),
    ("http", {"Origin": f"http://{OWN}"}, True),
    ("http", {"Origin": f"HTTP://{OWN.upper()}"}, True),
    # A proxy may speak https to the browser without telling us.
    ("http", {"Origin": f"https://{OWN}"}, True),
    ("http", {"Origin": "null"}, False),
    ("http", {"Origin": "http://evil.test"}, False),
    ("http", {"Origin": "http://pub.test"}, False),
    ("http", {"Origin": f"http://evil.test.{OWN}"}, False),
    ("http", {"Origin": f"http://{OWN}.evil.test"}, False),
    ("http", {"Origin": f"http://user@{OWN}"}, False),
    ("http", {"Origin": OWN}, False),
    ("http", {"Origin": "http://["}, False),
    ("http", {"Origin": "http://"}, False),
    ("http", {"Origin": "\xff"}, False),
    ("http", {"Origin": f"ftp://{OWN}"}, False),
    ("http", {"Referer": f"http://{OWN}/login"}, True),
    ("http", {"Referer": "http://evil.test/"}, False),
    ("http", {"Origin": "http://evil.test", "Referer": f"http://{OWN}/login"}, False),
    ("https", {}, False),
    ("https", {"Origin": f"https://{OWN}"}, True),
    ("https", {"Origin": f"http://{OWN}"}, False),
    ("https", {"Origin": "null"}, False),
    ("https", {"Origin": "https://["}, False),
    ("https", {"Referer": f"https://{OWN}/login"}, True),
    ("https", {"Referer": f"https://{OWN}"}, True),
    ("https", {"Referer": f"https://{OWN}/login?next=https://{OWN}/"}, True),
    ("https", {"Referer": f"http://{OWN}/login"}, False),
    ("https", {"Referer": f"https://evil.test/https://{OWN}/"}, False),
]


@pytest.mark.parametrize(("scheme", "headers", "own"), ORIGINS)
def test_a_form_must_come_from_a_page_of_ours(scheme, headers, own):
    assert is_same_origin(request_from(scheme, **headers)) is own
