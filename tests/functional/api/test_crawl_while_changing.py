"""While another process opens, closes, gives and moves, programs find what they may: all that was
theirs all the time, and nothing that was never."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
from webtest import TestApp

from bviewer.models import ImageState
from tests.functional.api.changing_process import state
from tests.functional.api.test_crawl_property import listed
from tests.functional.stacks import everywhere
from tests.oracle import Person, may_open, may_see_listed
from tests.site import Site
from tests.stack import Stack
from tests.transactions import wait_for_transactions
from tests.unit.sync.fixtures import picture

pytestmark = [everywhere, pytest.mark.soak]

SECONDS = 20
FOLDERS = ("a", "a/b", "a/b/c", "d", "d/e", "f")


class Looked(NamedTuple):
    """What somebody found, and between which times they looked."""

    name: str
    began: float
    ended: float
    ids: frozenset[str]


class State(NamedTuple):
    """What was so since a time; until another one, the next may have been so in part."""

    since: float
    until: float
    albums: dict[str, list[Any]]
    images: dict[str, list[Any]]
    given: list[str]


@pytest.fixture
def site(tmp_path: Path, database: Stack) -> Iterator[Site]:
    """A gallery with some folders."""
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    site.add_user("guest")
    for number, folder in enumerate(FOLDERS * 2):
        site.write(f"{folder}/{number}.jpg", picture(number))
    site.sync()
    yield site
    site.close()


@contextmanager
def changing(site: Site, folder: Path, seed: int) -> Iterator[Path]:
    """Another process changes the gallery meanwhile; where it notes what was so."""
    ini, notes = folder / "site.ini", folder / "notes"
    lines = "".join(f"{name} = {value}\n" for name, value in site.ini.items())
    ini.write_text(f"[app:main]\nuse = egg:bviewer\n{lines}")
    module = "tests.functional.api.changing_process"
    command = [sys.executable, "-m", module, str(ini), str(site.library), str(seed), str(notes)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        yield notes
    finally:
        process.communicate()


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_found_that_was_never_open_and_all_that_always_was(
    site: Site, tmp_path: Path, seed: int
) -> None:
    people = {
        "stranger": site.browser(),
        "guest": site.program("guest"),
        "owner": site.program("owner"),
    }
    looks: list[Looked] = []
    with changing(site, tmp_path, seed) as notes:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            looks += [
                look(name, app, crawl)
                for name, app in people.items()
                for crawl in (crawl_lists, crawl_trees)
            ]
    states = read_states(notes)
    assert len(states) > 20
    assert sum(bool(each.ids) for each in looks) > 20
    for each in looks:
        check(each, states)
    with site.session() as session:  # The last step may not have been noted.
        now = State(0, 0, **state(session))
    for name, app in people.items():
        assert crawl_lists(app) == crawl_trees(app) == found_in(now, name)


@pytest.mark.parametrize("seed", range(2))
def test_who_follows_changes_ends_with_what_there_is(site: Site, tmp_path: Path, seed: int) -> None:
    mirrors = {
        "stranger": Mirror(site.browser()),
        "guest": Mirror(site.program("guest")),
        "owner": Mirror(site.program("owner")),
    }
    looks: list[Looked] = []
    with changing(site, tmp_path, seed) as notes:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            looks += [look(name, mirror, Mirror.follow) for name, mirror in mirrors.items()]
    states = read_states(notes)
    assert len(states) > 20
    assert sum(bool(each.ids) for each in looks) > 10
    for each in looks:
        check(each, states, is_all=False)
    wait_for_transactions(site.runtime.engine)  # One was cut off.
    for mirror in mirrors.values():
        mirror.follow()
        assert set(mirror.known) == crawl_lists(mirror.app)


class Mirror:
    """What a program knows that has read all once, and then follows changes: what each is in."""

    def __init__(self, app: TestApp) -> None:
        self.app = app
        self.begin()

    def begin(self) -> set[str]:
        """Read all; returns what was read."""
        self.cursor = self.app.get("/api/v1/changes").json["cursor"]
        self.known: dict[str, str | None] = {}
        albums = listed(self.app, "/api/v1/albums?fields=id,parent")
        self.known |= {each["id"]: each["parent"] for each in albums}
        items = listed(self.app, "/api/v1/items?fields=id,album")
        self.known |= {each["id"]: each["album"] for each in items}
        return set(self.known)

    def follow(self) -> set[str]:
        """Take over what changed; returns what was told to be there."""
        told: set[str] = set()
        while True:
            answer = self.app.get(f"/api/v1/changes?since={self.cursor}&limit=20", status="*")
            if answer.status_int == 410:
                return told | self.begin()
            assert answer.status_int == 200
            for album in answer.json["albums"]:
                is_new = album["id"] not in self.known
                self.known[album["id"]] = album["parent"]
                told.add(album["id"])
                if album["opened"] or is_new:
                    told |= self.read(album["id"])
            for item in answer.json["items"]:
                self.known[item["id"]] = item["album"]
                told.add(item["id"])
            for each in answer.json["gone"]:
                self.forget(each["id"])
            self.cursor = answer.json["cursor"]
            if not answer.json["has_more"]:
                return told

    def read(self, album_id: str) -> set[str]:
        """Read anew what is in an album, and in those in it."""
        self.forget_below(album_id)
        told: set[str] = set()
        for name in ("albums?parent=", "items?album="):
            answer = self.app.get(f"/api/v1/{name}{album_id}&limit=500", status="*")
            for each in answer.json["data"] if answer.status_int == 200 else ():
                self.known[each["id"]] = album_id
                told.add(each["id"])
                if "kind" not in each:
                    told |= self.read(each["id"])
        return told

    def forget(self, node_id: str) -> None:
        """Forget something, with all that is in it."""
        self.forget_below(node_id)
        self.known.pop(node_id, None)

    def forget_below(self, node_id: str) -> None:
        """Forget all that is in an album."""
        for each in [each for each, above in self.known.items() if above == node_id]:
            self.forget(each)


Source = TypeVar("Source")


def look(name: str, source: Source, crawl: Callable[[Source], set[str]]) -> Looked:
    """Look at what there is, and note when."""
    began = time.monotonic()
    return Looked(name, began, ids=frozenset(crawl(source)), ended=time.monotonic())


def crawl_lists(app: TestApp) -> set[str]:
    """The ids in the lists of all albums and all items."""
    documents = [*listed(app, "/api/v1/albums?limit=3"), *listed(app, "/api/v1/items?limit=5")]
    return {each["id"] for each in documents}


def crawl_trees(app: TestApp) -> set[str]:
    """The ids that one finds from album to album."""
    found: set[str] = set()
    waiting = {each["id"]: each for each in listed(app, "/api/v1/albums?fields=id,links")}
    for album in waiting.values():
        found.add(album["id"])
        for name in ("albums", "items"):
            answer = app.get(album["links"][name], status="*")
            if answer.status_int == 200:
                found |= {each["id"] for each in answer.json["data"]}
    return found


def read_states(notes: Path) -> list[State]:
    """All that was so, in turn; what was written last may be cut off."""
    lines = [
        json.loads(line) for line in notes.read_text().splitlines(keepends=True) if "\n" in line
    ]
    starts = [*(started for started, _ended, _state in lines[1:]), float("inf")]
    return [
        State(ended, until, **known)
        for (_started, ended, known), until in zip(lines, starts, strict=True)
    ]


def check(looked: Looked, states: list[State], *, is_all: bool = True) -> None:
    """What was found was open at some time meanwhile; and if all was looked at, what was open all
    the time was found."""
    if looked.began < states[0].since or looked.ended > states[-1].since:
        return  # It is not known what was so all the time.
    before = [each for each in states if each.since <= looked.began][-1]
    meanwhile = [each for each in states if before.since <= each.since <= looked.ended]
    after = [each for each in states if each.since > looked.ended][:1]
    overlapping = meanwhile if meanwhile[-1].until > looked.ended else [*meanwhile, *after]
    found = [found_in(each, looked.name) for each in overlapping]
    assert looked.ids <= set.union(*found) | let_in(overlapping, set.union(*found))
    moved = moved_in(overlapping)
    assert not is_all or set.intersection(*found) - moved <= looked.ids


def let_in(states: list[State], open_ids: set[str]) -> set[str]:
    """The images that came into an album which was open at some time meanwhile: who was let in
    before it was closed may still have seen what came with that."""
    return {
        image_id
        for state in states
        for image_id, (album_id, _state) in state.images.items()
        if album_id in open_ids
    }


def moved_in(states: list[State]) -> set[str]:
    """What did not stay where it was: a sync may have told it missing for a moment."""
    first = {**states[0].images, **states[0].albums}
    return {
        each
        for state in states
        for each, row in {**state.images, **state.albums}.items()
        if first.get(each) != row
    }


def found_in(state: State, name: str) -> set[str]:
    """What the oracle says that somebody finds."""
    person = {
        "stranger": Person(),
        "guest": Person(has=frozenset(state.given)),
        "owner": Person(owns=True),
    }[name]
    found: set[str] = set()
    for album_id, (parent_id, _flag, missing) in state.albums.items():
        way = way_to(state, album_id)
        is_top = parent_id is None or album_id in person.has
        is_there = person.owns or not any(state.albums[step][2] for step, _flag in way[1:])
        reached = is_top and may_open(person, way)
        if (reached or is_listed(person, way)) and is_there:
            found.add(album_id)
        assert missing in {True, False}
    return found | {
        image_id
        for image_id, (album_id, image_state) in state.images.items()
        if album_id in found and (person.owns or image_state != ImageState.MISSING)
    }


def is_listed(person: Person, way: list[tuple[str, str]]) -> bool:
    """Whether one gets to an album from the home, or from what was given, by listings."""
    tops = [0, *(depth for depth, (step, _flag) in enumerate(way) if step in person.has)]
    return any(
        may_open(person, way[: top + 1])
        and all(may_see_listed(person, way[: depth + 1]) for depth in range(top + 1, len(way)))
        for top in tops
    )


def way_to(state: State, album_id: str) -> list[tuple[str, str]]:
    """The way to an album, as the oracle takes it."""
    parent_id, flag, _missing = state.albums[album_id]
    above = [] if parent_id is None else way_to(state, parent_id)
    return [*above, (album_id, flag)]
