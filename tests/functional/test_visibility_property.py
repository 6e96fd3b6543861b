"""Random trees: pages, ACLs and listings all say what the oracle says, and tell nothing else."""

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import Tag
from hypothesis import example, given
from hypothesis import strategies as st
from pyramid.authorization import ACLHelper
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.access.holders import find_good_share, hold_share
from bviewer.access.shares import make_share
from bviewer.albums.child_pages import Listing
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Gallery, Image, Slideshow, SortOrder, User
from bviewer.models.base import ID_ALPHABET
from bviewer.security.permissions import Permission
from bviewer.security.visitor import ShareOption, Visitor
from bviewer.slideshow.asking import sight_of
from bviewer.slideshow.drawing import drawn_ids
from bviewer.tree.outline import outline
from tests.examples import examples
from tests.functional.stacks import everywhere
from tests.oracle import STRANGER, Person, is_trusted, may_open, may_see_listed
from tests.site import Site
from tests.stack import Stack

pytestmark = everywhere

PEOPLE = ("nobody", "plain", "foreign", "guest", "everywhere", "owner")
ID = re.compile(rf"(?<=[/-])[{ID_ALPHABET}]{{12}}(?=/)")
HOLDERS = ("holder", "guest with shares")
PLAIN = dict.fromkeys(ShareOption, False)
FIRST_YEAR = 1900
HOSTS = itertools.count()


