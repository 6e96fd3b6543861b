"""Two files of equal size and time change places, one of them in a private album."""

import io
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image as Picture

from bviewer.delivery import settled
from bviewer.delivery.settled import SETTLED_AFTER
from bviewer.library import reading
from bviewer.models import Image, Visibility
from bviewer.queue.task import TryLater
from bviewer.rendering.reconcile import RETRY_DELAY
from bviewer.rendering.render import render_image
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import jpeg
from tests.site import Site
from tests.stack import Stack
from tests.unit.queue.working import run_due, run_waiting

OPEN, PRIVATE = "open/a.jpg", "priv/s.jpg"
CONTENT = {
    OPEN: jpeg(60, 40, "blue").ljust(2000, b"\0"),
    PRIVATE: jpeg(60, 40, "red").ljust(2000, b"\0"),
}


@pytest.fixture
def pair(tmp_path: Path, database: Stack) -> Iterator[Site]:
    """A site with a public file and a private one; tasks wait until they are run."""
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    for path, content in CONTENT.items():
        site.write(path, content)
        # So that nobody takes their folders for those that were exchanged.
        for number in range(3):
            site.write(f"{path.partition('/')[0]}/{number}.jpg", jpeg(20 + len(path), 20 + number))
    mirror(site)
    site.set_visibility("priv", Visibility.PRIVATE)
    yield site
    site.close()


def exchange(site: Site) -> None:
    """Let both files change places, as renaming does it."""
    one, other, aside = site.library / OPEN, site.library / PRIVATE, site.library / "aside"
    before = one.stat(), other.stat()
    assert [each.st_size for each in before] == [2000, 2000]
    assert before[0].st_mtime_ns == before[1].st_mtime_ns
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def is_red(body: bytes) -> bool:
    """Whether a thumbnail is of the private picture."""
    with Picture.open(io.BytesIO(body)) as image:
        red, _green, blue = image.convert("RGB").getpixel((20, 20))
    return red > blue


@everywhere
def test_the_private_file_is_never_sent_at_the_address_of_the_public_one(pair: Site) -> None:
    address, browser = f"{pair.image_url(OPEN)}full", pair.browser()
    assert browser.get(address).body == CONTENT[OPEN]
    exchange(pair)
    browser.get(address, status=404)
    run_waiting(pair.runtime.queue)
    browser.get(address, status=404)
    owner, album = pair.browser("owner"), pair.image(PRIVATE).album_id
    assert album == pair.album("priv").id
    assert owner.get(f"{pair.image_url(PRIVATE)}full").body == CONTENT[OPEN]


@pytest.mark.parametrize("is_synced", [False, True])
def test_a_thumbnail_is_of_the_content_that_its_row_means(pair: Site, is_synced: bool) -> None:
    public, address = pair.image(OPEN).id, f"{pair.image_url(OPEN)}small.jpg"
    browser = pair.browser()
    exchange(pair)
    browser.get(address, status=202)
    run_waiting(pair.runtime.queue)
    if is_synced:
        pair.sync()
    browser.get(address, status=404)
    owner = pair.browser("owner")
    moved = f"{pair.image_url(PRIVATE)}small.jpg"
    assert public in moved
    owner.get(moved, status=202)
    assert run_due(pair.runtime.queue, RETRY_DELAY) == 1
    assert not is_red(owner.get(moved, status=200).body)


def test_a_thumbnail_that_was_asked_for_while_they_were_exchanged_is_of_neither(pair: Site) -> None:
    address, browser = f"{pair.image_url(OPEN)}small.jpg", pair.browser()
    exchange(pair)
    with suppress(TryLater):
        render_image(pair.runtime, pair.image(OPEN).id)
    assert list(pair.cache.rglob("*.jpg")) == []
    exchange(pair)
    pair.sync()
    browser.get(address, status=202)
    run_waiting(pair.runtime.queue)
    assert not is_red(browser.get(address, status=200).body)


