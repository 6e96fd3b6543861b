"""Places for comparing passwords."""

import pytest

from bviewer.accounts import hashing
from bviewer.accounts.hashing import BUSY_SECONDS, Place, Way, hashing_slot
from tests.problems import refused


def test_one_password_is_compared_at_a_time_and_no_other_waits() -> None:
    with hashing_slot(Way.NOTHING, "a"):
        for _ in range(100):
            with refused("passwords_busy", seconds=BUSY_SECONDS), hashing_slot(Way.NOTHING, "b"):
                pass
        # Whoever has a link, or is known, has a place that strangers do not take.
        with hashing_slot(Way.LINK, "b"), hashing_slot(Way.KNOWN_BROWSER, "b"):
            pass
    with pytest.raises(ZeroDivisionError), hashing_slot(Way.NOTHING, "b"):
        raise ZeroDivisionError
    with hashing_slot(Way.NOTHING, "b"):
        pass


def test_whoever_was_sent_away_finds_the_place_free_however_often_another_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr(hashing.time, "monotonic", lambda: now)
    place = Place()
    assert place.take("greedy")
    assert not place.take("other")
    place.leave()
    assert not place.take("greedy")
    now += BUSY_SECONDS
    assert place.take("other")
    place.leave()
    assert place.take("greedy")
    assert not place.take("other")
    place.leave()
    now += 2 * BUSY_SECONDS  # Nobody is waited for any longer.
    assert place.take("greedy")
