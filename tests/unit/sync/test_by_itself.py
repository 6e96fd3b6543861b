"""Syncs that nobody asked for."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bviewer.albums.gallery_settings import change_settings
from bviewer.db.sessions import reading_session
from bviewer.library.tree import Library
from bviewer.models import (
    ExcludedFile,
    Gallery,
    Image,
    ImageState,
    SyncOutcome,
    SyncReport,
    Visibility,
)
from bviewer.notices.syncs import untold_galleries, write_of_syncs
from bviewer.sync import looking, service
from bviewer.sync.by_itself import look_at_galleries, sync_by_itself, sync_galleries
from bviewer.sync.history import last_reports
from bviewer.sync.keeping import Kept
from bviewer.sync.looking import seen_file
from bviewer.sync.service import run_sync, sync_lock, turn
from tests.site import Site
from tests.unit.queue.working import run_waiting
from tests.unit.sync.fixtures import GALLERY, fill, images_in, picture, take_out, write_anew

HOUR = 3600 * 10**9


@pytest.fixture
def site(queued: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A gallery that was synced an hour after anything had changed in its folders."""
    now = time.time_ns() + HOUR
    monkeypatch.setattr(time, "time_ns", lambda: now)
    fill(queued, *(f"{folder}/{number}.jpg" for folder in "ab" for number in (1, 2, 3)))
    (queued.library / "empty").mkdir()
    run_sync(queued.runtime, GALLERY)
    return queued


def look(site: Site) -> int:
    """How many syncs a look sends, all of which are done."""
    look_at_galleries(site.runtime)
    return run_waiting(site.runtime.queue)


def shown(site: Site) -> set[str]:
    with site.session() as session:
        rows = session.query(Image).filter(Image.state != ImageState.MISSING)
        return {image.path for image in rows}


def reports(site: Site) -> list[SyncReport]:
    with reading_session(site.runtime.engine) as session:
        return last_reports(session, GALLERY, 50)


def set_auto_sync(site: Site, is_wanted: bool) -> None:
    with site.session() as session:
        change_settings(session, session.get_one(Gallery, GALLERY), auto_sync=is_wanted)


@pytest.mark.parametrize("folder", ["a", "empty", "new/deep", ""])
def test_a_look_has_what_is_new_synced_and_nothing_else(site: Site, folder: str) -> None:
    assert look(site) == 0, "nothing has changed"
    path = f"{folder}/9.jpg".lstrip("/")
    site.write(path)
    assert look(site) == 1
    assert path in shown(site)
    assert look(site) == 0


def test_what_no_whole_sync_saw_is_looked_at_again(site: Site) -> None:
    site.write("a/9.jpg")
    run_sync(site.runtime, GALLERY, "a")
    assert look(site) == 1, "one of a single folder does not see moves to others"
    seen_file(site.runtime, GALLERY).write_text('{"folders": 7}')
    assert look(site) == 1
    assert look(site) == 0


def test_a_gallery_whose_owner_does_without_is_left_alone(site: Site) -> None:
    set_auto_sync(site, False)
    site.write("a/9.jpg")
    sync_galleries(site.runtime)
    assert look(site) == 0
    site.runtime.send(sync_by_itself, GALLERY)  # Sent before that was decided.
    run_waiting(site.runtime.queue)
    assert "a/9.jpg" not in shown(site)
    assert not seen_file(site.runtime, GALLERY).exists(), "nobody watches its folders"
    run_sync(site.runtime, GALLERY)
    assert not seen_file(site.runtime, GALLERY).exists()


def test_every_night_files_are_found_that_were_changed_in_place(site: Site) -> None:
    with (site.library / "a/1.jpg").open("ab") as file:
        file.write(b"edited")
    assert look(site) == 0
    sync_galleries(site.runtime)
    assert reports(site)[0].told["numbers"]["changed"] == 1


def test_a_gallery_that_is_being_synced_at_night_is_synced_after_that(site: Site) -> None:
    before = reports(site)[0].id
    with turn(site.runtime):
        sync_galleries(site.runtime)
    assert reports(site)[0].id == before
    assert run_waiting(site.runtime.queue) == 1
    assert reports(site)[0].id > before


def test_what_a_sync_left_undone_is_due_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("new/9.jpg")
    with monkeypatch.context() as replaced:
        replaced.setattr(Kept, "is_there", lambda *_given: False)
        run_sync(site.runtime, GALLERY)
    assert "new/9.jpg" not in shown(site)
    assert look(site) == 1
    assert "new/9.jpg" in shown(site)


