"""Tokens of programs, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from bviewer.models import ApiToken, Scope, now
from bviewer.presenters.languages import language
from bviewer.presenters.programs import TokenLine

MADE = datetime(2024, 5, 31, 23, 30, tzinfo=UTC)


def line(**values: object) -> TokenLine:
    """A token as the page tells it."""
    token = ApiToken(**{"scope": Scope.READ, "created_at": MADE, **values})
    return TokenLine(token, language("en"), "Europe/Berlin")


@pytest.mark.parametrize(
    ("expires_at", "said", "is_over"),
    [
        (None, "Made on 31 May 2024.", False),
        (datetime(2124, 5, 31, tzinfo=UTC), "Made on 31 May 2024, good until 31 May 2124.", False),
        (
            datetime(2024, 6, 30, tzinfo=UTC),
            "Made on 31 May 2024, and over since 30 June 2024.",
            True,
        ),
    ],
)
def test_it_is_told_how_long_a_token_is_good(
    expires_at: datetime | None, said: str, is_over: bool
) -> None:
    told = line(expires_at=expires_at)
    assert (told.made(), told.is_over) == (said, is_over)


def test_it_is_told_when_a_token_was_used_last() -> None:
    assert line().used() == "Not used yet."
    assert line(used_at=now() - timedelta(days=1)).used().startswith("Used last: ")


@pytest.mark.parametrize("scope", list(Scope))
def test_each_scope_has_words_of_its_own(scope: Scope) -> None:
    others = {line(scope=other).scope() for other in Scope if other != scope}
    assert line(scope=scope).scope() not in others
