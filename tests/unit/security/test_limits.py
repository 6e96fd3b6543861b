import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bviewer.db.engine import make_engine
from bviewer.db.schema import migrate
from bviewer.db.sessions import work_session
from bviewer.models import Attempt
from bviewer.security import limits
from bviewer.security.limits import WINDOW, count_sign_in, increment, network
from tests.unit.settings import settings


@pytest.fixture
def clock(monkeypatch):
    """The time of day, which a test may set."""

    class Clock:
        now = 1_700_000_000.0

    monkeypatch.setattr(limits.time, "time", lambda: Clock.now)
    return Clock


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_engine(request, tmp_path, database):
    """An engine for several threads, on each database."""
    if request.param == "sqlite":
        shutil.copy(database, tmp_path / "bviewer.sqlite")
        changes = {}
    else:
        changes = {"sqlalchemy.url": request.getfixturevalue("postgresql")}
    engine = make_engine(settings(tmp_path, **changes))
    migrate(engine)
    yield engine
    engine.dispose()


def tries(session, number, name="anna", address="192.0.2.1"):
    """What was answered to a number of tries, without doubles."""
    return {count_sign_in(session, name, address) for _ in range(number)}


def test_the_eleventh_try_for_an_account_is_refused_from_anywhere(session, clock):
    for last in range(10):
        assert count_sign_in(session, "anna", f"192.0.2.{last}") == 0
    assert count_sign_in(session, "Anna", "198.51.100.1") == WINDOW
    assert count_sign_in(session, "berta", "198.51.100.1") == 0


def test_the_eleventh_try_from_an_address_is_refused_for_any_account(session, clock):
    for number in range(10):
        assert count_sign_in(session, f"user {number}", "192.0.2.1") == 0
    assert count_sign_in(session, "anna", "192.0.2.1") == WINDOW
    assert count_sign_in(session, "anna", "192.0.2.2") == 0


def test_one_says_how_long_to_wait(session, clock):
    tries(session, 1)
    clock.now += 100
    tries(session, 9)
    assert tries(session, 1) == {WINDOW - 100}


def test_after_the_wait_counting_begins_anew(session, clock):
    assert tries(session, 10) == {0}
    (wait,) = tries(session, 1)
    clock.now += wait - 1
    assert tries(session, 1) == {1}

    clock.now += 1
    assert tries(session, 10) == {0}


def test_tries_that_go_on_do_not_lengthen_the_wait(session, clock):
    tries(session, 10)
    for _ in range(WINDOW - 1):
        clock.now += 1
        assert tries(session, 1) != {0}
    clock.now += 1
    assert tries(session, 1) == {0}


def test_all_accounts_and_addresses_together_have_a_limit(session, clock, monkeypatch):
    monkeypatch.setattr(limits, "FOR_EVERYBODY", 3)
    for number in range(3):
        assert count_sign_in(session, f"user {number}", f"192.0.2.{number}") == 0
    assert count_sign_in(session, "anna", "198.51.100.1") == WINDOW


def test_one_address_alone_cannot_lock_everybody_out(session, clock):
    for number in range(100):
        count_sign_in(session, f"user {number}", "192.0.2.1")
    assert session.get(Attempt, "everybody").count == limits.PER_ADDRESS


def test_old_counters_are_removed(session, clock):
    tries(session, 1, name="long ago")
    clock.now += WINDOW
    tries(session, 1)
    assert set(session.scalars(select(Attempt.key))) == {
        *("account:anna", "address:192.0.2.1", "everybody"),
    }


def test_a_name_of_any_length_is_counted(session, clock):
    tries(session, 1, name="x" * 10_000)
    assert max(map(len, session.scalars(select(Attempt.key)))) <= 200


def test_parallel_tries_cannot_share_a_number(shared_engine):
    started = threading.Barrier(4)

    def try_often(_number):
        started.wait()
        counts = []
        for _ in range(10):
            with work_session(shared_engine) as session:
                counts.append(increment(session, "account:anna", 1_700_000_000)[0])
        return counts

    with ThreadPoolExecutor(4) as threads:
        counts = [count for found in threads.map(try_often, range(4)) for count in found]
    assert sorted(counts) == list(range(1, 41))


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
