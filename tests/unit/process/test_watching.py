"""Watching folders; the clock is the test's."""

import ctypes
import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import Any

import pytest

from bviewer.albums.gallery_settings import change_settings
from bviewer.library import notifying
from bviewer.library.listing import FolderTimes
from bviewer.library.notifying import Happening, Notifier
from bviewer.library.tree import Library
from bviewer.models import Gallery, Image, ImageState
from bviewer.process import watching
from bviewer.process.watching import (
    AGAIN,
    CALM,
    FILES_EVERY,
    LOCK_EVERY,
    LONGEST,
    MOST,
    SHARE,
    Watcher,
)
from bviewer.sync.by_itself import sync_by_itself
from bviewer.sync.service import run_sync
from tests.processes import wait_until
from tests.site import Site
from tests.unit.queue.working import run_waiting
from tests.unit.sync.fixtures import GALLERY, fill

HOUR = 3600 * 10**9


class Watch:
    """A watcher, and a clock for it alone."""

    def __init__(self, site: Site) -> None:
        self.site, self.now = site, 0.0
        self.watcher = Watcher(site.runtime)

    def pass_by(self, seconds: float) -> None:
        """Let time pass, look, and wait for what is opened."""
        self.now += seconds
        watching.time.monotonic = lambda: self.now
        self.watcher.look()
        wait_until(self.has_opened, "the folders to be opened")
        self.watcher.look()

    def has_opened(self) -> bool:
        galleries = self.watcher._galleries.values()
        return all(each.opening is None or each.opening.is_done for each in galleries)

    def syncs(self, seconds: float = CALM) -> int:
        """The syncs that are sent in the next seconds; they are done."""
        self.pass_by(0)
        self.pass_by(seconds)
        number = run_waiting(self.site.runtime.queue)
        self.pass_by(FILES_EVERY)
        self.pass_by(MOST)
        return number


