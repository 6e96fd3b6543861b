"""How long a file must have been left alone before nginx may open it by its path."""

from pathlib import Path

import pytest

from bviewer.delivery import settled
from bviewer.delivery.settled import SETTLED_AFTER

MINUTES = 5
NOW = 1_750_000_000  # Seconds since 1970.


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(MINUTES * 60 + 1, True), (MINUTES * 60, True), (MINUTES * 60 - 1, False), (-1, False)],
)
def test_what_changed_within_five_minutes_has_not_settled(
    monkeypatch: pytest.MonkeyPatch, seconds: int, expected: bool
) -> None:
    monkeypatch.setattr(settled, "SETTLED_AFTER", SETTLED_AFTER)  # Functional tests have another.
    monkeypatch.setattr("time.time", lambda: float(NOW))
    assert settled.is_settled((NOW - seconds) * 10**9) is expected


def test_operators_are_told_the_same() -> None:
    guide = Path(__file__).parents[3] / "docs" / "deploy.md"
    assert f"within the last {MINUTES} minutes" in " ".join(guide.read_text().split())
