from bviewer.models import ClosedBecause
from bviewer.presenters.news import REASONS


def test_owners_are_told_each_reason_why_a_sync_closes_an_album():
    assert REASONS.keys() == set(ClosedBecause)
