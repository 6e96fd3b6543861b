"""The SQL form of the rule, for all kinds of people: it lists what the design says."""

import itertools
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.models import Album, Gallery
from bviewer.security.visibility import listed_below, listed_children
from bviewer.security.visitor import Visitor
from tests.oracle import Person, may_open, may_see_listed
from tests.unit.security.people import ALBUM, CHILD, PARENT, PEOPLE, TOP

FLAGS = ("visible", "hidden", "private")
IDS = (TOP, PARENT, ALBUM, CHILD)
Way = list[tuple[str, str]]


@pytest.fixture
def albums(session: Session, gallery: Gallery) -> list[Album]:
    """Four albums, each in the one before."""
    parents = ("top", *IDS)
    albums = [
        Album(id=album_id, gallery_id=gallery.id, parent_id=parent_id, title="", sort_key=b"")
        for album_id, parent_id in zip(IDS, parents, strict=False)
    ]
    for album in albums:
        session.add(album)
        session.flush()
    return albums


def ways(session: Session, albums: list[Album], top_flag: str) -> Iterator[Way]:
    """The ways to the last album, with each combination of flags below that of the first."""
    for flags in itertools.product([top_flag], *[FLAGS] * 3):
        for album, flag in zip(albums, flags, strict=True):
            album.visibility = flag
        session.flush()
        yield list(zip(IDS, flags, strict=True))


def listed_of(session: Session, visitor: Visitor, ids: tuple[str, ...]) -> set[str]:
    """The child albums that SQL lists."""
    query = select(Album.id).where(Album.parent_id == ids[-1], listed_children(visitor, ids))
    return set(session.scalars(query))


def found_below(session: Session, visitor: Visitor, ids: tuple[str, ...]) -> set[tuple[str, str]]:
    """The albums that SQL finds below, with their paths."""
    below = listed_below(visitor, ids)
    return {(row.id, row.path) for row in session.execute(select(below.c.id, below.c.path))}


def reached(person: Person, way: Way, depth: int) -> set[tuple[str, str]]:
    """The albums that somebody reaches from listing to listing, with the ids on the path."""
    found, path = {(IDS[depth], "")}, ""
    for below in range(depth + 1, len(IDS)):
        if not may_see_listed(person, way[: below + 1]):
            break
        path += f"{IDS[below]}/"
        found.add((IDS[below], path))
    return found


@pytest.mark.parametrize("top_flag", FLAGS)
def test_listings_show_what_the_design_says(
    session: Session, albums: list[Album], top_flag: str
) -> None:
    asked = 0
    for way in ways(session, albums, top_flag):
        for (name, (visitor, person)), depth in itertools.product(PEOPLE.items(), range(3)):
            if visitor.gallery_id not in {None, albums[0].gallery_id}:
                continue  # Nobody is looked up at a gallery that their session is not for.
            if not may_open(person, way[: depth + 1]):
                continue
            asked, ids = asked + 1, IDS[: depth + 1]
            is_listed = may_see_listed(person, way[: depth + 2])
            expected = {IDS[depth + 1]} if is_listed else set()
            assert listed_of(session, visitor, ids) == expected, (name, way, depth)
            assert found_below(session, visitor, ids) == reached(person, way, depth), (name, way)
    assert asked > 300
