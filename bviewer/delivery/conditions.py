"""Preconditions of a request (RFC 9110, section 13), for a file that exists."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

_ENTITY_TAG = re.compile(r'(?:W/)?"[^"]*"')

# RFC 9110, section 5.6.7: the form in use, and the two obsolete ones that must still be accepted.
_DATE_FORMATS = (
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",
    "%a %b %d %H:%M:%S %Y",
)


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one state of a file from another."""

    etag: str
    """A strong entity tag, with its quotes."""

    modified: int
    """`Last-Modified` in seconds since the epoch, never in the future."""


def precondition_status(headers: Mapping[str, str], current: Validators) -> HTTPStatus:
    """Return 412, 304 or 200, in the order of evaluation of RFC 9110, section 13.2.2.

    A date that cannot be read makes its header ignored, as the RFC demands.
    """
    if not _is_expected(headers, current):
        return HTTPStatus.PRECONDITION_FAILED
    if _is_known(headers, current):
        return HTTPStatus.NOT_MODIFIED
    return HTTPStatus.OK


def range_is_current(headers: Mapping[str, str], current: Validators) -> bool:
    """Return whether a range may be sent: without `If-Range`, or when it names exactly this
    state."""
    validator = headers.get("If-Range")
    if validator is None:
        return True
    if validator.endswith('"'):
        return validator == current.etag
    return parse_http_date(validator) == current.modified


def parse_http_date(text: str) -> int | None:
    """Return seconds since the epoch, or None when `text` has none of the three forms of the
    RFC."""
    for form in _DATE_FORMATS:
        with suppress(ValueError):
            return int(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp())
    return None


def _is_expected(headers: Mapping[str, str], current: Validators) -> bool:
    """Return whether `If-Match` holds, and only without it `If-Unmodified-Since`."""
    tags = headers.get("If-Match")
    if tags is not None:
        return tags == "*" or current.etag in _ENTITY_TAG.findall(tags)
    since = _date_in(headers, "If-Unmodified-Since")
    return since is None or current.modified <= since


def _is_known(headers: Mapping[str, str], current: Validators) -> bool:
    """Return whether `If-None-Match` holds, and only without it `If-Modified-Since`."""
    tags = headers.get("If-None-Match")
    if tags is not None:
        known = (tag.removeprefix("W/") for tag in _ENTITY_TAG.findall(tags))
        return tags == "*" or current.etag in known
    since = _date_in(headers, "If-Modified-Since")
    return since is not None and current.modified <= since


def _date_in(headers: Mapping[str, str], name: str) -> int | None:
    """Return the date in a header, None if it is absent: most requests have none to be parsed."""
    text = headers.get(name)
    return None if text is None else parse_http_date(text)
