"""Random trees: programs find what the oracle lists, and no id of anything else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from webtest import TestApp

from bviewer.models.base import ID_ALPHABET
from tests.examples import examples
from tests.functional.planted import (
    BELOW_HIDDEN,
    BELOW_PRIVATE,
    CLOSED_HOME,
    HOLDERS,
    PEOPLE,
    SHARED,
    SHARED_BELOW,
    Planted,
    Tree,
    site_for_trees,
    trees,
)
from tests.functional.stacks import everywhere, in_a_soak
from tests.oracle import Person, is_trusted, may_open
from tests.site import Site
from tests.stack import Stack

pytestmark = [everywhere, in_a_soak]

ID = re.compile(rf"(?<![{ID_ALPHABET}])[{ID_ALPHABET}]{{12}}(?![{ID_ALPHABET}])")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One site for all trees."""
    with site_for_trees(tmp_path_factory.mktemp("crawl"), database) as site:
        yield site


@examples(3, 100)
@given(tree=trees())
@example(tree=BELOW_PRIVATE)
@example(tree=BELOW_HIDDEN)
@example(tree=SHARED)
@example(tree=SHARED_BELOW)
@example(tree=CLOSED_HOME)
def test_programs_find_what_pages_list(site: Site, tree: Tree) -> None:
    planted = Planted(site, tree)
    for name in (*PEOPLE, *HOLDERS):
        browser, person = planted.browser(name), planted.person(name)
        check_lists(planted, browser, person)
        for number in range(len(planted.ids)):
            check_album(planted, browser, person, number)


def check_lists(planted: Planted, browser: TestApp, person: Person) -> None:
    """All albums and items that somebody finds are listed, each once, and told of as pages do."""
    found = found_by(planted, person)
    albums = {each["id"]: each for each in listed(browser, "/api/v1/albums?limit=2")}
    assert albums.keys() == {planted.ids[number] for number in found}
    for number in found:
        told = albums[planted.ids[number]]
        assert told["items"] == len(planted.told(person, number))
        assert ("visibility" in told) == person.owns
    items = [each["id"] for each in listed(browser, "/api/v1/items?limit=2")]
    assert sorted(items) == sorted(planted.image_ids[number] for number in found)


def listed(browser: TestApp, url: str) -> list[dict[str, Any]]:
    """All that is on the pages of a list."""
    documents: list[dict[str, Any]] = []
    address: str | None = url
    while address is not None:
        answer = browser.get(address, status=200)
        documents += answer.json["data"]
        link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("Link", ""))
        address = link[1] if link else None
        assert (address is None) == (answer.json["after"] is None)
    return documents


def found_by(planted: Planted, person: Person) -> set[int]:
    """The albums that somebody finds from listing to listing."""
    given = {planted.ids.index(album_id) for album_id in person.has | person.shares}
    waiting = [*given, *([0] if may_open(person, planted.way(0)) else [])]
    found = set()
    while waiting:
        number = waiting.pop()
        found.add(number)
        waiting += set(planted.listed(person, number)) - found
    return found


def check_album(planted: Planted, browser: TestApp, person: Person, number: int) -> None:
    """An album is told of to whoever may open it and names what is hidden on the way; and nobody is
    told of what is hidden otherwise."""
    way = planted.way(number)
    ids = [album_id for album_id, _flag in way]
    above, album_id = ",".join(ids[:-1]), ids[-1]
    opened = may_open(person, way)
    named = browser.get(f"/api/v1/albums/{album_id}?via={above}", status="*")
    assert named.status_int == (200 if opened else 404)
    if opened:
        children = listed(browser, f"/api/v1/albums?parent={album_id}&via={above}&limit=2")
        expected = [planted.ids[child] for child in planted.listed(person, number)]
        assert sorted(child["id"] for child in children) == sorted(expected)
        told = {planted.ids[step] for step in planted.told(person, number)}
        pictures = {planted.image_ids[step] for step in planted.told(person, number)}
        assert set(ID.findall(named.text)) <= {*ids, *told, *pictures}
    alone = browser.get(f"/api/v1/albums/{album_id}", status="*")
    assert alone.status_int in ({200, 404} if opened else {404})
    for depth, (above_id, flag) in enumerate(way[1:-1], 2):
        if flag == "hidden" and not is_trusted(person, way[:depth]):
            assert above_id in person.shares or above_id not in ID.findall(alone.text)
