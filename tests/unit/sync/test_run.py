import logging
import os
import random
import shutil
import signal
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bviewer.models import Image, Visibility
from bviewer.sync import folders
from bviewer.sync.report import Witness
from bviewer.sync.run import sync_gallery
from bviewer.sync.service import SyncRunning
from tests.functional.folders import copy, move
from tests.processes import wait_until
from tests.read_here import Waiting
from tests.side_effects import touched_files
from tests.site import Site
from tests.unit.sync import checks
from tests.unit.sync.disk import ALL, CLOSING, RECYCLE_BIN, Disk
from tests.unit.sync.fixtures import edit, fill, give_title, let_pass, picture

log = logging.getLogger(__name__)

STRICTNESS = {"visible": 0, "hidden": 1, "private": 2}
# Each has a library of its own.
ROUNDS = [0, 1, *(pytest.param(number, marks=pytest.mark.soak) for number in range(2, 12))]


@pytest.fixture
def disk(site: Site) -> Disk:
    """A random library of some thirty files."""
    seed = random.randrange(2**32)
    log.warning("seed %d", seed)
    disk = Disk(site.library, seed)
    for _ in range(40):
        disk.change("add_file", "add_file", "add_folder")
    (site.library / "always.jpg").write_bytes(disk.content())
    return disk


@pytest.mark.parametrize("round_", ROUNDS)
def test_whatever_happens_to_files_rows_follow_and_none_is_ever_deleted(
    site: Site, disk: Disk, round_: int
):
    titles: dict[str, str] = {}
    for step in range(8):
        albums, images = checks.rows(site)
        site.sync(accept_missing=True)
        log.warning("%s", "\n".join(disk.log))
        disk.log.clear()
        checks.assert_mirrored(site)
        checks.assert_counted(site)
        checks.assert_followed(site, images)
        checks.assert_titled(site, titles)
        albums_now, images_now = checks.rows(site)
        assert albums.keys() <= albums_now.keys()
        assert images.keys() <= images_now.keys()
        for album in albums_now.values():
            if album.folder and not album.missing and disk.random.random() < 0.1:
                titles[album.id] = f"Title {step} of {album.id}"
                give_title(site, album.folder, titles[album.id])
        for _ in range(disk.random.randint(1, 6)):
            disk.change(*ALL)
        (site.library / "always.jpg").write_bytes(disk.content())


def test_a_first_sync_shows_what_many_small_ones_show(site: Site, disk: Disk, tmp_path, database):
    for _ in range(6):
        site.sync(accept_missing=True)
        for _ in range(4):
            disk.change(*ALL)
        (site.library / "always.jpg").write_bytes(disk.content())
    site.sync(accept_missing=True)
    (tmp_path / "scratch").mkdir()
    scratch = Site(
        tmp_path / "scratch", database, with_app=False, **{"bviewer.library": str(site.library)}
    )
    scratch.add_gallery()
    scratch.sync()
    assert checks.present(site) == checks.present(scratch)
    scratch.close()


def openness_of_content(site: Site) -> dict[bytes, int]:
    """How strictly each content is closed: by the least strict album that shows it.

    What none shows any more is as closed as the strictest of those that did.
    """
    albums, images = checks.rows(site)
    shown: dict[bytes, int] = {}
    gone: dict[bytes, int] = {}
    for image in images.values():
        own = STRICTNESS[checks.openness(albums, image.album_id)]
        if image.state == "missing":
            gone[image.quick_hash] = max(own, gone.get(image.quick_hash, own))
        else:
            shown[image.quick_hash] = min(own, shown.get(image.quick_hash, own))
    return {**gone, **shown}


@pytest.mark.parametrize("round_", ROUNDS)
def test_no_renaming_moving_and_copying_of_folders_shows_a_stranger_more(
    site: Site, disk: Disk, round_: int
):
    site.sync()
    for _ in range(8):
        albums = [album for album in checks.rows(site)[0].values() if not album.missing]
        for album in disk.random.choices(sorted(albums, key=lambda a: a.folder), k=3):
            if album.folder:
                site.set_visibility(album.folder, disk.random.choice([*Visibility]))
                disk.log.append(f"set {album.folder}")
        for _ in range(disk.random.randint(1, 5)):
            disk.change(*CLOSING)
        log.warning("%s", "\n".join(disk.log))
        disk.log.clear()
        before = openness_of_content(site)
        for path in disk.random.choices([disk.root, *disk.folders()], k=2):
            log.warning("sync %s", path)
            folder = str(path.relative_to(disk.root))
            site.sync("" if folder == "." else folder, accept_missing=True)
            assert_no_more_open(site, before)
        site.sync(accept_missing=True)
        assert_no_more_open(site, before)


