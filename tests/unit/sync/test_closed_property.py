"""Random lives of a library: what was in a closed album is shown only where somebody put it into
an album that was there and is open."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from bviewer.albums.picking import bind, find_folder_album, unbind
from bviewer.library.paths import folder_of
from bviewer.models import Album, Visibility
from bviewer.problems import Problem
from tests.examples import examples
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.checks import rows, visible
from tests.unit.sync.fixtures import GALLERY, let_pass, picture

PLACES = ("open", "closed", "import", "closed/in", "open/in", "other")
FLAGS = (Visibility.PRIVATE, Visibility.HIDDEN)


class Event(NamedTuple):
    """What happens to a folder, and perhaps another one or its new place."""

    happen: Callable[["Life", str, str], None]
    place: str
    other: str


class Life:
    """A library with a closed album, and what of its pictures has to stay closed.

    Who edits a picture writes behind it.
    """

    def __init__(self, site: Site, flag: Visibility) -> None:
        self.site = site
        self.closed: set[bytes] = set()
        self.away = site.library.parent / "away"
        self.is_away_for_long = self.is_edited_away = False
        self.left = ""
        site.write("top.jpg", picture(next(site.numbers)))  # An empty library is taken for away.
        for place in PLACES[:3]:
            self.add(place, place)
            self.add(place, place)
        site.sync()
        site.set_visibility("closed", flag)
        self.root = site.album("closed").id
        let_pass(site, 100)
        self.learn()

    def folder(self, place: str) -> Path:
        """Where a place is."""
        return self.site.library / place

    def add(self, place: str, _other: str) -> None:
        """A new picture comes, and its folder if that is not there."""
        number = next(self.site.numbers)
        self.site.write(f"{place}/{number}.jpg", picture(number))

    def rename(self, place: str, other: str) -> None:
        """A folder becomes another one, or goes into another one."""
        if self.can_become(place, other):
            move(self.site, place, other)

    def rename_and_edit(self, place: str, other: str) -> None:
        """So it does, and all that is in it is edited before anybody looks."""
        if self.can_become(place, other):
            move(self.site, place, other)
            edit_all(self.folder(other))

    def can_become(self, place: str, other: str) -> bool:
        """Whether a folder can be renamed."""
        into_itself = f"{other}/".startswith(f"{place}/")
        return self.folder(place).exists() and not self.folder(other).exists() and not into_itself

    def exchange(self, place: str, other: str) -> None:
        """Two folders take each other's names."""
        if self.folder(place).exists() and self.folder(other).exists() and place[:4] != other[:4]:
            move(self.site, place, "between")
            move(self.site, other, place)
            move(self.site, "between", other)

    def copy(self, place: str, other: str) -> None:
        """A folder is there twice."""
        if self.can_become(place, other):
            shutil.copytree(self.folder(place), self.folder(other))

    def edit(self, place: str, _other: str) -> None:
        """All that is in a folder is edited."""
        edit_all(self.folder(place))

    def edit_one(self, place: str, _other: str) -> None:
        """One picture is edited."""
        for file in sorted(self.folder(place).glob("*.jpg"))[:1]:
            file.write_bytes(file.read_bytes() + b"edited")

    def empty(self, place: str, other: str) -> None:
        """The pictures of a folder are put into another one that is there, and are as it is."""
        if place != other and self.folder(place).exists() and self.folder(other).exists():
            for file in self.folder(place).glob("*.jpg"):
                self.closed.discard(original(file))
                file.rename(self.folder(other) / file.name)

    def split(self, place: str, other: str) -> None:
        """Every other picture of a folder is put into another one, which may be there."""
        self.put(sorted(self.folder(place).glob("*.jpg"))[::2], place, other)

    def move_one(self, place: str, other: str) -> None:
        """One picture of a folder is put into another one, which may be there."""
        self.put(sorted(self.folder(place).glob("*.jpg"))[:1], place, other)

    def put(self, files: Sequence[Path], place: str, other: str) -> None:
        """Some pictures are put into another folder, and shown if that has an album which is."""
        if place != other and files:
            into = self.folder(other)
            is_put_into_an_album = any(into.glob("*.jpg"))
            into.mkdir(parents=True, exist_ok=True)
            for file in files:
                if is_put_into_an_album:
                    self.closed.discard(original(file))
                file.rename(into / file.name)

    def delete(self, place: str, _other: str) -> None:
        """A folder is deleted."""
        shutil.rmtree(self.folder(place), ignore_errors=True)

    def leave(self, place: str, _other: str) -> None:
        """A folder is taken out of the library, as with a disk."""
        if self.folder(place).exists() and not self.away.exists():
            self.folder(place).rename(self.away)
            self.left = place
            self.is_away_for_long = self.is_edited_away = False

    def copy_back(self, place: str, _other: str) -> None:
        """A copy of it comes: if it was edited, to where something went."""
        is_beside = folder_of(place) == folder_of(self.left) or not self.is_edited_away
        if self.away.exists() and not self.folder(place).exists() and is_beside:
            shutil.copytree(self.away, self.folder(place))

    def edit_away(self, _place: str, _other: str) -> None:
        """All that is in it is edited: it is known for a day and a half."""
        if self.away.exists() and not self.is_away_for_long:
            edit_all(self.away)
            self.is_edited_away = True

    def come_back(self, place: str, _other: str) -> None:
        """It is back, there or elsewhere."""
        if self.away.exists() and not self.folder(place).exists():
            move(self.site, "../away", place)

    def follow(self, place: str, other: str) -> None:
        """The owner lets an album follow another folder, which has none."""
        if not self.folder(other).exists():
            return
        with suppress(Problem), self.site.session() as session:
            album = find_folder_album(session, GALLERY, place)
            if album is not None:
                unbind(session, album)
                bind(session, album, other, may_close=True)

    def wait(self, _place: str, _other: str) -> None:
        """Two days pass."""
        if not (self.away.exists() and self.is_edited_away):
            let_pass(self.site, 48)
            self.is_away_for_long = True

    def sync(self, _place: str = "", _other: str = "") -> None:
        """All folders are looked at; what is closed is not shown."""
        self.site.sync(accept_missing=True)
        self.learn()
        assert list(self.shown()) == []

    def sync_folder(self, place: str, _other: str = "") -> None:
        """One folder is looked at, and all if it does not tell where things are from."""
        if self.folder(place).exists():
            with suppress(Problem):  # It is in none that has an album.
                self.site.sync(place, accept_missing=True)
            self.learn()

    def see_edit(self, place: str, other: str) -> None:
        """All that is in a folder is edited, which syncs see."""
        for happen in (self.sync, self.edit, self.sync):
            happen(place, other)

    def learn(self) -> None:
        """Note what is in the closed album, or in one below it, and nowhere else nor away."""
        albums, images = rows(self.site)
        within = {
            self.folder(each.path)
            for each in images.values()
            if each.state != "missing" and self.is_within(albums, each.album_id)
        }
        there = {*self.site.library.rglob("*.jpg"), *self.away.rglob("*.jpg")}
        others = {original(file) for file in there - within}
        self.closed |= {original(file) for file in there & within} - others

    def is_within(self, albums: dict[str, Album], album_id: str | None) -> bool:
        """Whether an album is the closed one, or below it."""
        while album_id is not None and album_id != self.root:
            album_id = albums[album_id].parent_id
        return album_id is not None

    def shown(self) -> Iterator[str]:
        """The paths of what strangers see although it is closed."""
        for path in visible(self.site):
            if original(self.folder(path)) in self.closed:
                yield path


