"""What was drawn for shows: the same in the table and on Redis."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bviewer.db.autocommit import make_autocommit_engine
from bviewer.models import Slideshow, new_id
from bviewer.slideshow import sets as sets_module
from bviewer.slideshow.sets import Sets, Taken
from bviewer.slideshow.table_sets import TableSets
from tests.site import Site
from tests.unit.slideshow.conftest import MakeShow, add_show

IDS = [new_id() for _ in range(6)]


def all_of(sets: Sets, key: str = "key") -> Iterator[Taken]:
    """What is taken out of a set, one after another, until nothing is left."""
    number = 0
    while taken := sets.take(key, number):
        yield taken
        number = taken.number


def test_each_is_taken_out_once_in_no_order(sets: Sets, make_show: MakeShow) -> None:
    orders = set()
    for key in ("one", "two", "three"):
        assert sets.fill(make_show(key), iter(IDS)) == len(IDS)
        taken = list(all_of(sets, key))
        assert [each.number for each in taken] == [1, 2, 3, 4, 5, 6]
        assert sorted(each.image_id for each in taken) == sorted(IDS)
        orders.add(tuple(each.image_id for each in taken))
    assert len(orders) > 1  # That all three are the same is one chance in 518,400.


def test_what_was_taken_stays_in_its_order(sets: Sets, make_show: MakeShow) -> None:
    sets.fill(make_show(), IDS)
    assert sets.before("key", 10) is None
    first, second = sets.take("key", 0), sets.take("key", 1)
    assert first is not None
    assert second is not None
    # Asked again, whether an answer was lost or another tab is behind, it is the same.
    assert (sets.take("key", 0), sets.take("key", 1)) == (first, second)
    assert (sets.before("key", 2), sets.before("key", 3)) == (first, second)
    assert sets.before("key", 1000) == second
    assert sets.before("key", 1) is None
    # Nobody is farther than the show is.
    third = sets.take("key", 1000)
    assert third is not None
    assert third.number == 3
    assert third.image_id not in {first.image_id, second.image_id}


def test_one_key_opens_one_show(sets: Sets, make_show: MakeShow) -> None:
    sets.fill(make_show("one"), IDS[:3])
    sets.fill(make_show("two"), IDS[3:])
    assert {each.image_id for each in all_of(sets, "one")} == set(IDS[:3])
    assert sets.take("three", 0) is None
    assert sets.before("three", 5) is None
    assert {each.image_id for each in all_of(sets, "two")} == set(IDS[3:])


def test_what_is_filled_again_begins_anew(sets: Sets, make_show: MakeShow) -> None:
    show = make_show()
    sets.fill(show, IDS[:4])
    assert sets.take("key", 0) is not None
    sets.fill(show, IDS[4:])
    assert sets.before("key", 10) is None
    assert {each.image_id for each in all_of(sets)} == set(IDS[4:])
    assert sets.fill(show, []) == 0
    assert sets.take("key", 0) is None


def test_what_is_dropped_is_gone(sets: Sets, make_show: MakeShow) -> None:
    show, other = make_show("one"), make_show("two")
    for each in (show, other):
        sets.fill(each, IDS)
    assert sets.take("one", 0) is not None
    sets.drop(show)
    assert sets.take("one", 0) is None
    assert sets.before("one", 5) is None
    assert sets.take("two", 0) is not None


def test_more_than_is_written_at_a_time(
    sets: Sets, make_show: MakeShow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets_module, "BATCH", 4)
    assert sets.fill(make_show(), iter(IDS)) == len(IDS)
    assert {each.image_id for each in all_of(sets)} == set(IDS)


def test_many_who_take_at_once_see_one_show(sets: Sets, make_show: MakeShow) -> None:
    check_many_at_once(sets, make_show())


def test_the_table_is_the_same_on_postgresql(
    tmp_path: Path, empty: Path, migrated_postgresql: str
) -> None:
    site = Site(tmp_path, empty, with_app=False, **{"sqlalchemy.url": migrated_postgresql})
    site.add_gallery()
    engine = make_autocommit_engine(site.runtime.settings)
    check_many_at_once(TableSets(site.runtime.engine, engine), add_show(site))
    engine.dispose()
    site.close()


def check_many_at_once(sets: Sets, show: Slideshow) -> None:
    """Four tabs that take from the same show go the same way, both ways."""
    ids = [new_id() for _ in range(30)]
    sets.fill(show, ids)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _tab: list(all_of(sets)), range(4)))
    assert [each.number for each in found[0]] == list(range(1, 31))
    assert {each.image_id for each in found[0]} == set(ids)
    assert found == [found[0]] * 4
    assert [sets.before("key", number + 1) for number in range(1, 31)] == found[0]