def test_closed_stays_closed_and_a_move_is_one(site: Site) -> None:
    site.set_visibility("a", Visibility.PRIVATE)
    before = site.image("b/1.jpg").id
    (site.library / "b/1.jpg").rename(site.library / "empty/1.jpg")
    site.write("new/1.jpg", (site.library / "a/1.jpg").read_bytes())
    assert look(site) == 1
    assert site.image("empty/1.jpg").id == before
    assert site.album("new").visibility == Visibility.PRIVATE
    assert untold_galleries(site.runtime) == [str(GALLERY)]


def test_a_refusal_is_one_of_the_folder_that_the_gallery_has_now(site: Site) -> None:
    with site.session() as session:
        session.get_one(Gallery, GALLERY).home = "elsewhere"
    assert look(site) == 1
    assert reports(site)[0].outcome == SyncOutcome.REFUSED
    seen = looking.load_seen(seen_file(site.runtime, GALLERY))
    assert seen is not None
    assert (seen.home, list(seen.folders)) == ("elsewhere", [""])


def write_now(site: Site, folder: str) -> None:
    """Have somebody write to all files of a folder."""
    for file in (site.library / folder).iterdir():
        os.utime(file, ns=(time.time_ns(), time.time_ns()))


@pytest.mark.parametrize("is_closed", [True, False])
def test_an_album_follows_its_folder_although_its_files_are_being_written(
    site: Site, is_closed: bool
) -> None:
    if is_closed:
        site.set_visibility("b", Visibility.PRIVATE)
    before = site.album("b").id
    (site.library / "b").rename(site.library / "c")
    write_now(site, "c")
    assert look(site) == 1
    album = site.album("c")
    assert (album.id, album.visibility) == (before, "private" if is_closed else "visible")
    assert not [path for path in shown(site) if path.startswith("b/")]


def test_what_is_being_edited_elsewhere_is_as_closed_although_another_has_its_name(
    site: Site,
) -> None:
    site.set_visibility("a", Visibility.PRIVATE)
    (site.library / "a/1.jpg").rename(site.library / "empty/1.jpg")
    write_anew(site, "empty/1.jpg")
    site.write("a/1.jpg", picture(900))
    write_now(site, "empty")
    for _ in range(2):
        look(site)
        os.utime(site.library / "empty/1.jpg", ns=(1, 1))
        assert site.album("empty").visibility == Visibility.PRIVATE


def test_what_was_taken_out_stays_out_although_it_is_being_written(site: Site) -> None:
    take_out(site, "b/1.jpg")
    run_sync(site.runtime, GALLERY)
    write_anew(site, "b/1.jpg")
    (site.library / "b/1.jpg").rename(site.library / "b/9.jpg")
    write_now(site, "b")
    assert look(site) == 1
    with site.session() as session:
        assert session.scalars(select(ExcludedFile.name)).all() == ["9.jpg"], "it did not wait"
    assert look(site) == 1, "what was being written is looked at again"
    assert images_in(site, "b") == ["b/2.jpg", "b/3.jpg"]


@pytest.mark.parametrize("keep", [shutil.copy2, shutil.move])
def test_it_stays_out_although_a_copy_is_kept_of_what_is_being_edited(
    site: Site, keep: Callable[[Path, Path], None]
) -> None:
    take_out(site, "b/1.jpg")
    run_sync(site.runtime, GALLERY)
    path = site.library / "b/1.jpg"
    edited = path.read_bytes() + b"edited"
    keep(path, site.library / "b/1_original.jpg")
    path.write_bytes(edited)
    os.utime(path, ns=(time.time_ns(), time.time_ns()))
    assert look(site) == 1
    os.utime(path, ns=(1, 1))
    for _ in range(2):
        run_sync(site.runtime, GALLERY)
        assert images_in(site, "b") == ["b/2.jpg", "b/3.jpg"]


def test_what_was_taken_out_and_is_gone_lets_nothing_be_read_that_is_being_written(
    site: Site,
) -> None:
    take_out(site, "b/1.jpg")
    (site.library / "b/1.jpg").unlink()
    run_sync(site.runtime, GALLERY)
    new = site.write("b/4.jpg", picture(99))
    os.utime(new, ns=(time.time_ns(), time.time_ns()))
    assert look(site) == 1
    assert images_in(site, "b") == ["b/2.jpg", "b/3.jpg"]


