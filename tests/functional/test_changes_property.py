"""Whoever looks at all once and then follows changes knows what there is, and is told of nothing
that they could not find: whatever happens in between."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from bviewer.albums.adding import add_album
from bviewer.albums.chosen_items import choose
from bviewer.albums.crawling import Ground, ItemFilter, album_ids_found, items_found
from bviewer.albums.editing import set_visibility
from bviewer.albums.moving import move_album
from bviewer.albums.removing import remove_items, restore_deleted
from bviewer.albums.transfers import copy_items, move_items
from bviewer.albums.trash import KEPT_FOR, delete_album, purge
from bviewer.changes.cursors import Caller, Followed
from bviewer.changes.feed import begin, follow
from bviewer.db.reading import InTransaction
from bviewer.models import Album, Deletion, Image, Visibility, now
from bviewer.problems import Problem
from bviewer.security.visitor import Visitor
from tests.examples import examples
from tests.functional.stacks import everywhere, in_a_soak
from tests.oracle import Person, is_trusted, may_open, may_see_listed
from tests.site import SECRET, Site
from tests.stack import Stack
from tests.transactions import wait_for_transactions
from tests.unit.sync.fixtures import picture

pytestmark = [everywhere, in_a_soak]

ALL = 1_000_000
FLAGS = list(Visibility)
PEOPLE = ("stranger", "guest", "holder", "everywhere", "owner", "bound guest", "bound owner")
HOSTS = count(1)
Tree = dict[str, str | None]


class Reader(NamedTuple):
    """Who reads: all that they find; or what is in an album, knowing ids of hidden ones. Albums are
    told by their numbers."""

    name: str
    album: int | None = None
    named: tuple[int, ...] = ()


FOLLOWERS = (
    Reader("stranger", 1, (3,)),
    Reader("stranger", 2, (1,)),
    Reader("guest", 1),
    Reader("holder", 2),
    Reader("bound guest", 2, (3,)),
    Reader("owner", 1),
)
READERS = (*map(Reader, PEOPLE), *FOLLOWERS)


class World:
    """A gallery to which things happen, and who is given what of it."""

    def __init__(self, site: Site) -> None:
        self.site, self.numbers = site, count(1)
        self.name = f"g{next(HOSTS)}"
        for path in ("a/1.jpg", "a/b/2.jpg", "a/b/c/3.jpg", "d/4.jpg"):
            self.write(path)
        self.gallery_id = site.add_gallery(f"{self.name}.test", home=self.name)
        self.sync()
        with site.session() as session:
            self.home_id = session.scalars(
                select(Album.id).where(
                    Album.gallery_id == self.gallery_id, Album.parent_id.is_(None)
                )
            ).one()
            self.ids = ids = [each.id for each in self.albums(session)]
        self.granted, self.shared, self.bound_to = {ids[2]}, {ids[-1]}, ids[1]
        self.found = {reader: set(self.crawl(reader)) for reader in READERS}

    def write(self, path: str) -> None:
        self.site.write(f"{self.name}/{path}", picture(next(self.site.numbers)))

    def sync(self) -> None:
        self.site.sync(accept_missing=True, host=f"{self.name}.test")

    def albums(self, session: Session) -> list[Album]:
        """Albums, the home first; the others in an order of their own."""
        query = select(Album).where(Album.gallery_id == self.gallery_id)
        order = (Album.parent_id.is_not(None), Album.title, Album.id)
        return list(session.scalars(query.order_by(*order)))

    def visitor(self, name: str) -> Visitor:
        given = {"gallery_id": self.gallery_id, "user_id": 1}
        bound = {"bound_to": self.bound_to}
        granted = frozenset(self.granted)
        return {
            "stranger": Visitor(),
            "guest": Visitor(**given, granted=granted),
            "holder": Visitor(shared=frozenset(self.shared)),
            "everywhere": Visitor(**given, has_gallery=True),
            "owner": Visitor(**given, is_owner=True),
            "bound guest": Visitor(**given, granted=granted, **bound),
            "bound owner": Visitor(**given, is_owner=True, **bound),
        }[name]

    def person(self, visitor: Visitor) -> Person:
        """Who a visitor is to the oracle."""
        return Person(
            owns=visitor.is_owner,
            has_all=visitor.has_gallery,
            has=visitor.granted,
            shares=visitor.shared,
        )

    def followed(self, reader: Reader) -> Followed | None:
        """The one album that a reader follows."""
        if reader.album is None:
            return None
        named = {self.ids[number] for number in (reader.album, *reader.named)}
        return Followed(self.ids[reader.album], frozenset(named))

    def crawl(self, reader: Reader) -> Tree:
        """What somebody finds: albums with those that they are in, and items with their albums."""
        visitor, followed = self.visitor(reader.name), self.followed(reader)
        return self.crawl_all(visitor) if followed is None else self.crawl_in(visitor, followed)

    def crawl_in(self, visitor: Visitor, followed: Followed) -> Tree:
        """What somebody finds in an album, itself among it; nothing if they may not open it."""
        person, given = self.person(visitor), visitor.given
        with Session(self.site.runtime.engine) as session:
            albums = {each.id: each for each in self.albums(session)}
            if followed.album_id not in albums:
                return {}
            way = way_to(albums, followed.album_id)
            ids = [album_id for album_id, _flag in way]
            unknown = [
                depth
                for depth, (album_id, flag) in enumerate(way)
                if depth > 0 and flag == Visibility.HIDDEN
                if album_id not in followed.named | visitor.shared
                if not is_trusted(person, way[: depth + 1])
            ]
            is_known = not unknown or not given.isdisjoint(ids[unknown[-1] + 1 :])
            is_gone = albums[ids[-1]].missing or (
                any(albums[each].missing for each in ids) and given.isdisjoint(ids)
            )
            is_within = visitor.bound_to is None or visitor.bound_to in ids
            if not (may_open(person, way) and is_known and is_within):
                return {}
            if is_gone and not visitor.is_owner:
                return {}
            found: Tree = {followed.album_id: None}
            waiting = [followed.album_id]
            while waiting:
                parent_id = waiting.pop()
                for each in albums.values():
                    is_named = each.visibility == Visibility.HIDDEN and each.id in followed.named
                    if each.parent_id != parent_id or (each.missing and not visitor.is_owner):
                        continue
                    if is_named or may_see_listed(person, way_to(albums, each.id)):
                        found[each.id] = parent_id
                        waiting.append(each.id)
            rows = session.execute(
                select(Image.id, Image.album_id).where(
                    Image.album_id.in_(found), *ItemFilter().conditions(is_owner=visitor.is_owner)
                )
            )
            return {**found, **{row.id: row.album_id for row in rows}}

    def crawl_all(self, visitor: Visitor) -> Tree:
        """What somebody finds who goes from listing to listing."""
        person = self.person(visitor)
        with Session(self.site.runtime.engine) as session:
            albums = {each.id: each for each in self.albums(session)}
            tops = {self.bound_to} if visitor.bound_to else {self.home_id, *visitor.given}
            ways = {each: way_to(albums, each) for each in tops if each in albums}
            opened = {
                each
                for each, way in ways.items()
                if may_open(person, way) and (visitor.is_owner or not albums[each].missing)
            }
            ground = Ground(
                visitor,
                self.gallery_id,
                frozenset(opened),
                frozenset(each for each in opened if is_trusted(person, ways[each])),
            )
            reading = InTransaction(session)
            ids = album_ids_found(reading, ground, "", ALL)
            items = items_found(reading, ground, ItemFilter(), "", ALL)
            above = {each: albums[each].parent_id for each in ids}
            return {
                **{each: parent if parent in above else None for each, parent in above.items()},
                **{row.id: row.album_id for row in items},
            }

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what everybody finds after each transaction of a sync: some are for a moment."""

        def note(_session: Session) -> None:
            self.note()

        event.listen(Session, "after_commit", note)
        try:
            yield
        finally:
            event.remove(Session, "after_commit", note)

    def note(self) -> None:
        """Note what everybody finds now."""
        for reader in READERS:
            self.found[reader] |= set(self.crawl(reader))


