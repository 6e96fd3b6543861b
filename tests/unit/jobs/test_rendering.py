"""Rendering one photograph: what is made, and what becomes of those that cannot be."""

import errno
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from bviewer.jobs import rendering
from bviewer.jobs.queue import TryLater
from bviewer.jobs.rendering import render_image
from bviewer.jobs.runtime import Runtime
from bviewer.models import Image as Row
from bviewer.models import ImageState
from bviewer.renditions import store
from bviewer.renditions.cache import RenditionCache, content_stamp
from bviewer.renditions.store import Limits
from tests.pictures import huge_png, jpeg, noise, truncated
from tests.site import Site
from tests.unprivileged import give_to_nobody, reachable_folder, unprivileged

PATH = "a/photo.jpg"
NOW = 1_750_000_000  # Seconds since 1970.


@pytest.fixture
def image(site: Site) -> str:
    """The id of the image at PATH, beside another one."""
    site.write(PATH, noise(640, 480))
    site.write("a/other.jpg")
    site.sync()
    return site.image(PATH).id


def renditions(site: Site, path: str = PATH) -> dict[str, Path]:
    """The files of an image in the cache, as its row is now, by the name of their size."""
    image, runtime = site.image(path), site.runtime
    stamp = content_stamp(runtime.recipe, image.size, image.mtime_ns, image.quick_hash)
    gallery_id = site.album("").gallery_id
    paths = {
        name: site.cache / runtime.cache.relative_path(gallery_id, image.id, stamp, name)
        for name in runtime.settings.sizes
    }
    return {name: path for name, path in paths.items() if path.exists()}


def write_at(site: Site, mtime: float, content: bytes) -> None:
    """Change the file at PATH at a time of day."""
    file = site.write(PATH, content)
    os.utime(file, (mtime, mtime))
    site.sync()


def crash(*_args: Any) -> None:
    """What a fault in a decoder does to its process."""
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(*_args: Any) -> None:
    """A decoder that never comes to an end."""
    time.sleep(60)


# What is made.


