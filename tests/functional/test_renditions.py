"""Resized images as visitors get them: soon, now, never, or not at all."""

import errno
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from webtest import TestApp, TestResponse

from bviewer import tasks
from bviewer.config.settings import KEYS
from bviewer.rendering import render as rendering
from bviewer.renditions.cache import RenditionCache
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import huge_png, noise, truncated
from tests.site import Site
from tests.unit.queue.working import run_due, run_waiting

PHOTO, OTHER = "a/photo.jpg", "a/other.jpg"
SIZES = ("tiny", "small", "small2x", "big")


@pytest.fixture
def browser(site: Site) -> TestApp:
    """A visitor of a site with two photographs, whose jobs are run where they are sent."""
    site.write(PHOTO, noise(800, 600))
    site.write(OTHER)
    mirror(site)
    return site.browser()


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


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the images that were given to a decoder."""
    ids: list[str] = []
    real = rendering.render

    def render(runtime: Any, order: Any) -> None:
        ids.append(order.image_id)
        real(runtime, order)

    monkeypatch.setattr(rendering, "render", render)
    return ids


def address(site: Site, path: str = PHOTO, name: str = "small.jpg") -> str:
    """Where a rendition of an image is, without the fingerprint."""
    return f"{site.image_url(path)}{name}"


def is_soon(answer: TestResponse) -> bool:
    """Whether an answer is the one for renditions that are being made."""
    image = Image.open(BytesIO(answer.body))
    return (
        answer.status_int == 202
        and answer.content_type == "image/png"
        and max(image.size) <= 6
        and answer.headers["Cache-Control"] == "no-store"
        and answer.headers["Retry-After"] == "1"
    )


def is_broken(answer: TestResponse) -> bool:
    """Whether an answer is the one for pictures that cannot be shown."""
    return (
        answer.status_int == 415
        and answer.content_type == "image/svg+xml"
        and answer.headers["Cache-Control"] == "no-store"
        and "Retry-After" not in answer.headers
        and b"<svg" in answer.body
    )


# Soon, and now.


@everywhere
def test_first_request_is_answered_at_once_and_the_next_with_the_image(
    site: Site, browser: TestApp
) -> None:
    assert is_soon(browser.get(address(site)))
    answer = browser.get(address(site), status=200)
    assert answer.content_type == "image/jpeg"
    assert Image.open(BytesIO(answer.body)).size == (300, 300)
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_stand_in_shows_the_colours_of_the_photograph_once_they_are_known(
    site: Site, browser: TestApp
) -> None:
    grey = browser.get(address(site))
    assert Image.open(BytesIO(grey.body)).size == (6, 6)
    shutil.rmtree(site.cache / "images")
    colours = browser.get(address(site))
    assert is_soon(colours)
    assert Image.open(BytesIO(colours.body)).size == (6, 6)


def test_one_job_makes_all_sizes(site: Site, browser: TestApp, decoded: list[str]) -> None:
    browser.get(address(site))
    sizes = {
        name: Image.open(BytesIO(browser.get(address(site, name=f"{name}.jpg"), status=200).body))
        for name in SIZES
    }
    assert {name: image.size for name, image in sizes.items()} == {
        "tiny": (150, 150),
        "small": (300, 300),
        "small2x": (600, 600),
        "big": (800, 600),
    }
    assert len(decoded) == 1


def test_stamp_in_the_address_is_never_needed(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    bodies = {
        browser.get(address(site) + query, status=200).body
        for query in ("", "?v=", "?v=wrong", "?v=0123456789ab&try=3", "?try=1")
    }
    assert len(bodies) == 1


def test_page_of_an_album_names_renditions_that_can_be_had(site: Site, browser: TestApp) -> None:
    page = browser.get(site.album_url("a"))
    sources = [image["src"] for image in page.html.find_all("img")] if hasattr(page, "html") else []
    assert len(sources) == 2
    for source in sources:
        assert is_soon(browser.get(source))
        browser.get(source, status=200)


@everywhere
def test_head_is_answered_like_get_without_the_bytes(site: Site, browser: TestApp) -> None:
    assert browser.head(address(site)).status_int == 202
    answer = browser.head(address(site), status=200)
    assert answer.body == b""
    assert int(answer.headers["Content-Length"]) > 0


@everywhere
def test_browser_that_has_the_image_is_told_so(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    answer = browser.get(address(site), status=200)
    again = browser.get(
        address(site), headers={"If-None-Match": answer.headers["ETag"]}, status=304
    )
    assert again.body == b""
    assert again.headers["ETag"] == answer.headers["ETag"]
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    browser.get(address(site), headers=since, status=304)
    browser.get(address(site), headers={"If-None-Match": '"other"'}, status=200)


@everywhere
def test_part_of_an_image_can_be_had(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    whole = browser.get(address(site)).body
    part = browser.get(address(site), headers={"Range": "bytes=10-19"}, status=206)
    assert part.body == whole[10:20]
    browser.get(address(site), headers={"Range": "bytes=9999999-"}, status=416)


@everywhere
def test_validators_of_an_image_mean_nothing_while_there_is_a_stand_in(
    site: Site, browser: TestApp
) -> None:
    browser.get(address(site))
    tag = browser.get(address(site)).headers["ETag"]
    shutil.rmtree(site.cache / "images")
    headers = {"If-None-Match": tag, "Range": "bytes=0-1"}
    assert is_soon(browser.get(address(site), headers=headers))


def test_image_that_has_changed_has_another_tag(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    before = browser.get(address(site))
    site.write(PHOTO, noise(800, 600, seed=2))
    site.sync()
    assert is_soon(browser.get(address(site)))
    after = browser.get(address(site), status=200)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.body != before.body


# Never.


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


def test_broken_picture_is_marked_and_decoded_once_over_many_requests_and_syncs(
    site: Site, browser: TestApp, decoded: list[str]
) -> None:
    site.write(PHOTO, truncated(noise(800, 600)))
    site.sync()
    assert is_soon(browser.get(address(site)))
    for _ in range(3):
        for name in SIZES:
            assert is_broken(browser.get(address(site, name=f"{name}.jpg"), status=415))
        site.sync()
    assert len(decoded) == 1
    browser.get(address(site, OTHER), status=202)
    browser.get(address(site, OTHER), status=200)


@everywhere
def test_page_that_shows_it_gets_the_picture_of_what_cannot_be_shown_as_any_other(
    site: Site, browser: TestApp
) -> None:
    """A browser would report any other status as an error of the page."""
    image = {"Sec-Fetch-Dest": "image"}
    site.write(PHOTO, b"no picture")
    site.sync()
    refused = browser.get(address(site), status=415)
    shown = browser.get(address(site), headers=image, status=200)
    assert (shown.body, shown.content_type) == (refused.body, refused.content_type)
    assert shown.headers["Cache-Control"] == "no-store"
    assert browser.get(address(site), headers={"Sec-Fetch-Dest": "empty"}, status=415)
    missing = address(site, OTHER)
    (site.library / OTHER).unlink()
    site.sync()
    browser.get(missing, headers=image, status=404)
    owner = site.browser("owner")
    owner.get(missing, status=404)
    assert owner.get(missing, headers=image, status=200).body == refused.body


def test_broken_picture_is_tried_again_when_its_file_has_changed(
    site: Site, browser: TestApp, decoded: list[str]
) -> None:
    site.write(PHOTO, truncated(noise(800, 600)))
    site.sync()
    browser.get(address(site))
    browser.get(address(site), status=415)
    site.write(PHOTO, noise(800, 600))
    browser.get(address(site), status=415)
    site.sync()
    assert is_soon(browser.get(address(site)))
    browser.get(address(site), status=200)
    assert len(decoded) == 2


@pytest.mark.parametrize("content", [b"", b"\xff", b"\xff\xd8\xff", b"This is text.\n"])
def test_file_that_is_no_picture_is_never_given_to_a_decoder(
    site: Site, browser: TestApp, decoded: list[str], content: bytes
) -> None:
    site.write(PHOTO, content)
    for _ in range(3):
        site.sync()
        assert is_broken(browser.get(address(site), status=415))
    assert decoded == []
    site.write(PHOTO, noise(80, 60))
    site.sync()
    browser.get(address(site), status=202)
    browser.get(address(site), status=200)


def test_bomb_is_one_attempt_under_a_memory_limit(
    tmp_path: Path, database: Path, decoded: list[str]
) -> None:
    site = Site(tmp_path, database, **{"bviewer.job_memory_mb": "64"})
    site.add_gallery()
    site.write(PHOTO, huge_png())
    site.write(OTHER)
    site.sync()
    browser = site.browser()
    assert is_soon(browser.get(address(site)))
    for _ in range(3):
        assert is_broken(browser.get(address(site), status=415))
    assert len(decoded) == 1
    assert site.image(PHOTO).reason == "it needs more memory than allowed"
    browser.get(address(site, OTHER), status=202)
    browser.get(address(site, OTHER), status=200)
    site.close()


# Not at all.


@everywhere
def test_missing_original_without_a_rendition_is_not_found(site: Site, browser: TestApp) -> None:
    (site.library / PHOTO).unlink()
    assert is_soon(browser.get(address(site))), "nobody knows yet"
    browser.get(address(site), status=404)
    assert not list(site.cache.rglob("*.jpg"))


@everywhere
def test_what_is_gone_is_shown_to_its_owner_alone(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    before = browser.get(address(site), status=200).body
    (site.library / PHOTO).unlink()
    assert browser.get(address(site), status=200).body == before
    site.sync()
    page, owner = site.image_url(PHOTO), site.browser("owner")
    assert site.image(PHOTO).state == "missing"
    assert owner.get(address(site), status=200).body == before
    owner.get(page, status=200)
    owner.get(f"{page}full", status=404)
    for url in (address(site), page, f"{page}full", f"/{site.image(PHOTO).id}/"):
        browser.get(url, status=404)


def test_library_that_is_away_marks_nothing_missing_and_pages_go_on(
    site: Site, browser: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = site.library.rename(site.library.parent / "away")
    for _ in range(3):
        assert is_soon(browser.get(address(site)))
    assert site.image(PHOTO).state == "ready"
    browser.get(site.album_url("a"), status=200)
    browser.get(site.image_url(PHOTO), status=200)
    browser.get(f"{site.image_url(PHOTO)}full", status=404)
    away.rename(site.library)
    later = time.time() + site.runtime.lease + 1
    monkeypatch.setattr("time.time", lambda: later)
    browser.get(address(site), status=202)
    browser.get(address(site), status=200)


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
    assert len(answers) == 4
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
    assert lines(caplog) == ["task render_image was not queued: unable to open database file"]
    (tmp_path / "queue.sqlite").rmdir()
    busy.runtime.queue.huey.storage.initialize_schema()
    assert is_soon(busy.browser().get(url))
    assert run_waiting(busy.runtime.queue) == 1
    busy.browser().get(url, status=200)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
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
    assert lines(caplog) == [f"render_image ('{image.id}',) is put off: {reason}"] * 4
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