def way_to(albums: dict[str, Album], album_id: str) -> list[tuple[str, str]]:
    album = albums[album_id]
    above = way_to(albums, album.parent_id) if album.parent_id is not None else []
    return [*above, (album.id, album.visibility)]


class Mirror:
    """What a program knows of a gallery, or of an album as long as it may be opened."""

    def __init__(self, world: World, reader: Reader) -> None:
        self.world, self.reader = world, reader
        self.cursor: str | None = None
        if self.may_ask:
            self.begin()

    @property
    def may_ask(self) -> bool:
        """Whether what is followed may be opened."""
        return self.reader.album is None or bool(self.world.crawl(self.reader))

    @property
    def caller(self) -> Caller:
        world = self.world
        visitor, followed = world.visitor(self.reader.name), world.followed(self.reader)
        return Caller(visitor, world.gallery_id, SECRET, followed)

    def begin(self) -> None:
        with Session(self.world.site.runtime.engine) as session:
            self.cursor = begin(session, self.caller).cursor
        self.known = self.world.crawl(self.reader)
        self.world.found[self.reader] = set(self.known)

    def follow(self, limit: int) -> bool:
        """Take over a page of changes; whether there are more."""
        world = self.world
        if not self.may_ask:
            return False
        if self.cursor is None:
            self.begin()
        with Session(world.site.runtime.engine) as session:
            try:
                feed = follow(session, self.caller, world.home_id, self.cursor, limit)
            except Problem as problem:
                if problem.code != "changes_start_over":
                    raise
                self.begin()
                return False
        self.cursor, there = feed.cursor, world.crawl(self.reader)
        gone = {each.id for each in feed.gone}
        assert {*feed.albums, *feed.items} <= set(there)
        assert gone <= world.found[self.reader] - set(there)
        for album_id, is_opened in feed.albums.items():
            is_new = album_id not in self.known
            self.known[album_id] = there[album_id]
            if is_opened or is_new:
                self.forget(self.in_it(album_id, self.known))
                self.known |= {each: there[each] for each in self.in_it(album_id, there)}
        self.known |= feed.items
        for each in gone:
            self.forget({each, *self.in_it(each, self.known)})
        return feed.is_more

    def forget(self, ids: set[str]) -> None:
        self.known = {each: above for each, above in self.known.items() if each not in ids}

    def in_it(self, album_id: str, tree: Tree) -> set[str]:
        """What is in an album. Between two pages of changes two may seem to be in each other:
        one was moved out of the other, and this into it."""
        found, waiting = set[str](), [album_id]
        while waiting:
            parent_id = waiting.pop()
            new = {each for each, above in tree.items() if above == parent_id} - found
            found |= new
            waiting += new
        return found - {album_id}


