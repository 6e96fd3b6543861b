"""What workers do about sessions."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.accounts.session_use import forget_sessions, note_use
from bviewer.models import UserSession, now
from tests.site import Site


@pytest.mark.parametrize("with_app", [True])
def test_sessions_that_are_over_are_forgotten(site: Site) -> None:
    for _ in range(3):
        site.browser("owner")
    with site.session() as session:
        expired, unused, open_one = session.scalars(select(UserSession).order_by(UserSession.id))
        expired.expires_at = now()
        unused.used_at = now() - timedelta(days=10)
        open_one.used_at = now() - timedelta(days=9)
        kept = open_one.id
    forget_sessions(site.runtime)
    with site.session() as session:
        assert session.scalars(select(UserSession.id)).all() == [kept]


def test_the_use_of_a_session_that_has_ended_is_not_noted(site: Site) -> None:
    note_use(site.runtime, 4711)
    with site.session() as session:
        assert session.scalars(select(UserSession)).all() == []
