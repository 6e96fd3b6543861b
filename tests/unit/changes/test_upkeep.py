from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select

from bviewer.changes import upkeep
from bviewer.changes.upkeep import KEPT_FOR, forget_changes
from bviewer.models import Change, now
from tests.site import Site

DAY = timedelta(days=1)


def add_changes(site: Site, *ages: timedelta) -> None:
    """Changes of these ages, numbered from 1 on."""
    rows = [
        {
            "id": number,
            "xid": number,
            "at": now() - age,
            "gallery_id": 1,
            "kind": "item",
            "node_id": "i",
            "was_there": True,
            "was_missing": False,
        }
        for number, age in enumerate(ages, 1)
    ]
    with site.session() as session:
        session.execute(delete(Change))
        if rows:
            session.execute(insert(Change), rows)


def kept(site: Site) -> list[int]:
    with site.session() as session:
        return list(session.scalars(select(Change.id).order_by(Change.id)))


@pytest.mark.parametrize(
    ("ages", "left"),
    [
        ([KEPT_FOR + DAY] * 3 + [KEPT_FOR - DAY, DAY], [4, 5]),
        ([DAY, DAY], [1, 2]),
        ([KEPT_FOR + DAY] * 4, []),
        ([], []),
    ],
)
def test_old_changes_are_forgotten_some_at_once(site, monkeypatch, ages, left):
    monkeypatch.setattr(upkeep, "AT_ONCE", 2)
    add_changes(site, *ages)
    forget_changes(site.runtime)
    assert kept(site) == left
