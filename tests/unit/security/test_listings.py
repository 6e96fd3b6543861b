"""The SQL form of the visibility rule, over an album for every way through three flags."""

import itertools

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from bviewer.models import Album
from bviewer.security.visibility import listed_below, listed_children
from bviewer.security.visitor import STRANGER, Visitor
from tests.oracle import STRANGER as NOBODY
from tests.oracle import Person, may_open, may_see_listed

Way = tuple[tuple[str, str], ...]

TOP: Way = (("top", "visible"),)
LETTERS = {"visible": "v", "hidden": "h", "private": "p"}
MISSING = "hv"


def ways() -> list[Way]:
    """The top album, and an album for each flag in it, and in each of those, three levels deep."""
    found = [TOP]
    for depth, flags in ((d, f) for d in (1, 2, 3) for f in itertools.product(LETTERS, repeat=d)):
        ids = ["".join(LETTERS[flag] for flag in flags[: n + 1]) for n in range(depth)]
        found.append(TOP + tuple(zip(ids, flags, strict=True)))
    return found


WAYS = ways()

PEOPLE: dict[str, tuple[Visitor, Person]] = {
    "a stranger": (STRANGER, NOBODY),
    "the owner": (Visitor(is_owner=True), Person(owns=True)),
    "a guest of the gallery": (Visitor(has_gallery=True), Person(has_all=True)),
    "a guest of two albums": (
        Visitor(granted=frozenset({"p", "vhp"})),
        Person(has=frozenset({"p", "vhp"})),
    ),
    "a holder of two shares": (
        Visitor(shared=frozenset({"vp", "h"})),
        Person(shares=frozenset({"vp", "h"})),
    ),
    "a guest who holds a share": (
        Visitor(granted=frozenset({"vpv"}), shared=frozenset({"vp"})),
        Person(has=frozenset({"vpv"}), shares=frozenset({"vp"})),
    ),
}


@pytest.fixture
def albums(session, gallery):
    """The albums of WAYS, one of them missing."""
    for way in WAYS[1:]:
        (parent_id, _flag), (album_id, flag) = way[-2:]
        session.add(
            Album(
                id=album_id,
                gallery_id=gallery.id,
                parent_id=parent_id,
                title=album_id,
                visibility=flag,
                missing=album_id == MISSING,
                sort_key=b"",
            )
        )
        session.flush()


def ids_of(way: Way) -> list[str]:
    """The ids on a way."""
    return [album_id for album_id, _flag in way]


def children(way: Way, person: Person) -> list[Way]:
    """The albums in the one at the end of a way that are listed to somebody who may open it."""
    return [found for found in WAYS if found[:-1] == way and may_see_listed(person, found)]


def paths_below(way: Way, person: Person, path: str = "") -> dict[str, str]:
    """The paths of the albums found from listing to listing, by their ids."""
    found = {way[-1][0]: path}
    for child in children(way, person):
        if child[-1][0] != MISSING:
            found |= paths_below(child, person, f"{path}{child[-1][0]}/")
    return found


@pytest.mark.parametrize("name", PEOPLE)
def test_albums_are_listed_in_the_one_that_holds_them(session, albums, name):
    visitor, person = PEOPLE[name]
    for way in (way for way in WAYS if may_open(person, way)):
        condition = listed_children(visitor, ids_of(way))
        found = session.scalars(
            select(Album.id).where(Album.parent_id == way[-1][0], condition)
        ).all()
        assert set(found) == {child[-1][0] for child in children(way, person)}, way


@pytest.mark.parametrize("name", PEOPLE)
def test_albums_below_are_those_found_from_listing_to_listing(session, albums, name):
    visitor, person = PEOPLE[name]
    for way in (way for way in WAYS if may_open(person, way)):
        below = listed_below(visitor, ids_of(way))
        rows = session.execute(select(below.c.id, below.c.path)).all()
        assert len(rows) == len({row.id for row in rows})
        assert {row.id: row.path for row in rows} == paths_below(way, person), way


def test_postgresql_is_told_of_the_recursion():
    statement = select(listed_below(STRANGER, ["top"]))
    assert str(statement.compile(dialect=postgresql.dialect())).startswith("WITH RECURSIVE ")