def assert_no_more_open(site: Site, before: dict[bytes, int]) -> None:
    """What is shown is as closed as it was at least."""
    albums, images = checks.rows(site)
    for image in images.values():
        if image.state != "missing" and image.quick_hash in before:
            now = STRICTNESS[checks.openness(albums, image.album_id)]
            assert now >= before[image.quick_hash], image.path
    assert not [image.path for image in images.values() if is_recycled(image)]


def is_recycled(image: Image) -> bool:
    return image.state != "missing" and image.path.startswith(f"{RECYCLE_BIN}/")


def test_a_sync_without_changes_writes_nothing_and_opens_no_file(site: Site):
    fill(site, "a/1.jpg", "a/b/2.jpg", "3.jpg")
    (site.library / "link").symlink_to("/etc")
    site.write("empty/x.txt")
    site.sync()
    before = checks.dump(site)
    with site.statements() as statements, touched_files() as touched:
        report = site.sync()
    of_photographs = [statement for statement in statements if "sync_report" not in statement]
    assert {statement.split()[0] for statement in of_photographs} == {"SELECT"}
    assert not [line for line in touched if ".jpg" in line]
    assert (report.unchanged, report.added, report.changed, report.moved) == (3, 0, 0, 0)
    assert checks.dump(site) == before


def test_progress_is_told(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folders, "BATCH", 3)
    for number in range(4):
        site.write(f"{number}.jpg", picture(number))
    told: list[int] = []
    runtime = site.runtime
    witness = Witness(told.append)
    sync_gallery(runtime.engine, runtime.library, 1, limits=runtime.limits, witness=witness)
    assert told == [0, 3, 4]  # One folder is looked at. That it is complete is the last of five.


def test_it_is_told_while_a_file_is_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch):
    def wait(waiting: Waiting[object], hold_on: Callable[[], None]) -> object:
        hold_on()
        return read(waiting, hold_on)

    read = Waiting.result
    monkeypatch.setattr(Waiting, "result", wait)
    site.write("1.jpg")
    told: list[int] = []
    runtime = site.runtime
    witness = Witness(told.append)
    sync_gallery(runtime.engine, runtime.library, 1, limits=runtime.limits, witness=witness)
    assert told == [0, 0, 1]


# A sync that is cut off.


@pytest.fixture
def upheaval(site: Site) -> Site:
    """A synced library to which nearly everything has happened since."""
    fill(site, "a/1.jpg", "b/2.jpg", "c/3.jpg", *(f"rest/{number}.jpg" for number in range(9)))
    site.set_visibility("a", Visibility.PRIVATE)
    give_title(site, "b", "Given")
    top = site.library
    shutil.copytree(top / "a", top / "copied")
    for number in range(8):
        site.write(f"copied/0-{number}.jpg", picture(9100 + number))
    (top / "b").rename(top / "b2")
    (top / "a").rename(top / "b")
    (top / "rest" / "8.jpg").rename(top / ".8")
    (top / "rest" / "7.jpg").rename(top / "rest" / "8.jpg")
    (top / ".8").rename(top / "rest" / "7.jpg")
    (top / "c" / "3.jpg").unlink()
    (top / "c").rmdir()
    (top / "rest" / "0.jpg").rename(top / "rest" / "1.jpg")
    site.write("new/deep/1.jpg", picture(9001))
    site.write("rest/2.jpg", picture(9002) + b"changed")
    return site


@pytest.fixture
def database_before(upheaval: Site, tmp_path: Path) -> Path:
    """A copy of the database from before the sync."""
    upheaval.close()
    copy = tmp_path / "before.sqlite"
    shutil.copy(tmp_path / "bviewer.sqlite", copy)
    return copy


def restore(copy: Path) -> None:
    """Make the database what it was before the sync."""
    with (
        closing(sqlite3.connect(copy)) as source,
        closing(sqlite3.connect(copy.parent / "bviewer.sqlite")) as target,
    ):
        source.backup(target)


def ids(site: Site) -> set[str]:
    albums, images = checks.rows(site)
    return {*albums, *images}


