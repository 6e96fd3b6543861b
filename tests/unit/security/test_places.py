"""Places that few have at a time: whose turn it is."""

import pytest

from bviewer.security import places
from bviewer.security.places import (
    KEPT_SECONDS,
    MOST_REMEMBERED,
    REMEMBERED_SECONDS,
    Places,
)


class Clock:
    """The time, which goes on when a test says so."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(places, "time", clock)
    return clock


def pump(door: Places, attackers: str, inside: list[str]) -> None:
    """Have whoever is inside longest leave, and each of a crowd ask."""
    door.leave(inside.pop(0))
    inside += [each for each in attackers if door.take(each)]


@pytest.mark.parametrize("number", [1, 3])
def test_two_or_more_who_ask_all_the_time_keep_nobody_out(clock: Clock, number: int) -> None:
    door, attackers = Places(number), "abcdef"[: number + 1]
    inside = [each for each in attackers if door.take(each)]
    assert len(inside) == number
    for _ in range(10):
        assert not door.take("victim")  # They had one later than who waits now, or all are taken.
        for _ in range(2 * len(attackers)):
            clock.now += 0.1
            pump(door, attackers, inside)
            if door.take("victim"):
                break
        else:
            pytest.fail("kept out")
        door.leave("victim")
        inside += [each for each in attackers if door.take(each)]
        assert len(inside) == number


def test_a_place_is_kept_for_a_while_from_whoever_had_one_later(clock: Clock) -> None:
    door = Places(1)
    assert door.take("greedy")
    assert not door.take("other")
    door.leave("greedy")
    clock.now += KEPT_SECONDS - 0.1
    assert not door.take("greedy")
    # Whoever had none either need not wait for that.
    assert door.take("third")
    door.leave("third")
    clock.now += 0.1  # Nobody keeps it for the other any longer.
    assert door.take("greedy")


def test_whoever_comes_again_keeps_no_place_for_others(clock: Clock) -> None:
    door = Places(2)
    assert door.take("one")
    assert door.take("two")
    for pause, refused in ((0, "again"), (1, "once"), (KEPT_SECONDS - 1.1, "again")):
        clock.now += pause
        assert not door.take(refused)
    door.leave("one")
    door.leave("two")
    clock.now += 1.1
    assert door.take("one")
    assert not door.take("two")


def test_one_place_of_several_is_kept_and_nobody_has_two() -> None:
    door = Places(3)
    assert [door.take(each) for each in "aabbc"] == [True, False, True, False, True]
    assert not door.take("victim")
    door.leave("a")
    assert not door.take("a")
    door.leave("b")
    assert door.take("a")
    assert door.take("victim")


def test_of_a_crowd_few_are_remembered_and_not_for_long(clock: Clock) -> None:
    door = Places(1)
    for number in range(3 * MOST_REMEMBERED):
        if door.take(f"served {number}"):
            door.leave(f"served {number}")
    assert door.take("inside")
    for number in range(3 * MOST_REMEMBERED):
        assert not door.take(f"refused {number}")
    assert (len(door._served), len(door._refused)) == (MOST_REMEMBERED, MOST_REMEMBERED)
    door.leave("inside")
    clock.now += REMEMBERED_SECONDS
    assert door.take("last")
    assert (len(door._served), len(door._refused)) == (1, 0)