# What may happen: each takes two numbers that choose of what.
Happening = Callable[[World, Session, int, int], None]


def one(found: list, number: int):
    return found[number % len(found)]


def flag(world: World, session: Session, what: int, how: int) -> None:
    set_visibility(session, one(world.albums(session), what), one(FLAGS, how))


def flag_for_a_moment(world: World, session: Session, what: int, how: int) -> None:
    """What nobody has seen: it is over before anybody looks."""
    album = one(world.albums(session), what)
    before = album.visibility
    for each in (one(FLAGS, how), one(FLAGS, how + 1), before):
        album.visibility = each
        session.flush()


def add_hidden(world: World, session: Session, what: int, how: int) -> None:
    """An album that is open until the end of the transaction, as a sync may make one."""
    parent = one(world.albums(session), what)
    album = add_album(session, parent, f"new {next(world.numbers)}", Visibility.VISIBLE)
    session.flush()
    album.visibility = one(FLAGS, how)


def move_it(world: World, session: Session, what: int, how: int) -> None:
    albums = world.albums(session)
    move_album(session, one(albums, what), one(albums, how), may_open=True)


def rename(world: World, session: Session, what: int, _how: int) -> None:
    one(world.albums(session), what).title = f"title {next(world.numbers)}"


def delete_it(world: World, session: Session, what: int, _how: int) -> None:
    delete_album(session, one(world.albums(session), what))


def restore(world: World, session: Session, what: int, _how: int) -> None:
    query = select(Deletion).where(Deletion.gallery_id == world.gallery_id)
    if deletions := list(session.scalars(query.order_by(Deletion.album_id))):
        restore_deleted(session, one(deletions, what))


def purge_all(world: World, session: Session, _what: int, _how: int) -> None:
    session.execute(update(Deletion).values(deleted_at=now() - 2 * KEPT_FOR))
    purge(session)