def original(file: Path) -> bytes:
    """What a picture was before it was edited."""
    return file.read_bytes().partition(b"edited")[0]


EVENTS = (
    Life.add,
    Life.rename,
    Life.rename_and_edit,
    Life.exchange,
    Life.copy,
    Life.edit,
    Life.edit_one,
    Life.empty,
    Life.delete,
    Life.leave,
    Life.copy_back,
    Life.edit_away,
    Life.come_back,
    Life.wait,
)


# What is edited while no sync looks may be anything.
MOVES = (
    Life.add,
    Life.rename,
    Life.exchange,
    Life.copy,
    Life.see_edit,
    Life.split,
    Life.move_one,
    Life.delete,
    Life.leave,
    Life.come_back,
    Life.wait,
    Life.sync,
    Life.sync_folder,
    Life.sync_folder,
)


def lives(events: Sequence[Callable[[Life, str, str], None]]) -> st.SearchStrategy[list[Event]]:
    """What may happen, one after another."""
    place = st.sampled_from(PLACES)
    return st.lists(
        st.builds(Event, st.sampled_from(events), place, place), min_size=2, max_size=12
    )


@contextmanager
def lived(folder: Path, database: Path, flag: Visibility) -> Iterator[Life]:
    """A life that begins."""
    site = Site(folder, database, with_app=False)
    site.add_gallery()
    yield Life(site, flag)
    site.close()


def live(database: Path, flag: Visibility, events: Sequence[Event]) -> None:
    """Let one thing after another happen."""
    with TemporaryDirectory() as folder, lived(Path(folder), database, flag) as life:
        for happen, place, other in events:
            happen(life, place, other)


SYNC = Event(Life.sync, "", "")

USED_ANEW = [
    Event(Life.empty, "import", "open"),
    Event(Life.rename, "import", "closed/in"),
    Event(Life.add, "closed/in", ""),
    Event(Life.rename_and_edit, "closed/in", "import"),
]

COPIED_BACK = [
    Event(Life.leave, "closed", ""),
    Event(Life.copy_back, "closed", ""),
    Event(Life.edit_away, "", ""),
    Event(Life.come_back, "open/in", ""),
]


@examples(10, 500)
@given(events=lives([*EVENTS, Life.follow]), flag=st.sampled_from(FLAGS))
@example(events=USED_ANEW, flag=Visibility.PRIVATE)
@example(events=COPIED_BACK, flag=Visibility.HIDDEN)
def test_what_was_closed_is_not_shown(
    database: Path, events: list[Event], flag: Visibility
) -> None:
    live(database, flag, [each for event in events for each in (event, SYNC)])


@examples(10, 500)
@given(events=lives(MOVES), flag=st.sampled_from(FLAGS))
def test_many_moves_between_syncs_of_some_folders_open_nothing(
    database: Path, events: list[Event], flag: Visibility
) -> None:
    live(database, flag, [*events, SYNC])


@examples(5, 500)
@given(events=lives(EVENTS))
def test_where_nothing_was_closed_all_is_shown(database: Path, events: list[Event]) -> None:
    flag = Visibility.VISIBLE
    with TemporaryDirectory() as folder, lived(Path(folder), database, flag) as life:
        for happen, place, other in events:
            happen(life, place, other)
            life.site.sync(accept_missing=True)
            library = life.site.library
            there = {str(file.relative_to(library)) for file in library.rglob("*.jpg")}
            assert visible(life.site) == there
