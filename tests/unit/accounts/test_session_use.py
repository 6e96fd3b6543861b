"""What workers do about sessions and tokens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.accounts.api_tokens import make_token
from bviewer.accounts.session_use import forget_sessions, note_token_use, note_use
from bviewer.models import ApiToken, Gallery, Scope, User, UserSession, now
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


def test_the_use_of_a_token_is_noted_unless_it_was_revoked(site: Site) -> None:
    with site.session() as session:
        owner, gallery = session.get_one(User, 1), session.get_one(Gallery, 1)
        for label in "ab":
            make_token(session, owner, gallery, label=label, scope=Scope.READ)
        used, _other = session.scalars(select(ApiToken.id).order_by(ApiToken.label))
    for token_id in (used, "nothing"):
        note_token_use(site.runtime, token_id)
    with site.session() as session:
        noted = session.scalars(select(ApiToken.id).where(ApiToken.used_at.is_not(None)))
        assert noted.all() == [used]