def some_items(world: World, session: Session, what: int) -> tuple[Album, list[str]]:
    album = one(world.albums(session), what)
    return album, list(session.scalars(select(Image.id).where(Image.album_id == album.id)))


def take_out(world: World, session: Session, what: int, how: int) -> None:
    album, ids = some_items(world, session, what)
    if ids:
        remove_items(session, album, choose(session, album, {one(ids, how)}))


def transfer(world: World, session: Session, what: int, how: int) -> None:
    album, ids = some_items(world, session, what)
    if ids:
        transfer = copy_items if how % 3 == 0 else move_items
        chosen = choose(session, album, {one(ids, how)})
        transfer(session, album, one(world.albums(session), how), chosen, may_open=True)


def pair(world: World, session: Session, what: int, how: int) -> None:
    """A clip or RAW file becomes that of a photograph, or comes back."""
    _album, ids = some_items(world, session, what)
    kind = one(["clip", "motion", "image", "raw"], how)
    session.execute(update(Image).where(Image.id.in_(ids[:1])).values(kind=kind))


def lose(world: World, session: Session, what: int, how: int) -> None:
    album = one(world.albums(session), what)
    album.missing = album.parent_id is not None and how % 2 == 0


def give(world: World, session: Session, what: int, how: int) -> None:
    album = one(world.albums(session), what)
    {0: world.granted, 1: world.shared}[how % 2] ^= {album.id}


def change_files(world: World, _session: Session, what: int, how: int) -> None:
    root = world.site.library / world.name
    files = sorted(root.rglob("*.jpg"))
    folders = sorted({file.parent for file in files} | {root})
    number = next(world.numbers)
    target = one(folders, how) / f"n{number}"
    match what % 4:
        case 0:
            world.write(str((target / "new.jpg").relative_to(root)))
        case 1 if files:
            one(files, how).rename(one(folders, what) / f"moved{number}.jpg")
        case 2 if files:
            one(files, how).unlink()
        case 3:
            folder = one(folders, what // 4)
            if folder != root and not target.is_relative_to(folder):
                shutil.move(folder, target)


IN_SESSION: list[Happening] = [
    *(flag, flag_for_a_moment, add_hidden, move_it, rename, delete_it, restore, purge_all),
    *(take_out, transfer, pair, lose, give, flag, flag, move_it, restore),
]


def happen(world: World, which: int, what: int, how: int) -> None:
    """Let something happen, as one person or one sync does it."""
    if which >= len(IN_SESSION):
        with world.site.session() as session:
            change_files(world, session, what, how)
        with world.noting():
            world.sync()
        return
    with suppress(Problem), world.site.session() as session:
        IN_SESSION[which](world, session, what, how)


@pytest.fixture
def with_app() -> bool:
    """Services are asked, and no pages."""
    return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Path | Stack) -> Iterator[Site]:
    """A site for all examples, which have galleries of their own."""
    site = Site(tmp_path_factory.mktemp("site"), database, with_app=False)
    yield site
    site.close()


numbers = st.integers(0, 23)
steps = st.tuples(
    *(st.integers(0, len(IN_SESSION) + 1), numbers, numbers),
    st.lists(st.tuples(st.integers(0, len(READERS) - 1), st.sampled_from([1, 2, 500])), max_size=3),
)


# An album with a private one in it comes to what a guest was given, who looked in between.
INTO_WHAT_WAS_GIVEN = [(2, 4, 2, [(1, 500)]), (3, 4, 2, [])]


@examples(8, 400)
@example(INTO_WHAT_WAS_GIVEN)
@given(st.lists(steps, min_size=4, max_size=14))
def test_who_follows_knows_what_there_is_and_is_told_of_nothing_else(site, steps):
    world = World(site)
    mirrors = [Mirror(world, reader) for reader in READERS]
    for which, what, how, readers in steps:
        happen(world, which, what, how)
        world.note()
        for reader, limit in readers:
            mirrors[reader].follow(limit)
    wait_for_transactions(site.runtime.engine)
    for mirror in mirrors:
        while mirror.follow(3):
            pass
        if mirror.may_ask:
            assert mirror.known == world.crawl(mirror.reader), mirror.reader
