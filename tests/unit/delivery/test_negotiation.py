import pytest

from bviewer.delivery.conditions import Validators
from bviewer.delivery.negotiation import negotiate
from bviewer.delivery.ranges import ByteRange

CURRENT = Validators(etag='"now"', modified=784111777)
WHOLE = ByteRange(0, 100)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ({}, 200, WHOLE),
        ({"Range": "bytes=0-9"}, 206, ByteRange(0, 10)),
        ({"Range": "bytes=0-"}, 206, WHOLE),
        ({"Range": "bytes=0-1,2-3"}, 200, WHOLE),
        ({"Range": "bytes=100-"}, 416, None),
        ({"Range": "bytes=0-9", "If-Range": '"now"'}, 206, ByteRange(0, 10)),
        ({"Range": "bytes=0-9", "If-Range": '"then"'}, 200, WHOLE),
        ({"Range": "bytes=100-", "If-Range": '"then"'}, 200, WHOLE),
        ({"If-Range": '"then"'}, 200, WHOLE),
        ({"Range": "bytes=100-", "If-None-Match": '"now"'}, 304, None),
        ({"Range": "bytes=0-9", "If-Match": '"then"'}, 412, None),
    ],
)
def test_conditions_come_before_if_range_and_if_range_before_range(asked, status, part):
    assert negotiate(asked, CURRENT, 100) == (status, part)
