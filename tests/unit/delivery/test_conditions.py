import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.delivery.conditions import (
    Validators,
    parse_http_date,
    precondition_status,
    range_is_current,
)

MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT"
EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT"
LATER = "Sun, 06 Nov 1994 08:49:38 GMT"
CURRENT = Validators(etag='"5ta3p-3e8"', modified=784111777)
TAG = CURRENT.etag
OTHER = '"other"'


@pytest.fixture
def tokyo(monkeypatch):
    """The clock of this machine is that of Tokyo."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    "text", [MODIFIED, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
)
@pytest.mark.usefixtures("tokyo")
def test_the_three_forms_of_a_date_are_read_wherever_the_server_is(text):
    assert parse_http_date(text) == CURRENT.modified


@pytest.mark.parametrize(
    "text",
    ["", "0", "yesterday", "Sun, 06 Nov 1994 08:49:37 +0900", "Sun, 31 Feb 1994 08:49:37 GMT",
     "Sun, 06 Nov 0000 08:49:37 GMT", MODIFIED + ", " + MODIFIED],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert parse_http_date(text) is None


@given(st.text(st.characters(max_codepoint=255)))
def test_no_text_makes_the_date_parser_fail(text):
    assert parse_http_date(text) is None or isinstance(parse_http_date(text), int)


# If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since: the table follows the steps of
# RFC 9110, section 13.2.2, each with and without the headers that it takes precedence over.
TABLE = [
    ({}, 200),
    ({"If-Match": TAG}, 200),
    ({"If-Match": "*"}, 200),
    ({"If-Match": f"{OTHER}, {TAG}"}, 200),
    ({"If-Match": f'"with, comma",{TAG}'}, 200),
    ({"If-Match": OTHER}, 412),
    ({"If-Match": "W/" + TAG}, 412),
    ({"If-Match": TAG.strip('"')}, 412),
    ({"If-Match": ""}, 412),
    ({"If-Unmodified-Since": MODIFIED}, 200),
    ({"If-Unmodified-Since": LATER}, 200),
    ({"If-Unmodified-Since": EARLIER}, 412),
    ({"If-Unmodified-Since": "garbage"}, 200),
    ({"If-Match": TAG, "If-Unmodified-Since": EARLIER}, 200),
    ({"If-Match": OTHER, "If-Unmodified-Since": LATER}, 412),
    ({"If-None-Match": TAG}, 304),
    ({"If-None-Match": "W/" + TAG}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": f"{OTHER}, W/{TAG}"}, 304),
    ({"If-None-Match": OTHER}, 200),
    ({"If-None-Match": ""}, 200),
    ({"If-Modified-Since": MODIFIED}, 304),
    ({"If-Modified-Since": LATER}, 304),
    ({"If-Modified-Since": EARLIER}, 200),
    ({"If-Modified-Since": "garbage"}, 200),
    ({"If-None-Match": OTHER, "If-Modified-Since": LATER}, 200),
    ({"If-None-Match": TAG, "If-Modified-Since": EARLIER}, 304),
    ({"If-Match": OTHER, "If-None-Match": TAG}, 412),
    ({"If-Match": TAG, "If-None-Match": TAG}, 304),
    ({"If-Unmodified-Since": EARLIER, "If-Modified-Since": LATER}, 412),
]


@pytest.mark.parametrize(("headers", "status"), TABLE)
def test_preconditions_are_evaluated_in_the_order_of_the_rfc(headers, status):
    assert precondition_status(headers, CURRENT) == status


@pytest.mark.parametrize(
    ("validator", "wanted"),
    [(TAG, True), ("W/" + TAG, False), (OTHER, False), ("*", False), ("", False),
     (MODIFIED, True), (EARLIER, False), (LATER, False)],
)  # fmt: skip
def test_if_range_matches_only_exactly_this_state(validator, wanted):
    assert range_is_current({"If-Range": validator}, CURRENT) is wanted


def test_without_if_range_a_range_is_wanted():
    assert range_is_current({}, CURRENT)
