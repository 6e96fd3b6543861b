"""Rendering fails: decoders crash, workers are killed, disks take nothing or give nothing."""

import errno
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

from bviewer.models import Image as Row
from bviewer.models import ImageState
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater
from bviewer.rendering import reconcile as reconciling
from bviewer.rendering import render as rendering
from bviewer.rendering.render import render_image
from bviewer.renditions import pipeline
from bviewer.renditions.cache import RenditionCache
from bviewer.sandbox.places import Places
from tests.site import Site
from tests.unit.queue.working import (
    PATH,
    renditions,
)
from tests.unprivileged import give_to_nobody, reachable_folder, unprivileged


def crash(*_args: Any) -> None:
    """What a fault in a decoder does to its process."""
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(*_args: Any) -> None:
    """A decoder that never comes to an end."""
    time.sleep(60)


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
    monkeypatch.setattr(pipeline, "render", lambda *_: kill_worker(os.getppid()))
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
        (pipeline, "render"),
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
    assert len(renditions(site)) == 5
    row = site.image(PATH)
    assert (row.state, row.attempts, row.attempted_at) == ("ready", 0, None)


def test_worker_that_was_killed_holds_nothing_against_the_picture(site: Site, image: str) -> None:
    with site.session() as session:
        row = session.merge(site.image(PATH))
        row.attempts = 2
    render_image(site.runtime, image)
    assert len(renditions(site)) == 5
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
    monkeypatch.setattr(pipeline, "render", decoder)
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


def test_decoder_that_dies_once_gets_a_second_chance_alone(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been killed for the memory that others had."""
    are_alone: list[bool] = []

    @contextmanager
    def taken(_places: Places, _hold_on: Callable[[], None], *, alone: bool) -> Iterator[None]:
        are_alone.append(alone)
        yield

    monkeypatch.setattr(Places, "taken", taken)
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "render", crash)
        with pytest.raises(TryLater):
            render_image(site.runtime, image)
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
    assert are_alone == [False, True]


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
    assert len(renditions(site)) == 5


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
            assert site.sync().skipped == [f"{PATH}: Permission denied"]
            assert site.image(PATH).state == ImageState.BROKEN
            site.close()

        unprivileged(check)
        # Not even the file's own times tell that somebody else runs bviewer now.
        report = site.sync()
        row = site.image(PATH)
        if os.geteuid() == 0:
            assert (report.skipped, report.changed) == ([], 1)
            assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
        (site.library / PATH).chmod(0o644)
        site.sync()
        row = site.image(PATH)
        assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
        render_image(site.runtime, row.id)
        assert len(renditions(site)) == 5


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

    monkeypatch.setattr(reconciling, "open_known", refuse)
    for _ in range(4):
        with pytest.raises(OSError, match=os.strerror(number)):
            render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason, row.attempts) == ("ready", None, 0)
