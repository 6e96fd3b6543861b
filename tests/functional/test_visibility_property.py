"""Random trees: pages, ACLs and listings all say what the oracle says, and tell nothing else."""

import itertools
import re
from collections.abc import Collection, Iterator, Sequence

import pytest
from bs4 import Tag
from hypothesis import example, given
from pyramid.authorization import ACLHelper
from webtest import TestResponse

from bviewer.albums.child_pages import Listing
from bviewer.models import Slideshow, SortOrder
from bviewer.security.permissions import Permission
from bviewer.slideshow.asking import sight_of
from bviewer.slideshow.drawing import drawn_ids
from tests.examples import examples
from tests.functional.planted import (
    BELOW_HIDDEN,
    BELOW_PRIVATE,
    CLOSED_HOME,
    FIRST_YEAR,
    HOLDERS,
    ID,
    PEOPLE,
    SHARED,
    SHARED_BELOW,
    Planted,
    Tree,
    site_for_trees,
    trees,
)
from tests.functional.stacks import everywhere
from tests.oracle import Person, may_open, may_see_listed
from tests.site import Site
from tests.stack import Stack

pytestmark = everywhere


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One site for all trees."""
    with site_for_trees(tmp_path_factory.mktemp("property"), database) as site:
        yield site


@examples(6, 100)
@given(tree=trees())
@example(tree=BELOW_PRIVATE)
@example(tree=BELOW_HIDDEN)
@example(tree=SHARED)
@example(tree=SHARED_BELOW)
@example(tree=CLOSED_HOME)
def test_pages_acls_and_listings_agree_with_the_oracle(site: Site, tree: Tree) -> None:
    planted = Planted(site, tree)
    check_acls(planted)
    check_listings(planted)
    check_shows(planted)
    for name in (*PEOPLE, *HOLDERS):
        browser, person = planted.browser(name), planted.person(name)
        for number, url in enumerate(planted.urls):
            page = browser.get(url, status="*")
            if may_open(person, planted.way(number)):
                assert page.status_int == 200
                check_tiles(planted, person, number, page)
                check_nothing_else_is_told(planted, person, number, page)
            elif number == 0 and person.has | person.shares:
                assert page.status_int == 200
                check_only_given_albums_are_told(planted, person, page)
            else:
                assert page.status_int == 404


def check_acls(planted: Planted) -> None:
    """The resources behind the URLs grant what the oracle grants."""
    helper = ACLHelper()
    for number, url in enumerate(planted.urls):
        environ = {"HTTP_HOST": planted.host}
        request = planted.site.app.request_factory.blank(url, environ=environ)
        request.registry = planted.site.app.registry
        node = planted.site.app.root_factory(request)
        for album_id in [planted.ids[step] for step in planted.tree.way(number)[1:]]:
            node = node[album_id]
        for name in (*PEOPLE, *HOLDERS):
            person, principals = planted.person(name), planted.visitor(name).principals()
            viewable = bool(helper.permits(node, principals, Permission.VIEW))
            listed = bool(helper.permits(node, principals, Permission.LIST))
            assert viewable == may_open(person, planted.way(number))
            assert listed == may_see_listed(person, planted.way(number))


def check_listings(planted: Planted) -> None:
    """SQL lists what the oracle lists."""
    with planted.site.session() as session:
        for name, number in itertools.product((*PEOPLE, *HOLDERS), range(len(planted.ids))):
            person, way = planted.person(name), planted.way(number)
            if may_open(person, way):
                ids = [album_id for album_id, _flag in way]
                rows = Listing(planted.visitor(name), ids, SortOrder.NAME).first(session).albums
                listed = planted.listed(person, number)
                assert sorted(row.id for row in rows) == sorted(planted.ids[n] for n in listed)
                # The numbers of images are those of the audience.
                for row in rows:
                    child = planted.ids.index(row.id)
                    assert row.images == len(planted.told(person, child))


def check_shows(planted: Planted) -> None:
    """A show is drawn from what one finds from listing to listing."""

    def found(person: Person, number: int) -> list[int]:
        children = planted.listed(person, number)
        return [number, *(below for child in children for below in found(person, child))]

    with planted.site.session() as session:
        for name, number in itertools.product((*PEOPLE, *HOLDERS), range(len(planted.ids))):
            person, way = planted.person(name), planted.way(number)
            if may_open(person, way):
                sight = sight_of(planted.visitor(name), [album_id for album_id, _flag in way])
                for is_all in (True, False):  # Each is alone in its album.
                    show = Slideshow(album_id=planted.ids[number], sight=sight, is_all=is_all)
                    drawn = sorted(drawn_ids(session, show))
                    assert drawn == sorted(planted.image_ids[n] for n in found(person, number))


def check_tiles(planted: Planted, person: Person, number: int, page: TestResponse) -> None:
    """The page lists the right albums, those that were given apart from the others; and it offers
    the years of the others."""
    listed = planted.listed(person, number)
    check_list(planted, person, listed, page.html.select("main > ul.albums a"))
    given = person_given(planted, person) - {number, *listed} if number == 0 else set()
    check_list(planted, person, given, page.html.select("section ul.albums a"))
    told = planted.told(person, number)
    assert quantity(page.html.select("main > p.secondary")[0].text, "photograph") == len(told)
    offered = {year for child in listed for year in planted.told(person, child)}
    shown = {year for link in page.html.select(".years a") for year in years(link.text)}
    assert shown == (offered if len(offered) > 1 else set())


def check_list(
    planted: Planted, person: Person, expected: Collection[int], tiles: Sequence[Tag]
) -> None:
    """There is a tile of each of these albums, with the numbers, the years and the cover that this
    person may know of, and no other."""
    found = {tile.strong.text: tile for tile in tiles}
    assert len(tiles) == len(found)
    assert found.keys() == {f"title{album}x" for album in expected}
    for album in expected:
        told, tile = planted.told(person, album), found[f"title{album}x"]
        line = tile.select("span.secondary")[0].text
        assert years(line) == {min(told), max(told)}
        assert quantity(line, "album") == len(told) - 1
        assert quantity(line, "photograph") == (1 if len(told) == 1 else 0)
        way = [planted.ids.index(found) for found in ID.findall(tile.img["src"])[:-1]]
        from_top = planted.tree.way(max(told))
        is_short = tile["href"] == f"http://{planted.host}/{planted.ids[album]}/"
        assert way == from_top[from_top.index(album) if is_short else 1 :]


def person_given(planted: Planted, person: Person) -> set[int]:
    """The albums that somebody was given, by grants or by shares."""
    return {planted.ids.index(album_id) for album_id in person.has | person.shares}


def check_nothing_else_is_told(
    planted: Planted, person: Person, number: int, page: TestResponse
) -> None:
    """Every title, file name, year and id on the page is of something that may be known."""
    tree, listed = planted.tree, planted.listed(person, number)
    given = person_given(planted, person) if number == 0 else set()
    above = [step for step in tree.way(number) if may_open(person, planted.way(step))]
    below = {found for child in (*listed, *given) for found in planted.told(person, child)}
    titles = set(map(int, re.findall(r"title(\d+)x", page.text)))
    assert titles <= {*above, *listed, *given}
    assert set(map(int, re.findall(r"photo(\d+)x", page.text))) <= {number}
    for offer in page.html.select(".years"):
        offer.extract()
    for images in page.html.select("#images"):
        del images["data-whole"]  # Numbers of pixels, which may look like years.
    assert years(str(page.html)) <= {number, *below, *planted.told(person, number)}
    assert planted.named(page) <= {*tree.way(number), *below, *given}


def check_only_given_albums_are_told(planted: Planted, person: Person, page: TestResponse) -> None:
    """The home of somebody who may not open it lists what they were given, and nothing else."""
    given = person_given(planted, person)
    told = {found for album in given for found in planted.told(person, album)}
    check_list(planted, person, given, page.html.select("main a"))
    links = [link["href"] for link in page.html.select("main a")]
    assert sorted(links) == sorted(f"http://{planted.host}/{planted.ids[n]}/" for n in given)
    assert set(map(int, re.findall(r"title(\d+)x", page.text))) == given
    assert years(page.text) <= told
    assert planted.named(page) <= told


def years(text: str) -> set[int]:
    """The photographs whose years a text names."""
    return {int(year) - FIRST_YEAR for year in re.findall(r"\b19\d\d\b", text)}


def quantity(text: str, noun: str) -> int:
    """How many there are of something, as a text says."""
    found = re.search(rf"(\d+) {noun}", text)
    return int(found[1]) if found else 0