@contextmanager
def failing_at(site: Site, number: int) -> Iterator[list[int]]:
    """The write or commit of that number fails; the list holds how many there were.

    A SELECT that fails leaves behind what the next write leaves that fails, so none is counted.
    """
    engine, seen = site.runtime.engine, [0]

    def fail() -> None:
        seen[0] += 1
        if seen[0] == number:
            raise OperationalError("injected", None, sqlite3.OperationalError("disk I/O error"))

    def before_statement(_connection, _cursor, statement: str, *_rest: object) -> None:
        if not statement.startswith("SELECT"):
            fail()

    def before_commit(_connection) -> None:
        fail()

    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", before_commit)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", before_statement)
        event.remove(engine, "commit", before_commit)


@pytest.mark.parametrize("step", [24, pytest.param(1, marks=pytest.mark.soak)])
def test_an_error_at_any_write_leaves_a_state_to_go_on_from(
    upheaval: Site, database_before: Path, monkeypatch: pytest.MonkeyPatch, step: int
):
    """At any 24th of the writes, another one each time; in a soak at all of them."""
    monkeypatch.setattr(folders, "BATCH", 6)
    known = ids(upheaval)
    upheaval.sync()
    expected = checks.outcome(upheaval, known)
    number, failed = random.randrange(step) + 1 - step, True
    while failed:
        number += step
        restore(database_before)
        with failing_at(upheaval, number) as seen:
            with suppress(OperationalError):
                upheaval.sync()
            failed = seen[0] >= number
        upheaval.sync()
        assert checks.outcome(upheaval, known) == expected, f"write {number}"
    assert number > 30


@pytest.mark.parametrize("attempts", [5, pytest.param(12, marks=pytest.mark.soak)])
def test_a_sync_killed_at_any_moment_is_completed_by_the_next(
    upheaval: Site, database_before: Path, monkeypatch: pytest.MonkeyPatch, attempts: int
):
    monkeypatch.setattr(folders, "BATCH", 6)
    known = ids(upheaval)
    durations = []
    for _ in range(3):
        upheaval.close()
        restore(database_before)
        started = time.perf_counter()
        upheaval.sync()
        durations.append(time.perf_counter() - started)
    expected = checks.outcome(upheaval, known)
    kills = 0
    for attempt in range(attempts):
        restore(database_before)
        kills += killed_after(upheaval, min(durations) * attempt / (attempts - 1))
        checks.assert_counted(upheaval)
        wait_until(lambda: is_synced(upheaval), "the lock of the one that was killed")
        assert checks.outcome(upheaval, known) == expected, f"attempt {attempt}"
    assert kills >= attempts // 4


def is_synced(site: Site) -> bool:
    """Sync, unless somebody holds the lock: what a killed process started lives a moment longer."""
    try:
        site.sync()
    except SyncRunning:
        return False
    return True


def killed_after(site: Site, seconds: float) -> bool:
    """Sync in another process and kill it; whether it was alive."""
    site.close()
    with warnings.catch_warnings(action="ignore"):  # Python 3.12 warns where there are threads.
        child = os.fork()
    if child == 0:
        try:
            site.sync()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_sync_that_adds_something_lets_the_database_know_how_much_there_is(site: Site):
    def analyzed() -> list[str]:
        query = "SELECT tbl FROM sqlite_stat1 WHERE tbl = 'image'"
        with site.runtime.engine.connect() as connection:
            return connection.exec_driver_sql(query).scalars().all()

    site.write("a/1.jpg")
    site.sync()
    assert analyzed()
    with site.runtime.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    site.sync()
    assert not analyzed()


def test_each_file_is_counted_once(site: Site):
    """What is broken, or was missing, is read again where it went."""
    fill(site, "open/1.jpg", "open/2.jpg", "open/3.jpg")
    site.write("open/broken.jpg", b"no picture")
    site.sync()
    (site.library / "new").mkdir()
    (site.library / "open/broken.jpg").rename(site.library / "new/broken.jpg")
    report = site.sync()
    assert (report.moved, report.changed, report.unchanged) == (1, 0, 3)


@pytest.mark.parametrize("is_emptied", [False, True], ids=["its folder", "its pictures"])
def test_a_closed_album_that_goes_again_may_have_an_heir_for_as_long(site: Site, is_emptied: bool):
    def go(old: str, new: str) -> None:
        move(site, old, new)
        if is_emptied:
            (site.library / old).mkdir()
        site.sync(accept_missing=True)

    fill(site, "secret/1.jpg", "open/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    go("secret", "../away")
    if is_emptied:
        (site.library / "secret").rmdir()
    go("../away", "secret")
    let_pass(site, 30)
    edit(site, "secret/1.jpg")
    go("secret", "../away")
    let_pass(site, 30)
    copy(site, "../away", "new")
    site.sync()
    assert checks.visible(site) == {"open/2.jpg"}
