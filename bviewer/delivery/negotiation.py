"""What a request gets of a file: its status, and which bytes of it."""

from collections.abc import Mapping
from http import HTTPStatus

from bviewer.delivery.conditions import Validators, precondition_status, range_is_current
from bviewer.delivery.ranges import ByteRange, UnsatisfiableRangeError, parse_range


def negotiate(
    asked: Mapping[str, str], current: Validators, size: int
) -> tuple[HTTPStatus, ByteRange | None]:
    """Return the status of the answer to the request headers `asked`, and the bytes to send, if
    any.

    The order is that of RFC 9110, section 13.2.2: preconditions, then `If-Range`, then `Range`.
    """
    status = precondition_status(asked, current)
    if status is not HTTPStatus.OK:
        return status, None
    whole = ByteRange(0, size)
    if "Range" not in asked or not range_is_current(asked, current):
        return HTTPStatus.OK, whole
    try:
        part = parse_range(asked["Range"], size)
    except UnsatisfiableRangeError:
        return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, None
    return (HTTPStatus.OK, whole) if part is None else (HTTPStatus.PARTIAL_CONTENT, part)
