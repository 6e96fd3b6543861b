"""Opening, listing and ending sessions."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.accounts.sessions import (
    close_session,
    end_other_sessions,
    end_session,
    open_session,
    sessions_of,
)
from bviewer.accounts.users import add_user
from bviewer.models import Gallery, User, UserSession, now
from bviewer.security.tokens import digest
from tests.problems import refused

IDLE = timedelta(days=10)
NOWHERE = [10**30, -1, 0, 4711]


@pytest.fixture
def anna(session: Session, gallery: Gallery) -> User:
    """A person with nothing."""
    return add_user(session, "anna")


def id_of(session: Session, token: str) -> int:
    """The id of the session of a secret."""
    query = select(UserSession.id).where(UserSession.token_hash == digest(token))
    return session.scalars(query).one()


def left(session: Session) -> set[bytes]:
    """The digests of the sessions there are."""
    return set(session.scalars(select(UserSession.token_hash)))


@pytest.mark.parametrize("text", ["\t\nx\x7f\x00", "x\udcff\u202e"])
def test_what_a_browser_says_of_itself_can_be_shown(
    session: Session, gallery: Gallery, anna: User, text: str
) -> None:
    open_session(session, anna.id, gallery.id, text, text)
    (shown,) = sessions_of(session, anna.id, None, IDLE)
    assert (shown.browser, shown.address) == ("x", "x")


def test_closing_a_session_leaves_others(session: Session, gallery: Gallery, anna: User) -> None:
    first, second = (open_session(session, anna.id, gallery.id) for _ in range(2))
    close_session(session, first)
    close_session(session, "never opened")
    assert left(session) == {digest(second)}


def test_what_is_over_is_not_shown_and_what_was_used_last_comes_first(
    session: Session, gallery: Gallery, anna: User
) -> None:
    for hours, lasting in ((1, 1), (240, 1), (3, -1), (2, 1)):
        open_session(session, anna.id, gallery.id, browser=f"{hours} hours ago")
        row = session.scalars(select(UserSession).order_by(UserSession.id.desc())).first()
        assert row is not None
        row.used_at = now() - timedelta(hours=hours)
        row.expires_at = now() + timedelta(hours=lasting)
    shown = sessions_of(session, anna.id, None, IDLE)
    assert [each.browser for each in shown] == ["1 hours ago", "2 hours ago"]
    assert not any(each.is_this for each in shown)


def test_nobody_ends_what_is_not_there_or_is_somebody_elses(
    session: Session, gallery: Gallery, anna: User
) -> None:
    own = open_session(session, anna.id, gallery.id)
    foreign = open_session(session, gallery.owner_id, gallery.id)
    for number in (id_of(session, foreign), *NOWHERE):
        with refused("session_unknown", "session"):
            end_session(session, anna.id, number)
    assert left(session) == {digest(own), digest(foreign)}


def test_ending_a_session_is_told_to_the_log(
    session: Session, gallery: Gallery, anna: User, caplog: pytest.LogCaptureFixture
) -> None:
    number = id_of(session, open_session(session, anna.id, gallery.id))
    with caplog.at_level(logging.INFO, "bviewer.audit"):
        end_session(session, anna.id, number)
        session.commit()
    assert caplog.messages[-1] == "'anna' ended sessions: 1"
    assert left(session) == set()


def test_where_there_are_no_others_none_end(session: Session, gallery: Gallery, anna: User) -> None:
    own = open_session(session, anna.id, gallery.id)
    assert end_other_sessions(session, anna.id, own) == 0
    assert left(session) == {digest(own)}
