"""Places for comparing passwords."""

import pytest

from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.security.places import RETRY_SECONDS
from tests.problems import refused


def test_one_password_is_compared_at_a_time_and_no_other_waits() -> None:
    with hashing_slot(Way.NOTHING, "a"):
        for _ in range(100):
            with refused("passwords_busy", seconds=RETRY_SECONDS), hashing_slot(Way.NOTHING, "b"):
                pass
        # Whoever has a link, or is known, has a place that strangers do not take.
        with hashing_slot(Way.LINK, "b"), hashing_slot(Way.KNOWN_BROWSER, "b"):
            pass
    with pytest.raises(ZeroDivisionError), hashing_slot(Way.NOTHING, "b"):
        raise ZeroDivisionError
    with hashing_slot(Way.NOTHING, "b"):
        pass