@dataclass(frozen=True)
class Tree:
    """Albums by number: the parent and the flag of each, those that a guest has grants for, and
    those that holders have shares for."""

    parents: tuple[int, ...]
    flags: tuple[str, ...]
    given: frozenset[int]
    shared: frozenset[int] = frozenset()

    def way(self, album: int) -> list[int]:
        """The albums from the top to this one."""
        above = self.way(self.parents[album]) if album else []
        return [*above, album]

    def children(self, album: int) -> list[int]:
        """The albums in an album."""
        return [child for child in range(1, len(self.flags)) if self.parents[child] == album]

    def below(self, album: int, *, only_visible: bool = False) -> list[int]:
        """The album and those below it; or those reached through visible ones alone."""
        entered = [
            child
            for child in self.children(album)
            if not only_visible or self.flags[child] == "visible"
        ]
        return [
            album,
            *(found for child in entered for found in self.below(child, only_visible=only_visible)),
        ]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Up to seven albums; the first is the top."""
    size = draw(st.integers(1, 7))
    flags = st.sampled_from(["visible", "hidden", "private"])
    return Tree(
        parents=(0, *(draw(st.integers(0, number - 1)) for number in range(1, size))),
        flags=tuple(draw(flags) for _ in range(size)),
        given=frozenset(draw(st.sets(st.integers(0, size - 1), max_size=2))),
        shared=frozenset(draw(st.sets(st.integers(0, size - 1), max_size=2))),
    )


class Planted:
    """A tree as a gallery of its own. Album n has the title `title<n>x` and a photograph of the
    year 1900 + n, called `photo<n>x.jpg`."""

    def __init__(self, site: Site, tree: Tree) -> None:
        self.site, self.tree = site, tree
        self.host = f"g{next(HOSTS)}.test"
        self.gallery_id = site.add_gallery(self.host, title="title0x", visibility=tree.flags[0])
        with site.session() as session:
            top = session.scalars(select(Album).where(Album.gallery_id == self.gallery_id)).one()
            albums = [top]
            for number in range(1, len(tree.flags)):
                albums.append(self.album(number, albums[tree.parents[number]].id))
                session.add(albums[-1])
                session.flush()
            images = [self.image(number, album.id) for number, album in enumerate(albums)]
            session.add_all(images)
            refresh_summaries(session, [album.id for album in albums])
            gallery = session.get_one(Gallery, self.gallery_id)
            people = {user.name: user for user in session.scalars(select(User))}
            for number in tree.given:
                grant(session, people["guest"], gallery, albums[number].id)
            grant(session, people["everywhere"], gallery, None)
            self.secret = None
            for number in tree.shared:
                token = make_share(
                    session, gallery, albums[number].id, label="Party", options=PLAIN
                )
                share = find_good_share(session, gallery.id, token)
                assert share is not None
                self.secret = hold_share(session, share, self.secret).secret
            self.user_ids = {name: user.id for name, user in people.items()}
            self.ids = [album.id for album in albums]
            self.image_ids = [image.id for image in images]
            urls = {line.id: line.url for line in outline(session, self.gallery_id)}
        self.urls = [urls[album_id] for album_id in self.ids]

    def album(self, number: int, parent_id: str) -> Album:
        """A child album."""
        return Album(
            gallery_id=self.gallery_id,
            parent_id=parent_id,
            title=f"title{number}x",
            sort_key=b"",
            visibility=self.tree.flags[number],
        )

    def image(self, number: int, album_id: str) -> Image:
        """The photograph of an album."""
        return Image(
            album_id=album_id,
            path=f"photo{number}x.jpg",
            sort_key=b"",
            time=datetime(FIRST_YEAR + number, 6, 1),
            time_source="exif",
            size=1,
            mtime_ns=1,
            ctime_ns=1,
            quick_hash=b"",
        )

    def way(self, number: int) -> list[tuple[str, str]]:
        """The way to an album, as the oracle takes it."""
        return [(self.ids[step], self.tree.flags[step]) for step in self.tree.way(number)]

    def person(self, name: str) -> Person:
        """What the oracle knows of somebody."""
        given = frozenset(self.ids[number] for number in self.tree.given)
        shares = frozenset(self.ids[number] for number in self.tree.shared)
        return {
            "guest": Person(has=given),
            "holder": Person(shares=shares),
            "guest with shares": Person(has=given, shares=shares),
            "everywhere": Person(has_all=True),
            "owner": Person(owns=True),
        }.get(name, STRANGER)

    def visitor(self, name: str) -> Visitor:
        """Somebody as decisions take them."""
        person = self.person(name)
        return Visitor(
            self.user_ids.get(name),
            name,
            self.gallery_id,
            is_owner=person.owns,
            has_gallery=person.has_all,
            granted=person.has,
            shared=person.shares,
        )

    def browser(self, name: str) -> TestApp:
        """The browser of somebody."""
        signed_in = {"nobody": None, "holder": None, "guest with shares": "guest"}
        browser = self.site.browser(signed_in.get(name, name), self.host)
        if name in HOLDERS and self.secret is not None:
            browser.set_cookie("bv-share", self.secret)
        return browser

    def named(self, page: TestResponse) -> set[int]:
        """The albums whose ids, or whose photographs' ids, are in the addresses on a page."""
        found = set(ID.findall(page.text))
        return {
            number
            for number, ids in enumerate(zip(self.ids, self.image_ids, strict=True))
            if found.intersection(ids)
        }

    def told(self, person: Person, number: int) -> list[int]:
        """The albums that the tile of an album may count and show."""
        trusted = is_trusted(person, self.way(number))
        return self.tree.below(number, only_visible=not trusted)

    def listed(self, person: Person, number: int) -> list[int]:
        """The children that an album's page lists."""
        return [
            child for child in self.tree.children(number) if may_see_listed(person, self.way(child))
        ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One site for all trees."""
    with site_for_trees(tmp_path_factory.mktemp("property"), database) as site:
        yield site


@contextmanager
def site_for_trees(folder: Path, database: Stack) -> Iterator[Site]:
    """A site with all kinds of people, where each tree gets a gallery of its own."""
    site = Site(folder, database)
    for name in PEOPLE[1:]:
        site.add_user(name)
    site.add_gallery("foreign.test", owner="foreign")
    yield site
    site.close()


# Chains that random trees seldom are: given below what is closed, and closed below what is given.
BELOW_PRIVATE = Tree((0, 0, 1, 2), ("visible", "private", "visible", "hidden"), frozenset({2}))
SHARED = Tree(
    (0, 0, 1, 2, 1),
    ("visible", "private", "visible", "hidden", "private"),
    frozenset(),
    frozenset({1, 4}),
)
BELOW_HIDDEN = Tree((0, 0, 1, 1), ("hidden", "hidden", "private", "visible"), frozenset({2}))
SHARED_BELOW = Tree(
    (0, 0, 1, 2), ("private", "hidden", "visible", "private"), frozenset({3}), frozenset({0, 2})
)
CLOSED_HOME = Tree((0, 0, 1, 2), ("private", "visible", "private", "visible"), frozenset({3}))


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