def test_a_refusal_is_told_once_until_it_changes_and_the_sync_comes_back(site: Site) -> None:
    away = site.library.with_name("away")
    for _ in range(2):
        site.library.rename(away)
        assert look(site) == 1
        assert reports(site)[0].told["code"] == "library_offline"
        assert untold_galleries(site.runtime) == [str(GALLERY)]
        assert [len(write_of_syncs(site.runtime, GALLERY)) for _ in range(2)] == [1, 0]
        number = len(reports(site))
        assert look(site) == 0, "it would be refused again"
        site.library.mkdir()
        assert look(site) == 1, "something is there, and it is empty"
        assert untold_galleries(site.runtime) == [], "that is no news"
        site.library.rmdir()
        last = reports(site)[0].id
        sync_galleries(site.runtime)
        assert reports(site)[0].id > last, "it is refused for the same, of another folder"
        sync_galleries(site.runtime)
        assert reports(site)[0].id > last + 1, "a disk may not tell that it is back"
        assert untold_galleries(site.runtime) == [], "that it is still away is no news"
        away.rename(site.library)
        assert look(site) == 1
        assert reports(site)[0].outcome == SyncOutcome.DONE
        assert len(reports(site)) == number + 1, "not one for each look"
        assert look(site) == 0
    assert len(shown(site)) == 6


def test_how_many_photographs_are_away_is_no_news(site: Site) -> None:
    for path in ("a/1.jpg", "a/2.jpg", "a/3.jpg", "b/1.jpg"):
        (site.library / path).unlink()
    assert look(site) == 1
    assert [len(write_of_syncs(site.runtime, GALLERY)) for _ in range(2)] == [1, 0]
    (site.library / "b/2.jpg").unlink()
    assert look(site) == 1
    assert untold_galleries(site.runtime) == []
    refusals = [each for each in reports(site) if each.outcome == SyncOutcome.REFUSED]
    assert [each.told["params"]["vanished"] for each in refusals] == [5]
    assert len(shown(site)) == 6


def test_nights_without_news_are_one_report(site: Site) -> None:
    for _ in range(3):
        sync_galleries(site.runtime)
    assert [report.told["numbers"]["added"] for report in reports(site)] == [0, 6]


def test_what_is_being_written_waits_and_is_not_missing_meanwhile(site: Site) -> None:
    new, known = site.write("a/9.jpg"), site.library / "b/1.jpg"
    whole = known.read_bytes()
    known.write_bytes(whole[:100])
    for file in (new, known):
        os.utime(file, ns=(time.time_ns(), time.time_ns()))
    assert look(site) == 1
    assert "a/9.jpg" not in shown(site)
    assert site.image("b/1.jpg").size == len(whole)
    assert site.image("b/1.jpg").state == ImageState.READY
    assert look(site) == 1, "it is not done yet"
    for file in (new, known):
        os.utime(file, ns=(time.time_ns() - HOUR, time.time_ns() - HOUR))
    assert look(site) == 1
    assert "a/9.jpg" in shown(site)
    assert site.image("b/1.jpg").size == 100
    assert look(site) == 0


def test_a_disk_that_does_not_answer_is_given_up_and_comes_back(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site.write("a/9.jpg")
    with monkeypatch.context() as stuck:
        stuck.setattr(Library, "times", lambda *_given: signal.pause())
        stuck.setattr(looking, "PATIENCE", 0.1)
        assert look(site) == 1
        assert "gallery 1 was not synced: the disk does not answer" in caplog.text
        assert reports(site)[0].told["code"] == "library_silent"
        assert look(site) == 0
    assert look(site) == 1
    assert "a/9.jpg" in shown(site)


def test_a_worker_ends_whose_disk_stops_answering_and_lets_go_of_the_gallery(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SILENCE", 0.2)
    monkeypatch.setattr(Library, "walk", lambda *_given: signal.pause())
    site.runtime.engine.dispose()
    worker = os.fork()
    if worker == 0:
        sync_by_itself(site.runtime, GALLERY)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == -signal.SIGALRM
    with sync_lock(site.runtime, GALLERY):
        assert reports(site)[0].outcome == SyncOutcome.RUNNING, "the next one says how it ended"
