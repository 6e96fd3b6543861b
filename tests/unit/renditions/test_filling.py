"""What is written on demand is counted until somebody looks at the cache."""

from bviewer.renditions.filling import PAUSE, SHARE, Filling

BUDGET = 1000 * SHARE


def test_a_look_is_due_after_a_share_of_the_budget() -> None:
    filling = Filling()
    filling.add(1, 999)
    assert not filling.is_due(1, BUDGET)
    filling.add(1, 1)
    assert filling.is_due(1, BUDGET)
    assert not filling.is_due(2, BUDGET)
    filling.note_look(1, is_full=False)
    assert (filling.is_due(1, BUDGET), filling.is_full(1)) == (False, False)


def test_what_is_full_is_looked_at_again_after_a_pause() -> None:
    now = 0.0
    filling = Filling(lambda: now)
    filling.add(1, 1000)
    filling.note_look(1, is_full=True)
    assert (filling.is_due(1, BUDGET), filling.is_full(1), filling.is_full(2)) == (
        False,
        True,
        False,
    )
    now = PAUSE
    assert (filling.is_due(1, BUDGET), filling.is_full(1)) == (True, False)
