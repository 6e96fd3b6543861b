"""Jobs that make renditions: one however many ask, and not too many for one visitor."""

import errno
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bviewer import tasks
from bviewer.config.settings import KEYS
from bviewer.rendering import render as rendering
from bviewer.renditions.cache import RenditionCache
from tests.functional.renditions import OTHER, PHOTO, SIZES, address, is_soon
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import noise, truncated
from tests.site import Site
from tests.unit.queue.working import run_due, run_waiting


@pytest.fixture
def busy(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with two photographs whose jobs wait until the test runs them."""
    monkeypatch.setattr(tasks, "SENDING_PATIENCE", 20)  # Of eight threads on one file and one lock.
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    site.write(PHOTO, noise(800, 600))
    site.write(OTHER)
    mirror(site)
    yield site
    site.runtime.queue.close()
    site.close()


@everywhere
def test_sizes_that_are_not_offered_are_not_found_and_queue_nothing(
    busy: Site, subtests: pytest.Subtests
) -> None:
    for name in (
        *("size801.jpg", "size-1.jpg", "-1", "1e9.jpg", "0800.jpg", "800.0.jpg", "%20small.jpg"),
        *("small.png", "SMALL.jpg", "small.JPG", "small", "small.jpg.jpg", "full.jpg", "%D9%A8"),
        *("small.jpg/", "small.jpg/x", "small.jpg/small.jpg", "tiny.jpg%00", "..%2fsmall.jpg"),
    ):
        with subtests.test(name):
            answer = busy.browser().get(address(busy, name=name), expect_errors=True)
            assert answer.status_int == 404 or (answer.status_int == 400 and "%00" in name)
            assert busy.runtime.queue.huey.pending_count() == 0
            assert not list(busy.cache.rglob("*.jpg"))


# One job, however many ask.


@everywhere
def test_many_who_ask_at_once_cause_one_job_and_get_the_same_image(
    busy: Site, decoded: list[str]
) -> None:
    url, statuses = address(busy), []
    start = threading.Barrier(8)

    def visit() -> None:
        browser = busy.browser()
        start.wait()
        statuses.extend(browser.get(url).status_int for _ in range(8))

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [202] * 64
    assert run_waiting(busy.runtime.queue) == 1
    bodies = {busy.browser().get(url, status=200).body for _ in range(64)}
    assert (len(bodies), len(decoded)) == (1, 1)


@everywhere
def test_other_sizes_of_an_image_join_the_job_that_is_running(
    busy: Site, monkeypatch: pytest.MonkeyPatch, decoded: list[str]
) -> None:
    browser, answers = busy.browser(), []
    real = rendering.make_renditions

    def meanwhile(*args: Any, **options: Any) -> Any:
        answers.extend(browser.get(address(busy, name=f"{name}.jpg")) for name in SIZES)
        return real(*args, **options)

    monkeypatch.setattr(rendering, "make_renditions", meanwhile)
    browser.get(address(busy, name="tiny.jpg"))
    # What fills the screen is sent again, as it is urgent, and nothing is left of it to do.
    assert run_waiting(busy.runtime.queue) == 2
    assert len(answers) == 5
    assert all(map(is_soon, answers))
    for name in SIZES:
        browser.get(address(busy, name=f"{name}.jpg"), status=200)
    assert len(decoded) == 1


@everywhere
def test_each_image_has_a_job_of_its_own(busy: Site) -> None:
    for path in (PHOTO, OTHER, PHOTO):
        busy.browser().get(address(busy, path))
    assert run_waiting(busy.runtime.queue) == 2


@everywhere
def test_a_photograph_that_fills_the_screen_is_made_before_tiles_that_were_passed(
    busy: Site, decoded: list[str]
) -> None:
    paths = [f"rome/{number}.jpg" for number in range(4)]
    for path in paths:
        busy.write(path)
    busy.sync()
    for path in (*paths, OTHER):
        busy.browser().get(address(busy, path), status=202)
    busy.browser().get(address(busy, paths[3], "big.jpg"), status=202)
    assert run_waiting(busy.runtime.queue) == 6
    assert decoded == [busy.image(path).id for path in (paths[3], *paths[:3], OTHER)]


# One address.


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers at one address may cause work for three images a minute."""
    monkeypatch.setitem(KEYS, "work_per_address", ("bviewer.work_per_address", int, "3"))


@everywhere
@pytest.mark.usefixtures("strict")
def test_one_address_causes_so_much_work_and_then_gets_colours_only(busy: Site) -> None:
    paths = [f"rome/{number}.jpg" for number in range(5)]
    for path in paths:
        busy.write(path)
    busy.sync()
    addresses = [address(busy, path) for path in paths]
    browser = busy.browser()
    for url in addresses[:3]:
        for size in ("small", "big", "tiny"):
            assert is_soon(browser.get(url.replace("small", size), status=202))
    jobs = busy.runtime.queue.length()
    for url in addresses[3:]:
        answer = browser.get(url, status=429)
        assert answer.content_type == "image/png"
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert answer.headers["Cache-Control"] == "no-store"
    assert busy.runtime.queue.length() == jobs
    assert is_soon(browser.get(addresses[0], status=202))  # Of what is on its way one may ask.
    elsewhere = busy.browser()
    elsewhere.extra_environ["REMOTE_ADDR"] = "192.0.2.7"
    assert is_soon(elsewhere.get(addresses[3], status=202))
    assert is_soon(busy.browser("owner").get(addresses[4], status=202))


# When something is wrong with the machine.


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Warnings and errors; none of them with a traceback."""
    records = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not any(record.exc_info for record in records)
    return [record.getMessage() for record in records]


def test_queue_that_is_down_costs_a_line_in_the_log_and_never_the_page(
    busy: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = address(busy)
    busy.runtime.queue.close()
    for file in tmp_path.glob("queue.sqlite*"):
        file.unlink()
    (tmp_path / "queue.sqlite").mkdir()
    assert is_soon(busy.browser().get(url))
    busy.browser().get(busy.album_url("a"), status=200)
    assert lines(caplog) == ["task render_grid was not queued: unable to open database file"]
    (tmp_path / "queue.sqlite").rmdir()
    busy.runtime.queue.huey.storage.initialize_schema()
    assert is_soon(busy.browser().get(url))
    assert run_waiting(busy.runtime.queue) == 1
    busy.browser().get(url, status=200)


@pytest.mark.parametrize(
    "number",
    [
        errno.ENOSPC,
        *(pytest.param(each, marks=pytest.mark.soak) for each in (errno.EIO, errno.EROFS)),
    ],
)
def test_cache_that_takes_nothing_costs_a_line_until_it_does_again(
    busy: Site,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: int,
) -> None:
    def refuse(*_args: Any) -> None:
        raise OSError(number, os.strerror(number))

    browser, image, queue = busy.browser(), busy.image(PHOTO), busy.runtime.queue
    clock = [time.time()]
    monkeypatch.setattr("time.time", lambda: clock[0])
    with monkeypatch.context() as patched:
        patched.setattr(RenditionCache, "write", refuse)
        browser.get(address(busy))
        for _ in range(4):
            run_waiting(queue)
            assert is_soon(browser.get(address(busy)))
            browser.get(busy.album_url("a"), status=200)
            assert queue.resend_lost() == 0
            clock[0] += busy.runtime.lease + 1
            assert queue.resend_lost() == 1
    reason = f"[Errno {number}] {os.strerror(number)}"
    assert lines(caplog) == [f"render_grid ('{image.id}',) is put off: {reason}"] * 4
    assert busy.image(PHOTO).state == "ready"
    run_waiting(queue)
    browser.get(address(busy), status=200)


def test_picture_that_is_still_being_copied_is_shown_in_the_end(
    busy: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_750_000_000
    monkeypatch.setattr("time.time", lambda: float(now))
    file, whole = busy.library / PHOTO, noise(800, 600)
    browser, queue = busy.browser(), busy.runtime.queue
    for share in (0.4, 0.6, 0.8):
        file.write_bytes(truncated(whole, share))
        os.utime(file, (now, now))
        if share == 0.4:
            busy.sync()
            browser.get(address(busy))
            run_waiting(queue)
        else:
            assert run_due(queue, 6) == 1
        assert is_soon(browser.get(address(busy)))
    file.write_bytes(whole)
    os.utime(file, (now - 60, now - 60))
    attempts = 0
    while run_due(queue, 6):
        attempts += 1
    assert attempts == 2
    browser.get(address(busy), status=200)
    assert busy.image(PHOTO).state == "ready"
