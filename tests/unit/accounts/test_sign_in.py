"""Passwords at the door, and of people who are signed in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from bviewer.accounts import sign_in
from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.accounts.sign_in import try_again, try_password
from bviewer.accounts.users import add_user
from bviewer.db.sessions import work_session
from bviewer.problems import Problem
from bviewer.security import limits
from bviewer.security.limits import PER_ACCOUNT_AND_ADDRESS, PER_SESSION_OWNER
from tests.hasher import WatchedHasher
from tests.problems import refused

PASSWORD = "correct horse"


def test_who_is_signed_in_repeats_the_right_password_as_often_as_a_wrong_one(
    engine: Engine, hasher: WatchedHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = time.time()
    monkeypatch.setattr(limits.time, "time", lambda: moment)
    with work_session(engine) as session:
        add_user(session, "anna", PASSWORD)
    for number in range(PER_SESSION_OWNER):
        # Wherever they are.
        assert try_again(engine, "anna", PASSWORD, f"192.0.2.{number}", f"device {number}")
    with refused("tries_exceeded", seconds=300):
        try_again(engine, "anna", PASSWORD, "192.0.2.99", None)
    assert len(hasher.verified) == PER_SESSION_OWNER


@pytest.mark.usefixtures("hasher")
def test_all_known_browsers_of_an_account_share_a_place(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[Way, str]] = []

    @contextmanager
    def noting(way: Way, who: str) -> Iterator[None]:
        taken.append((way, who))
        yield

    monkeypatch.setattr(sign_in, "hashing_slot", noting)
    for device in ("one", "another", None):
        assert try_password(engine, "anna", "wrong horse", "192.0.2.1", device) is None
    known = (Way.KNOWN_BROWSER, "anna")
    assert taken == [known, known, (Way.NOTHING, "192.0.2.1")]


def test_a_try_that_comes_late_to_be_compared_is_counted_with_those_before_it(
    engine: Engine, hasher: WatchedHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_wrong() -> None:
        assert try_password(engine, "anna", "wrong horse", "192.0.2.1", None) is None

    @contextmanager
    def after_others(way: Way, who: str) -> Iterator[None]:
        monkeypatch.setattr(sign_in, "hashing_slot", hashing_slot)
        for _ in range(PER_ACCOUNT_AND_ADDRESS):
            be_wrong()
        with hashing_slot(way, who):
            yield

    monkeypatch.setattr(sign_in, "hashing_slot", after_others)
    with pytest.raises(Problem, match="tries_exceeded"):
        be_wrong()
    assert len(hasher.verified) == PER_ACCOUNT_AND_ADDRESS
