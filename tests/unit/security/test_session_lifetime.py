"""When the use of a session is noted, which is a write."""

from datetime import timedelta

import pytest

from bviewer.models import now
from bviewer.security.session_lifetime import is_to_be_noted


@pytest.mark.parametrize(
    ("idle", "used_before", "expected"),
    [
        (timedelta(days=10), timedelta(minutes=59), False),
        (timedelta(days=10), timedelta(minutes=61), True),
        (timedelta(hours=1), timedelta(minutes=5), False),
        (timedelta(hours=1), timedelta(minutes=7), True),
    ],
    ids=["an hour", "after an hour", "a tenth of a short life", "after a tenth"],
)
def test_use_is_noted_once_an_hour_or_ten_times_while_a_session_may_be_out_of_use(
    idle: timedelta, used_before: timedelta, expected: bool
) -> None:
    assert is_to_be_noted(now() - used_before, idle) is expected
