import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bviewer.db.engine import make_engine
from bviewer.db.sessions import work_session
from bviewer.models import Attempt
from bviewer.security import limits
from bviewer.security.limits import (
    WINDOW,
    count_try,
    increment,
    limits_of,
    network,
    seconds_to_wait,
)
from tests.unit.settings import settings


@pytest.fixture
def clock(monkeypatch):
    """The time of day, which a test may set."""

    class Clock:
        now = 1_700_000_000.0

    monkeypatch.setattr(limits.time, "time", lambda: Clock.now)
    return Clock


@pytest.fixture
def shared_engine(tmp_path, migrated_url):
    """An engine for several threads, on each database."""
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": migrated_url}))
    yield engine
    engine.dispose()


ANNA = limits_of("anna", "192.0.2.1", None)


def wrong(session, number, name="anna", address="192.0.2.1", device=None):
    """Have a number of passwords be wrong."""
    for _ in range(number):
        count_try(session, limits_of(name, address, device))


def wait(session, name="anna", address="192.0.2.1", device=None):
    """For how long a try is refused."""
    return seconds_to_wait(session, limits_of(name, address, device))


def test_ten_wrong_passwords_close_an_account_to_their_address_alone(session, clock):
    wrong(session, 9)
    assert wait(session) == 0
    wrong(session, 1)
    assert wait(session) == wait(session, "Anna") == WINDOW
    assert wait(session, address="192.0.2.2") == 0
    assert wait(session, "berta") == 0


def test_a_browser_that_is_known_has_a_count_of_its_own(session, clock):
    wrong(session, 10)
    assert wait(session, device="1-a") == 0
    wrong(session, 10, device="1-a")
    assert wait(session, device="1-a") == WINDOW
    assert wait(session, device="1-b") == 0
    assert wait(session, address="192.0.2.2") == 0


def test_an_address_may_be_that_of_many_people_but_not_of_any_number(session, clock):
    for number in range(limits.PER_ADDRESS):
        assert wait(session, f"user {number}") == 0
        wrong(session, 1, f"user {number}")
    assert wait(session) == WINDOW
    assert wait(session, address="192.0.2.2") == 0


def test_an_account_has_a_limit_over_all_addresses(session, clock, monkeypatch):
    monkeypatch.setattr(limits, "PER_ACCOUNT", 3)
    for last in range(3):
        wrong(session, 1, address=f"192.0.2.{last}")
    assert wait(session, address="198.51.100.1") == WINDOW
    assert wait(session, address="198.51.100.1", device="1-a") == 0
    assert wait(session, "berta") == 0


def test_who_is_refused_leaves_no_trace(session, clock):
    wrong(session, 10)
    before = session.execute(select(Attempt.key, Attempt.count, Attempt.started)).all()
    for _ in range(5):
        assert wait(session) > 0
    assert session.execute(select(Attempt.key, Attempt.count, Attempt.started)).all() == before


def test_one_says_how_long_to_wait(session, clock):
    wrong(session, 1)
    clock.now += 100
    wrong(session, 9)
    assert wait(session) == WINDOW - 100


def test_after_the_wait_counting_begins_anew(session, clock):
    wrong(session, 10)
    clock.now += wait(session) - 1
    assert wait(session) == 1
    for _ in range(2):
        clock.now += 1
        assert wait(session) == 0
    wrong(session, 9)
    assert wait(session) == 0


def test_old_counters_are_removed(session, clock):
    wrong(session, 1, name="long ago")
    clock.now += WINDOW
    wrong(session, 1)
    assert set(session.scalars(select(Attempt.key))) == set(ANNA)


def test_the_oldest_of_too_many_counters_go(session, clock, monkeypatch):
    monkeypatch.setattr(limits, "MOST_COUNTERS", 30)
    for number in range(100):
        clock.now += 0.5
        wrong(session, 1, f"user {number}", f"192.0.2.{number}")
        counters = set(session.scalars(select(Attempt.key)))
        assert len(counters) <= 30
        assert counters >= {f"account:user {last}" for last in range(max(0, number - 7), number)}


def test_a_name_of_any_length_is_counted(session, clock):
    wrong(session, 1, name="x" * 10_000, address="2001:db8:1111:2222:3333:4444:5555:6666")
    assert max(map(len, session.scalars(select(Attempt.key)))) <= 200


def test_parallel_tries_cannot_share_a_number(shared_engine):
    started = threading.Barrier(4)

    def try_often(_number):
        started.wait()
        counts = []
        for _ in range(10):
            with work_session(shared_engine) as session:
                counts.append(increment(session, "account:anna", 1_700_000_000))
        return counts

    with ThreadPoolExecutor(4) as threads:
        counts = [count for found in threads.map(try_often, range(4)) for count in found]
    assert sorted(counts) == list(range(1, 41))


def test_parallel_tries_that_are_wrong_are_all_counted(shared_engine, monkeypatch):
    def be_wrong(_number):
        for _ in range(10):
            with work_session(shared_engine) as session:
                count_try(session, ANNA)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(be_wrong, range(4)))
    with work_session(shared_engine) as session:
        assert {session.get(Attempt, key).count for key in ANNA} == {40}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("localhost", "unknown"),
        ("192.0.2.1, 198.51.100.1", "unknown"),
    ],
)
def test_an_address_counts_as_its_network(address, expected):
    assert network(address) == expected
