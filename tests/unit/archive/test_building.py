"""Building archives: a while at a time, whatever happens in between."""

import os
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bviewer.archive import building
from bviewer.archive.asking import ask_for_archive, cancel_archive
from bviewer.archive.building import build_archive
from bviewer.archive.contents import Folder, read_contents
from bviewer.archive.files import part_path, relative_path
from bviewer.archive.upkeep import forget_archives, overdue_archives
from bviewer.archive.zip_file import ZipFile, parts_of
from bviewer.models import Album, Archive, ArchiveState, Gallery, Image, now
from bviewer.queue.file_locks import is_locked, open_lock
from bviewer.queue.task import Unfinished
from tests.mirrored import mirror
from tests.site import Site
from tests.unit.queue.working import run_waiting

ANNA, BERT = "user:1", "user:2"
NAMES = [f"open/{letter}.jpg" for letter in "abc"]


@pytest.fixture
def three(site: Site) -> Site:
    """A site with an album of three photographs."""
    for name in NAMES:
        site.write(name)
    mirror(site)
    return site


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A while is over with each photograph."""
    monkeypatch.setattr(building, "AT_A_TIME", 0)


def ask(site: Site, asker: str = ANNA, folder: str = "open") -> str:
    """Have an archive of an album built; returns its id."""
    with site.session() as session:
        album = session.scalars(select(Album).where(Album.folder == folder)).one()
        contents = read_contents(session, [Folder(album.id, None, album.title)], lambda _: True)
        return ask_for_archive(session, site.runtime.cache, album, contents, asker).id


def archive(site: Site, archive_id: str) -> Archive:
    """The row of an archive."""
    with site.session() as session:
        found = session.get_one(Archive, archive_id)
        session.expunge(found)
        return found


def part(site: Site, archive_id: str) -> Path:
    """Where an archive is while it is being written."""
    return part_path(site.cache, 1, archive_id)


def file(site: Site, archive_id: str) -> Path:
    """Where an archive is when it is ready."""
    return site.cache / relative_path(1, archive_id)


def go_on(site: Site, archive_id: str) -> int:
    """Build an archive; returns after how many whiles it is done with."""
    for whiles in range(1, 9):
        try:
            build_archive(site.runtime, archive_id)
        except Unfinished:
            continue
        return whiles
    raise AssertionError


def test_it_takes_as_many_whiles_as_it_needs(three: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(three)
    assert go_on(three, first) == 1
    whole = file(three, first).read_bytes()
    file(three, first).unlink()
    monkeypatch.setattr(building, "AT_A_TIME", 0)
    second = ask(three)
    assert second != first
    assert go_on(three, second) == 3
    assert file(three, second).read_bytes() == whole
    assert [path.name for path in file(three, second).parent.iterdir()] == [f"{second}.zip"]
    row = archive(three, second)
    assert (row.state, row.size, row.copied) == (ArchiveState.READY, len(whole), row.total_bytes)
    build_archive(three.runtime, second)  # Sent twice, it finds nothing to do.
    assert file(three, second).read_bytes() == whole


@pytest.mark.usefixtures("at_once")
def test_what_a_killed_worker_left_is_cut_off(three: Site) -> None:
    archive_id = ask(three)
    with pytest.raises(Unfinished):
        build_archive(three.runtime, archive_id)
    for path in parts_of(part(three, archive_id)):
        with path.open("ab") as left:
            left.write(b"half of a photograph")
    assert go_on(three, archive_id) == 2
    assert zipfile.ZipFile(file(three, archive_id)).namelist() == NAMES
    assert zipfile.ZipFile(file(three, archive_id)).testzip() is None


@pytest.mark.usefixtures("at_once")
def test_what_is_gone_of_it_is_written_anew(three: Site) -> None:
    archive_id = ask(three)
    with pytest.raises(Unfinished):
        build_archive(three.runtime, archive_id)
    part(three, archive_id).unlink()
    assert go_on(three, archive_id) == 3
    assert zipfile.ZipFile(file(three, archive_id)).testzip() is None
    assert archive(three, archive_id).copied == archive(three, archive_id).total_bytes


@pytest.mark.usefixtures("at_once")
def test_what_was_written_anew_and_not_noted_is_not_taken_for_what_was_before(
    three: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_id = ask(three)
    away = (three.library / NAMES[0]).rename(three.library / "away")
    for _ in range(2):
        with pytest.raises(Unfinished):
            build_archive(three.runtime, archive_id)
    assert archive(three, archive_id).left_out == [0]
    part(three, archive_id).unlink()
    away.rename(three.library / NAMES[0])
    with monkeypatch.context() as patch:
        patch.setattr(ZipFile, "flush", lambda _self: sys.exit("killed"))
        with pytest.raises(SystemExit):
            build_archive(three.runtime, archive_id)
    go_on(three, archive_id)
    assert zipfile.ZipFile(file(three, archive_id)).namelist() == NAMES


@pytest.mark.usefixtures("at_once")
def test_it_stops_when_nobody_wants_it_any_more(three: Site) -> None:
    archive_id = ask(three)
    assert ask(three, BERT) == archive_id
    with pytest.raises(Unfinished):
        build_archive(three.runtime, archive_id)
    cancel(three, archive_id)
    assert go_on(three, archive_id) == 1
    assert not list(part(three, archive_id).parent.iterdir())
    assert ask(three) != archive_id


def test_what_is_ready_cannot_be_cancelled(three: Site) -> None:
    archive_id = ask(three)
    go_on(three, archive_id)
    cancel(three, archive_id)
    assert archive(three, archive_id).state == ArchiveState.READY


def cancel(site: Site, archive_id: str) -> None:
    """Be one who wants it no more."""
    with site.session() as session:
        cancel_archive(session, session.get_one(Archive, archive_id))


def test_what_cannot_be_read_is_named(three: Site) -> None:
    archive_id = ask(three)
    (three.library / NAMES[1]).unlink()
    (three.library / NAMES[2]).write_bytes(b"something else")
    go_on(three, archive_id)
    found = zipfile.ZipFile(file(three, archive_id))
    assert found.namelist() == [NAMES[0], "open/MISSING.txt"]
    text = found.read("open/MISSING.txt").decode()
    assert [line for line in text.splitlines() if "/" in line] == NAMES[1:]
    assert archive(three, archive_id).left_out == [1, 2]
    # Whoever asks again may get more of it; who does not has what there is.
    three.write(NAMES[1])
    again = ask(three)
    assert again != archive_id
    go_on(three, again)
    assert archive(three, again).left_out == [2]
    assert not file(three, archive_id).exists()


def test_an_archive_of_nothing_that_can_be_read_fails(three: Site) -> None:
    archive_id = ask(three)
    for name in NAMES:
        (three.library / name).unlink()
    go_on(three, archive_id)
    row = archive(three, archive_id)
    assert (row.state, row.reason) == (ArchiveState.FAILED, "unreadable")
    assert not list(part(three, archive_id).parent.iterdir())


@pytest.mark.parametrize("change", ["content", "gone"])
def test_a_photograph_that_is_another_one_by_now_is_in_no_archive(three: Site, change: str) -> None:
    archive_id = ask(three)
    with three.session() as session:
        image = session.scalars(select(Image).where(Image.path == NAMES[1])).one()
        if change == "content":
            image.quick_hash = b"x" * 16
        else:
            session.delete(image)
    go_on(three, archive_id)
    row = archive(three, archive_id)
    assert (row.state, row.reason) == (ArchiveState.FAILED, "changed")


def test_older_archives_make_room_but_not_those_in_use(three: Site) -> None:
    with three.session() as session:
        session.get_one(Gallery, 1).archives_budget_mb = 1
    folder = file(three, "x").parent
    folder.mkdir(parents=True)
    old, used = folder / "old.zip", folder / "used.zip"
    for path in (old, used):
        path.write_bytes(bytes(600_000))
    os.utime(old, (1_700_000_000, 1_700_000_000))
    archive_id = ask(three)
    go_on(three, archive_id)
    assert archive(three, archive_id).state == ArchiveState.READY
    assert [old.exists(), used.exists()] == [False, True]
    used.write_bytes(bytes(1 << 20))
    file(three, archive_id).unlink()
    archive_id = ask(three)
    go_on(three, archive_id)
    row = archive(three, archive_id)
    assert (row.state, row.reason) == (ArchiveState.FAILED, "full")


def test_one_is_built_after_another(queued: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, "more/d.jpg"):
        queued.write(name)
    queued.sync()
    first, second = ask(queued), ask(queued, folder="more")
    with open_lock(queued.cache / "locks" / "archives") as lock:
        assert is_locked(lock)
        build_archive(queued.runtime, first)
    assert archive(queued, first).state == ArchiveState.WANTED
    monkeypatch.setattr(building, "AT_A_TIME", 0)
    with pytest.raises(Unfinished):
        build_archive(queued.runtime, first)
    build_archive(queued.runtime, second)
    assert archive(queued, second).state == ArchiveState.WANTED
    assert go_on(queued, first) == 2
    run_waiting(queued.runtime.queue)
    assert archive(queued, second).state == ArchiveState.READY, "whoever is done sends the next"


def test_a_file_of_its_own_that_nobody_noted_is_written_again(three: Site) -> None:
    with three.session() as session:
        session.get_one(Gallery, 1).archives_budget_mb = 1
    archive_id = ask(three)
    file(three, archive_id).parent.mkdir(parents=True)
    file(three, archive_id).write_bytes(bytes(1 << 20))
    go_on(three, archive_id)
    assert archive(three, archive_id).state == ArchiveState.READY


def test_what_nobody_expected_is_tried_once(three: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    archive_id = ask(three)
    monkeypatch.setattr(building, "fingerprint_of", lambda _image: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build_archive(three.runtime, archive_id)
    assert archive(three, archive_id).state == ArchiveState.FAILED
    build_archive(three.runtime, archive_id)


def test_lost_ones_are_found_and_old_ones_forgotten(three: Site) -> None:
    lost, ready = ask(three), ""
    assert not overdue_archives(three.runtime)
    age(three, timedelta(seconds=three.runtime.lease + 1))
    assert overdue_archives(three.runtime) == [lost]
    go_on(three, lost)
    age(three, timedelta(days=2))
    forget_archives(three.runtime)
    assert archive(three, lost).state == ArchiveState.READY
    file(three, lost).unlink()
    ready = ask(three)
    part(three, ready).write_bytes(b"begun")
    age(three, timedelta(days=2))
    forget_archives(three.runtime)
    with three.session() as session:
        assert not session.scalars(select(Archive)).all()
    assert not list(part(three, ready).parent.iterdir())


def age(site: Site, by: timedelta) -> None:
    """Let it be long since somebody was at them."""
    with site.session() as session:
        for row in session.scalars(select(Archive)):
            row.seen_at = now() - by