@pytest.fixture
def site(queued: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A gallery that was synced an hour after anything had changed in its folders."""
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: 0.0))
    now = time.time_ns() + HOUR
    monkeypatch.setattr(time, "time_ns", lambda: now)
    fill(queued, "a/1.jpg", "b/2.jpg", "b/c/3.jpg")
    run_sync(queued.runtime, GALLERY)
    return queued


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """Whoever watches it, and has begun to."""
    watch = Watch(site)
    assert watch.syncs() == 0, "nothing has changed"
    yield watch
    watch.watcher.close()


def shown(site: Site) -> set[str]:
    with site.session() as session:
        rows = session.query(Image).filter(Image.state != ImageState.MISSING)
        return {image.path for image in rows}


def append(file: Path) -> None:
    with file.open("ab") as opened:
        opened.write(b"edited")


def test_what_happens_while_folders_are_opened_is_heard(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_half_done, may_go_on, real = threading.Event(), threading.Event(), watching.Opening.open

    def open_slowly(self: watching.Opening, library: Library, folder: str, *given: Any) -> None:
        if folder == "b":
            is_half_done.set()
            may_go_on.wait()
        real(self, library, folder, *given)

    monkeypatch.setattr(watching.Opening, "open", open_slowly)
    watch = Watch(site)
    watch.watcher.look()
    is_half_done.wait()
    site.write("a/9.jpg")
    watch.watcher.look()
    may_go_on.set()
    assert watch.syncs() == 1
    assert "a/9.jpg" in shown(site)
    watch.watcher.close()


HAPPENINGS: dict[str, Callable[[Site], object]] = {
    "a new file": lambda site: site.write("a/9.jpg"),
    "one that goes": lambda site: (site.library / "b/2.jpg").unlink(),
    "one that is written to": lambda site: append(site.library / "a/1.jpg"),
    "one that moves": lambda site: (site.library / "a/1.jpg").rename(site.library / "b/1.jpg"),
    "a folder in which something is": lambda site: copytree(
        site.library / "b/c", site.library / "e"
    ),
    "a folder that moves": lambda site: (site.library / "b/c").rename(site.library / "d"),
    "what to pass over": lambda site: (site.library / ".bviewerignore").write_text("*.png"),
    "what says more": lambda site: (site.library / "a/1.xmp").write_text("<x/>"),
    "rights": lambda site: (site.library / "a/1.jpg").chmod(0o600),
}


@pytest.mark.parametrize("what", HAPPENINGS)
def test_what_happens_is_synced_once_all_is_calm(watch: Watch, what: str) -> None:
    HAPPENINGS[what](watch.site)
    watch.pass_by(0)
    watch.pass_by(CALM - 0.1)
    assert run_waiting(watch.site.runtime.queue) == 0, "it may go on"
    assert watch.syncs() == 1
    assert watch.syncs() == 0


def test_what_systems_leave_behind_wakes_nobody(watch: Watch) -> None:
    for name in (".DS_Store", "Thumbs.db", ".1.jpg.a8Xk2", "notes.txt"):
        (watch.site.library / "a" / name).touch()
    (watch.site.library / "a/@eaDir").mkdir()
    assert watch.syncs() == 0


def test_new_folders_are_watched_and_those_that_are_gone_again_do_no_harm(watch: Watch) -> None:
    library = watch.site.library
    (library / "short").mkdir()
    (library / "short").rmdir()
    watch.site.write("new/deep/1.jpg")
    assert watch.syncs() == 1
    watch.site.write("new/deep/2.jpg")
    assert watch.syncs() == 1
    assert "new/deep/2.jpg" in shown(watch.site)


def test_a_link_is_not_followed(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (watch.site.library / "a/link").symlink_to(tmp_path / "outside")
    watch.syncs()
    (tmp_path / "outside/1.jpg").touch()
    assert watch.syncs() == 0


def test_what_goes_on_and_on_is_synced_now_and_then(watch: Watch) -> None:
    for _ in range(round(LONGEST / CALM) + 2):
        append(watch.site.library / "a/1.jpg")
        watch.pass_by(CALM - 0.1)
    assert run_waiting(watch.site.runtime.queue) == 1


def test_more_than_the_kernel_keeps_is_one_look_at_everything(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = int((notifying.LIMITS / "max_queued_events").read_text())
    names = [str(watch.site.library / "a" / name) for name in ("2.jpg", "1.jpg")]
    for number in range(most // 2 + 1):
        os.rename(names[1 - number % 2], names[number % 2])  # noqa: PTH104 - thousands of them.
    watch.site.write("b/c/9.jpg")
    assert watch.watcher._notifier is not None
    *_many, last = watch.watcher._notifier.events()
    assert last.what == Happening.OVERFLOW
    with monkeypatch.context() as patched:
        patched.setattr(Notifier, "events", lambda *_given: iter([last]))
        watch.watcher.look()
    assert watch.syncs() == 1
    assert "b/c/9.jpg" in shown(watch.site)


def test_the_longer_a_sync_takes_the_longer_the_next_one_waits(watch: Watch) -> None:
    append(watch.site.library / "a/1.jpg")
    watch.pass_by(0)
    watch.pass_by(CALM)
    assert run_waiting(watch.site.runtime.queue) == 1
    watch.pass_by(5)
    append(watch.site.library / "a/1.jpg")
    watch.pass_by(0)
    watch.pass_by(SHARE * 5 - 1)
    assert run_waiting(watch.site.runtime.queue) == 0
    watch.pass_by(1)
    assert run_waiting(watch.site.runtime.queue) == 1


def test_what_is_being_written_is_looked_at_until_it_is_at_rest(watch: Watch) -> None:
    file = watch.site.write("a/9.jpg")
    os.utime(file, ns=(time.time_ns(), time.time_ns()))
    assert [watch.syncs() for _ in range(3)] == [1, 1, 1]
    assert "a/9.jpg" not in shown(watch.site)
    os.utime(file, (0, 0))
    assert [watch.syncs() for _ in range(3)][-1] == 0
    assert "a/9.jpg" in shown(watch.site)


def test_a_disk_that_never_tells_the_same_times_is_asked_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = count()
    monkeypatch.setattr(watching, "times_of", lambda _status: FolderTimes(next(ticks), 0))
    watch = Watch(site)
    assert [watch.syncs() for _ in range(2)] == [1, 0]
    watch.watcher.close()


def test_a_root_that_is_renamed_is_refused_and_comes_back(watch: Watch) -> None:
    library = watch.site.library
    away = library.rename(library.with_name("away"))
    assert watch.syncs() == 1
    (away / "a/9.jpg").write_bytes((away / "a/1.jpg").read_bytes())
    assert watch.syncs() == 1, "it is told of what is elsewhere by now"
    assert "a/9.jpg" not in shown(watch.site)
    away.rename(library)
    assert watch.syncs() == 1
    assert "a/9.jpg" in shown(watch.site)
    watch.site.write("a/10.jpg")
    assert watch.syncs() == 1


def test_a_gallery_without_a_photograph_waits_for_the_first(
    queued: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: 0.0))
    sync_by_itself(queued.runtime, GALLERY)
    watch = Watch(queued)
    assert watch.syncs() == 0
    queued.write("1.jpg")
    os.utime(queued.library / "1.jpg", (0, 0))
    assert watch.syncs() == 1
    assert shown(queued) == {"1.jpg"}
    watch.watcher.close()


def test_what_came_while_nobody_watched_is_seen_at_the_start(site: Site) -> None:
    site.write("b/c/9.jpg")
    watch = Watch(site)
    assert watch.syncs() == 1
    assert watch.syncs() == 0
    watch.watcher.close()


def test_what_comes_while_a_sync_runs_is_not_forgotten(watch: Watch) -> None:
    watch.site.write("a/9.jpg")
    assert watch.site.runtime.send(sync_by_itself, GALLERY)
    watch.pass_by(0)
    watch.pass_by(CALM)
    assert run_waiting(watch.site.runtime.queue) == 1, "it is not sent beside another one"
    assert watch.syncs(AGAIN) == 1


def test_a_gallery_whose_owner_does_without_is_let_go(watch: Watch) -> None:
    with watch.site.session() as session:
        change_settings(session, session.get_one(Gallery, GALLERY), auto_sync=False)
    watch.site.write("a/9.jpg")
    assert watch.syncs() == 1, "it was sent, and finds that nothing is to be done"
    watch.site.write("a/10.jpg")
    assert watch.syncs() == 0
    assert not watch.watcher._galleries


def test_one_watches_on_a_machine_and_another_one_goes_on(watch: Watch) -> None:
    other = Watch(watch.site)
    watch.site.write("a/9.jpg")
    assert other.syncs() == 0
    watch.watcher.close()
    other.pass_by(LOCK_EVERY)
    assert other.syncs() == 1
    other.watcher.close()


@pytest.mark.parametrize(
    ("call", "number", "limit"),
    [
        ("inotify_init1", errno.EMFILE, "max_user_instances"),
        ("inotify_add_watch", errno.ENOSPC, "max_user_watches"),
    ],
)
def test_a_limit_that_is_reached_is_said_once_and_looks_go_on(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    call: str,
    number: int,
    limit: str,
) -> None:
    def refuse(*_given: object) -> int:
        ctypes.set_errno(number)
        return -1

    real = notifying._LIBC
    names = ("inotify_init1", "inotify_add_watch", "inotify_rm_watch")
    calls = {each: getattr(real, each) for each in names} | {call: refuse}
    monkeypatch.setattr(notifying, "_LIBC", SimpleNamespace(**calls))
    watch = Watch(site)
    assert [watch.syncs() for _ in range(2)] == [0, 0]
    (line,) = [record.getMessage() for record in caplog.records if "watched" in record.getMessage()]
    assert line.startswith(f"folders are not watched: the limit fs.inotify.{limit} (")
    assert line.endswith("is reached; sysctl can raise it; they are looked at every 15 minutes")


def test_a_disk_that_does_not_answer_keeps_nothing_waiting(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, within = threading.Event(), Library.within
    site.write("a/9.jpg")

    def hang(library: Library, folder: str, work: Callable[[int], object]) -> object:
        answers.wait()
        return within(library, folder, work)

    monkeypatch.setattr(Library, "within", hang)
    watch = Watch(site)
    for _ in range(3):
        watch.watcher.look()
    assert not watch.has_opened()
    answers.set()
    assert watch.syncs() == 1
    watch.watcher.close()
