"""Random trees of albums, each planted as a gallery of its own, and people of all kinds."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hypothesis import strategies as st
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.access.holders import find_good_share, hold_share
from bviewer.access.shares import make_share
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Gallery, Image, User
from bviewer.models.base import ID_ALPHABET
from bviewer.security.visitor import ShareOption, Visitor
from bviewer.tree.outline import outline
from tests.oracle import STRANGER, Person, is_trusted, may_see_listed
from tests.site import Site
from tests.stack import Stack

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