def copy_back(file: Path) -> None:
    """Be restored from a backup: the same content and times in a new file."""
    shutil.copy2(file, file.with_suffix(".new"))
    times = file.stat()
    file.with_suffix(".new").replace(file)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_library_from_a_backup_is_looked_at_once(
    pair: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed, real = [], reading.quick_hash
    monkeypatch.setattr(
        reading, "quick_hash", lambda file, size: hashed.append(size) or real(file, size)
    )
    address, browser = f"{pair.image_url(OPEN)}full", pair.browser()
    browser.get(address)
    assert hashed == []
    copy_back(pair.library / OPEN)
    assert browser.get(address).body == CONTENT[OPEN]
    run_waiting(pair.runtime.queue)
    assert len(hashed) == 2, "by whoever asked, and by the worker that noted it"
    assert browser.get(address).body == CONTENT[OPEN]
    assert len(hashed) == 2
    assert pair.sync().changed == 0


def test_an_inode_tells_files_whose_times_are_all_equal(pair: Site) -> None:
    """As on file systems where a rename leaves ctime as it is."""
    ids = {path: pair.image(path).id for path in (OPEN, PRIVATE)}
    exchange(pair)
    with pair.session() as session:
        for path, image_id in ids.items():
            status = (pair.library / path).stat()
            session.get_one(Image, image_id).ctime_ns = status.st_ctime_ns
    browser, owner = pair.browser(), pair.browser("owner")
    browser.get(f"{pair.image_url(OPEN)}full", status=404)
    owner.get(f"{pair.image_url(PRIVATE)}full", status=404)
    run_waiting(pair.runtime.queue)
    # They are where somebody has put them, and known again without anybody typing `sync`.
    assert browser.get(f"{pair.image_url(OPEN)}full").body == CONTENT[PRIVATE]
    assert owner.get(f"{pair.image_url(PRIVATE)}full").body == CONTENT[OPEN]


def exchange_folders(site: Site) -> None:
    """Let the folders of both files change places; each file keeps its name."""
    one, other, aside = site.library / "open", site.library / "priv", site.library / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


@contextmanager
def exchanging(site: Site, once: Callable[[Site], None]) -> Iterator[None]:
    """Let a thread exchange things meanwhile, without a pause."""
    ending = threading.Event()

    def work() -> None:
        while not ending.is_set():
            once(site)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


ANSWERS = 400


@everywhere
@pytest.mark.parametrize("once", [exchange, pytest.param(exchange_folders, marks=pytest.mark.soak)])
def test_the_private_file_is_never_sent_while_files_are_exchanged_all_the_time(
    pair: Site, monkeypatch: pytest.MonkeyPatch, once: Callable[[Site], None]
) -> None:
    monkeypatch.setattr(settled, "SETTLED_AFTER", SETTLED_AFTER)
    shutil.copy2(pair.library / PRIVATE, pair.library / "priv" / "a.jpg")
    address, browser = f"{pair.image_url(OPEN)}full", pair.browser()
    # What was touched just now is sent by bviewer behind nginx as well; only asking is slower.
    number = ANSWERS // 4 if pair.is_behind_nginx else ANSWERS
    with exchanging(pair, once):
        answers = [browser.get(address, status=[200, 404]) for _ in range(number)]
    bodies = Counter(answer.body for answer in answers if answer.status_int == 200)
    assert bodies.keys() == {CONTENT[OPEN]}
    assert bodies[CONTENT[OPEN]] > number / 100


@pytest.mark.stacks("redirecting")
def test_nginx_sends_what_nobody_has_touched_for_five_minutes(
    pair: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settled, "SETTLED_AFTER", SETTLED_AFTER)
    address, browser = f"{pair.image_url(OPEN)}full", pair.browser()

    def is_sent_by_nginx(seconds: float) -> bool:
        """As it is so many seconds from now."""
        clock = SimpleNamespace(time=lambda: time.time() + seconds)
        monkeypatch.setattr(settled, "time", clock)
        return "X-Accel-Redirect" in browser.get(address).headers

    assert not is_sent_by_nginx(0)
    assert not is_sent_by_nginx(SETTLED_AFTER - 60)
    assert is_sent_by_nginx(SETTLED_AFTER + 1)
    assert not is_sent_by_nginx(-3600), "a clock that is wrong tells nothing"
