"""Changes on a condition: nobody changes what somebody else has changed meanwhile (RFC 9110)."""

import re
from collections.abc import Callable
from http import HTTPStatus

from pyramid.request import Request

from bviewer.api.refusals import Refusal

TAG = re.compile(r'"[^"]*"')
CHANGED = Refusal(
    HTTPStatus.PRECONDITION_FAILED,
    "changed_meanwhile",
    "It is not the same any more: read it again, then change it.",
)


def require_unchanged(request: Request, read_tag: Callable[[], str] | None) -> None:
    """Refuse to change what is not as the tag in If-Match says, if there is one.

    `read_tag` finds out the tag of what is there now; what has none cannot be meant.
    """
    expected = request.environ.get("HTTP_IF_MATCH")
    if expected is None or expected.strip() == "*":
        return
    if read_tag is None or read_tag() not in TAG.findall(expected):
        raise CHANGED
