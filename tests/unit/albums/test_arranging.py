"""Arranging by hand."""

import pytest
from sqlalchemy import select

from bviewer.albums.arranging import arrange, effective_order, places_in, put
from bviewer.models import Album, Image, SortOrder, new_id
from tests.mirrored import mirror
from tests.pictures import jpeg
from tests.problems import refused
from tests.site import Site


@pytest.fixture
def arranged(site: Site) -> Site:
    """An album with five photographs and three albums."""
    for number, name in enumerate("abcde", 50):
        site.write(f"x/{name}.jpg", jpeg(number, 40))
    for number, name in enumerate("pqr", 60):
        site.write(f"x/{name}/i.jpg", jpeg(number, 40))
    mirror(site)
    return site


def ids_of(site: Site, names: str) -> list[str]:
    """The ids of photographs."""
    return [site.image(f"x/{name}.jpg").id for name in names]


def shown(site: Site) -> tuple[str, str]:
    """The names of albums and photographs in their order."""
    with site.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "x")).one()
        places = places_in(session, album.id, effective_order(session, album))
        return (
            "".join(session.get_one(Album, each).title for each in places.albums),
            "".join(session.get_one(Image, each).path[2] for each in places.items),
        )


def do(site: Site, ids: list[str], place: int = 1) -> None:
    with site.session() as session:
        arrange(session, session.get_one(Album, site.album("x").id), ids, place)


@pytest.mark.parametrize(
    ("named", "place", "expected"),
    [
        *(("e", 1, "eabcd"), ("a", 5, "bcdea"), ("cb", 2, "acbde"), ("b", 99, "acdeb")),
        *(("edcba", 1, "edcba"), ("a", -5, "abcde"), ("", 1, "abcde")),
    ],
)
def test_what_is_named_comes_to_its_place_and_all_else_keeps_its_order(
    arranged: Site, named: str, place: int, expected: str
) -> None:
    do(arranged, ids_of(arranged, named), place)
    assert shown(arranged) == ("pqr", expected)
    assert arranged.album("x").order == SortOrder.HAND


def test_albums_and_photographs_are_arranged_each_among_themselves(arranged: Site) -> None:
    do(arranged, [arranged.album("x/r").id, *ids_of(arranged, "d")])
    assert shown(arranged) == ("rpq", "dabce")


def test_what_is_added_later_comes_last(arranged: Site) -> None:
    do(arranged, ids_of(arranged, "edcba"))
    arranged.write("x/0.jpg", jpeg(90, 40))
    arranged.sync()
    assert shown(arranged)[1] == "edcba0"


def test_one_foreign_id_changes_nothing(arranged: Site) -> None:
    inside = arranged.image("x/p/i.jpg").id
    for foreign in (inside, new_id(), arranged.album("").id, *ids_of(arranged, "a")):
        with refused("item_unknown", None):
            do(arranged, [*ids_of(arranged, "ea"), foreign])
    assert shown(arranged) == ("pqr", "abcde")
    assert arranged.album("x").order == SortOrder.OLDEST


def test_it_takes_the_same_number_of_statements_however_many_they_are(arranged: Site) -> None:
    counts = []
    for names in ("e", "dcba"):
        do(arranged, [])
        album_id, ids = arranged.album("x").id, ids_of(arranged, names)
        with arranged.session() as session:
            album = session.get_one(Album, album_id)
            with arranged.statements() as statements:
                arrange(session, album, ids)
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 5


def test_an_order_is_that_of_the_nearest_that_has_one(arranged: Site) -> None:
    with arranged.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "x/p")).one()
        assert (album.order, effective_order(session, album)) == (None, SortOrder.OLDEST)
        session.scalars(select(Album).where(Album.folder == "x")).one().order = SortOrder.HAND
        assert effective_order(session, album) == SortOrder.HAND


def test_nothing_is_put_into_a_list_that_is_not_in_it() -> None:
    assert put(["a", "b"], ["x", "b"], 1) == ["b", "a"]