def test_one_job_makes_all_sizes_and_remembers_what_it_learned(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    assert set(renditions(site)) == set(site.runtime.settings.sizes)
    row = site.image(PATH)
    assert (row.width, row.height) == (640, 480)
    assert len(row.placeholder or b"") == 108
    assert (row.state, row.reason, row.attempts, row.attempted_at) == ("ready", None, 0, None)


def test_job_that_has_nothing_to_do_does_not_even_open_the_file(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    (site.library / PATH).unlink()
    render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY


def test_only_what_is_missing_is_made(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    before = {name: path.stat().st_mtime_ns for name, path in renditions(site).items()}
    renditions(site)["small"].unlink()
    render_image(site.runtime, image)
    after = {name: path.stat().st_mtime_ns for name, path in renditions(site).items()}
    assert {name for name in before if before[name] != after[name]} == {"small"}


def test_renditions_of_the_former_file_are_removed(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    former = renditions(site)
    site.write(PATH, noise(320, 240, seed=2))
    site.sync()
    render_image(site.runtime, image)
    assert len(renditions(site)) == len(former)
    assert not any(path.exists() for path in former.values())


def test_image_that_no_longer_exists_is_nothing_to_complain_about(site: Site) -> None:
    render_image(site.runtime, "nosuchimage1")


def test_file_from_a_year_that_no_database_knows_is_rendered(site: Site, image: str) -> None:
    write_at(site, 10_000_000_000, noise(320, 240))  # In the year 2286.
    render_image(site.runtime, image)
    assert len(renditions(site)) == 4


# Broken pictures.


def test_broken_picture_is_recorded_with_its_reason(
    site: Site, image: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.write(PATH, truncated(noise(640, 480)))
    site.sync()
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert row.state == ImageState.BROKEN
    assert row.reason
    assert row.attempted_at is None
    assert not renditions(site)
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert record.getMessage() == f"'{PATH}' is broken: {row.reason}"


def test_broken_picture_is_not_decoded_again(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(PATH, truncated(noise(640, 480)))
    site.sync()
    render_image(site.runtime, image)
    monkeypatch.setattr(rendering, "render", pytest.fail)
    site.sync()
    render_image(site.runtime, image)


def test_broken_picture_is_rendered_once_its_file_was_mended(site: Site, image: str) -> None:
    site.write(PATH, truncated(noise(640, 480)))
    site.sync()
    render_image(site.runtime, image)
    site.write(PATH, noise(640, 480))
    site.sync()
    render_image(site.runtime, image)
    assert len(renditions(site)) == 4


def test_broken_picture_is_no_cover_any_more(site: Site, image: str) -> None:
    site.write(PATH, truncated(noise(640, 480)))
    os.utime(site.library / "a/other.jpg", (1_600_000_000, 1_600_000_000))
    site.sync()
    page = site.browser().get("/")
    assert image in page
    render_image(site.runtime, image)
    assert image not in site.browser().get("/")


def test_bomb_is_broken_after_one_attempt_and_the_worker_lives(site: Site, image: str) -> None:
    site.write(PATH, huge_png())
    site.sync()
    render_image(replace(site.runtime, limits=Limits(150_000_000, 64, 60)), image)
    row = site.image(PATH)
    assert (row.state, row.reason) == ("broken", "it needs more memory than allowed")


# Files that are still being written.


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still."""
    monkeypatch.setattr("time.time", lambda: float(NOW))


@pytest.mark.usefixtures("frozen")
def test_half_of_a_picture_that_is_being_copied_is_tried_again(site: Site, image: str) -> None:
    write_at(site, NOW - 1, truncated(noise(640, 480)))
    for _ in range(4):
        with pytest.raises(TryLater, match="not complete yet") as later:
            render_image(site.runtime, image)
        assert later.value.delay
    row = site.image(PATH)
    assert (row.state, row.attempts, row.attempted_at) == ("ready", 0, None)
    site.write(PATH, noise(640, 480))
    with pytest.raises(TryLater, match="has changed"):
        render_image(site.runtime, image)
    render_image(site.runtime, image)
    assert len(renditions(site)) == 4


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("mtime", [NOW - 6, NOW + 6, NOW + 1_000_000])
def test_half_of_a_picture_is_broken_when_nobody_has_written_to_it_for_seconds(
    site: Site, image: str, mtime: float
) -> None:
    write_at(site, mtime, truncated(noise(640, 480)))
    render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.BROKEN


def test_file_that_changed_since_the_last_sync_is_read_again_and_rendered_later(
    site: Site, image: str
) -> None:
    site.write(PATH, noise(320, 240, seed=2))
    with pytest.raises(TryLater, match="has changed") as later:
        render_image(site.runtime, image)
    assert later.value.delay
    row = site.image(PATH)
    assert (row.width, row.height, row.attempts, row.attempted_at) == (320, 240, 0, None)
    render_image(site.runtime, image)
    assert len(renditions(site)) == 4


def test_file_that_changes_while_it_is_decoded_gives_no_rendition_of_either(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.render

    def disturbed(*args: Any) -> Any:
        site.write(PATH, noise(320, 240, seed=2))
        return real(*args)

    monkeypatch.setattr(store, "render", disturbed)
    with pytest.raises(TryLater):
        render_image(site.runtime, image)
    assert not list(site.cache.rglob("*.jpg"))
    monkeypatch.undo()
    render_image(site.runtime, image)
    assert (site.image(PATH).width, len(renditions(site))) == (320, 4)


# The row meanwhile.


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen after the decoder has done its work, and before it is written down."""
    real = rendering.make_renditions

    def made(*args: Any) -> Any:
        try:
            return real(*args)
        finally:
            happens()

    monkeypatch.setattr(rendering, "make_renditions", made)


def replace_file(site: Site) -> None:
    """Another picture takes the place, and a sync learns of it."""
    site.write(PATH, jpeg(100, 50))
    site.sync()


def test_facts_of_a_former_file_are_not_written_over_those_of_the_new_one(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: replace_file(site))
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.width, row.height, row.placeholder) == (100, 50, None)


def test_verdict_about_a_former_file_does_not_hit_the_new_one(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(PATH, truncated(noise(640, 480)))
    site.sync()
    meanwhile(monkeypatch, lambda: replace_file(site))
    render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY


# Crashes.


def render_in_a_process(site: Site, image: str) -> int | None:
    """Render in a worker's process; returns its exit code."""
    site.runtime.engine.dispose()
    worker = multiprocessing.get_context("fork").Process(
        target=render_image, args=(site.runtime, image)
    )
    worker.start()
    worker.join(30)
    return worker.exitcode


def test_attempt_is_on_record_before_the_decoder_starts(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "render", lambda *_: kill_worker(os.getppid()))
    assert render_in_a_process(site, image) == -signal.SIGKILL
    row = site.image(PATH)
    assert (row.state, row.attempts) == ("ready", 1)
    assert row.attempted_at is not None


def kill_worker(worker: int) -> None:
    """End the worker like a lack of memory does, and its child with it."""
    os.kill(worker, signal.SIGKILL)
    hang()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("owner", "step"),
    [
        (rendering, "open_expected"),
        (store, "render"),
        (RenditionCache, "write"),
        (Path, "replace"),
        (rendering, "end"),
    ],
)
def test_worker_that_is_killed_at_any_step_leaves_whole_files_only_and_work_goes_on(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str, after: bool
) -> None:
    real = getattr(owner, step)
    test = os.getpid()

    def killing(*args: Any, **options: Any) -> None:
        if after:
            real(*args, **options)
        kill_worker(os.getpid() if os.getppid() == test else os.getppid())

    with monkeypatch.context() as patched:
        patched.setattr(owner, step, killing)
        assert render_in_a_process(site, image) == -signal.SIGKILL
    for file in site.cache.rglob("*.jpg"):
        Image.open(file).load()
    render_image(site.runtime, image)
    assert len(renditions(site)) == 4
    row = site.image(PATH)
    assert (row.state, row.attempts, row.attempted_at) == ("ready", 0, None)


def test_worker_that_was_killed_holds_nothing_against_the_picture(site: Site, image: str) -> None:
    with site.session() as session:
        row = session.merge(site.image(PATH))
        row.attempts = 2
    render_image(site.runtime, image)
    assert len(renditions(site)) == 4
    assert site.image(PATH).attempts == 0


def test_picture_that_three_workers_died_of_is_given_up(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.session() as session:
        session.merge(site.image(PATH)).attempts = 3
    monkeypatch.setattr(rendering, "render", pytest.fail)
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason) == ("broken", "every worker that tried it was killed")


def limited(site: Site, seconds: float) -> Runtime:
    """The runtime with less patience."""
    return replace(site.runtime, limits=replace(site.runtime.limits, seconds=seconds))


@pytest.mark.parametrize(
    ("decoder", "seconds", "reason"),
    [
        (crash, 60, "the decoder crashed (signal SIGSEGV)"),
        (hang, 0.2, "it took longer than 0.2 s"),
    ],
)
def test_decoder_that_dies_twice_is_enough(
    site: Site,
    image: str,
    monkeypatch: pytest.MonkeyPatch,
    decoder: Callable[..., None],
    seconds: float,
    reason: str,
) -> None:
    monkeypatch.setattr(store, "render", decoder)
    runtime = limited(site, seconds)
    with pytest.raises(TryLater) as later:
        render_image(runtime, image)
    assert later.value.delay
    assert site.image(PATH).state == ImageState.READY
    render_image(runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason, row.attempts) == ("broken", reason, 2)
    monkeypatch.setattr(rendering, "render", pytest.fail)
    render_image(runtime, image)


def test_decoder_that_dies_once_gets_a_second_chance(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(store, "render", crash)
        with pytest.raises(TryLater):
            render_image(site.runtime, image)
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason, row.attempts) == ("ready", None, 0)


def test_worker_that_must_end_at_once_takes_its_attempt_back(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rendering, "render", stop)
    with pytest.raises(KeyboardInterrupt):
        render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.attempts, row.attempted_at) == (0, None)


# Storage that fails.


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
def test_cache_that_takes_nothing_is_not_the_fault_of_the_photograph(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_args: Any) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(RenditionCache, "write", refuse)
        for _ in range(4):
            with pytest.raises(OSError, match=os.strerror(number)):
                render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason, row.attempts, row.attempted_at) == ("ready", None, 0, None)
    render_image(site.runtime, image)
    assert len(renditions(site)) == 4


def test_cache_that_went_away_does_not_make_a_photograph_missing(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "/cache")

    monkeypatch.setattr(RenditionCache, "write", refuse)
    with pytest.raises(TryLater):
        render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY


def test_file_where_the_folder_of_the_cache_should_be_is_an_error_of_the_storage(
    site: Site, image: str
) -> None:
    (site.cache / "images").write_text("in the way")
    with pytest.raises(OSError, match=r"images"):
        render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY


# Originals that may not be read.


@contextmanager
def forbidden(database: Path, path: str, mode: int) -> Iterator[Site]:
    """A site that has lost rights on a path in the library, which no time of the file tells."""
    with reachable_folder() as folder:
        site = Site(folder, database)
        site.add_gallery()
        site.write(PATH)
        site.write("b/other.jpg")
        site.sync()
        (site.library / path).chmod(mode)
        with site.session() as session:
            row = session.scalars(select(Row).where(Row.path == PATH)).one()
            row.ctime_ns = (site.library / PATH).stat().st_ctime_ns
        give_to_nobody(folder, but="library")
        site.close()
        yield site
        (site.library / path).chmod(0o755)
        site.close()


def test_original_that_may_not_be_read_is_broken_and_heals_at_a_sync(database: Path) -> None:
    with forbidden(database, PATH, 0) as site:

        def check() -> None:
            render_image(site.runtime, site.image(PATH).id)
            row = site.image(PATH)
            assert (row.state, row.attempts, row.attempted_at) == ("broken", 1, None)
            assert row.reason == "the file cannot be read: permission denied"
            assert site.browser().get(f"{site.image_url(PATH)}small.jpg", status=415)
            assert site.sync().problems == [f"{PATH}: Permission denied"]
            assert site.image(PATH).state == ImageState.BROKEN
            site.close()

        unprivileged(check)
        # Not even the file's own times tell that somebody else runs bviewer now.
        report = site.sync()
        row = site.image(PATH)
        if os.geteuid() == 0:
            assert (report.problems, report.changed) == ([], 1)
            assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
        (site.library / PATH).chmod(0o644)
        site.sync()
        row = site.image(PATH)
        assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
        render_image(site.runtime, row.id)
        assert len(renditions(site)) == 4


def test_folder_that_may_not_be_read_is_no_fault_of_the_photographs_in_it(database: Path) -> None:
    for mode in (0o000, 0o604):  # Not to be opened; to be listed, but nothing in it to be opened.
        with forbidden(database, "a", mode) as site:

            def check(site: Site = site) -> None:
                for _ in range(4):
                    with pytest.raises(PermissionError):
                        render_image(site.runtime, site.image(PATH).id)
                row = site.image(PATH)
                assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
                site.close()

            unprivileged(check)


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EACCES])
def test_storage_that_fails_to_open_an_original_is_tried_later(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_args: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(rendering, "open_known", refuse)
    for _ in range(4):
        with pytest.raises(OSError, match=os.strerror(number)):
            render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
