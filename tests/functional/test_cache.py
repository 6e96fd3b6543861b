"""The cache comes and goes under its readers, and none of them ever notices."""

import errno
import hashlib
import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from webtest import TestResponse

from bviewer.models import Gallery
from bviewer.rendering.attempts import current_fingerprint
from bviewer.rendering.eviction import evict_caches
from bviewer.renditions.cache import IMAGES, gallery_folder
from bviewer.renditions.eviction import SAFE_SECONDS, evict
from bviewer.renditions.inventory import measure
from tests.functional.stacks import everywhere
from tests.pictures import noise
from tests.processes import PATIENCE
from tests.site import Site
from tests.stack import Stack
from tests.unit.queue.working import run_waiting

PHOTO = "a/photo.jpg"
FOLDER = gallery_folder(IMAGES, 1)
HOUR = 3600
MB = 1024 * 1024
SECONDS = 2  # Of readers, writers and an evictor at once.
LONG = 20


@pytest.fixture
def busy(tmp_path: Path, database: Path | Stack) -> Iterator[Site]:
    """A site with a photograph whose jobs wait until the test runs them."""
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    site.write(PHOTO, noise(400, 300))
    yield site
    site.runtime.queue.close()
    site.close()


def address(site: Site, path: str = PHOTO, name: str = "small.jpg") -> str:
    """Where a rendition of an image is."""
    return f"{site.image_url(path)}{name}"


def age(cache: Path, seconds: float = SAFE_SECONDS + 60) -> None:
    """Make all files look as if they were last used so long ago: for longer than they are safe."""
    then = time.time() - seconds
    for path in (cache / FOLDER).rglob("*.jpg"):
        with suppress(FileNotFoundError):  # It was evicted just now.
            os.utime(path, (then, then), follow_symlinks=False)


def states(folder: Path) -> dict[Path, tuple[int, ...]]:
    """All that tells whether something in a folder was touched."""
    return {
        path: (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        for path in (folder, *folder.rglob("*"))
        for status in [path.lstat()]
    }


# Last use.


@everywhere
@pytest.mark.parametrize("mode", ["direct", "nginx"])
def test_what_visitors_look_at_outlives_what_they_do_not(
    tmp_path: Path, database: Path | Stack, mode: str
) -> None:
    site = Site(tmp_path, database, **{"bviewer.delivery": mode})
    site.add_gallery()
    for path in ("seen.jpg", "unseen.jpg"):
        site.write(path)
    site.sync()
    for path in ("seen.jpg", "unseen.jpg"):
        site.browser().get(address(site, path), status=202)
    for file in site.cache.rglob("*.jpg"):
        os.utime(file, (time.time() - 9 * HOUR,) * 2)
    site.browser().get(address(site, "seen.jpg"), status=200)
    evict(site.cache, FOLDER, 1)
    assert [file.name[:12] for file in site.cache.rglob("*.jpg")] == [site.image("seen.jpg").id]
    site.close()


def test_what_was_evicted_is_made_again_for_the_next_visitor(site: Site) -> None:
    site.write(PHOTO, noise(400, 300))
    site.sync()
    before, browser = states(site.library), site.browser()
    browser.get(address(site), status=202)
    first = browser.get(address(site), status=200).body
    age(site.cache)
    assert evict(site.cache, FOLDER, 1).files_removed == 5
    browser.get(address(site), status=202)
    assert browser.get(address(site), status=200).body == first
    assert Image.open(BytesIO(first)).size == (300, 300)
    assert states(site.library) == before


# Everything at once.


class Traffic:
    """Readers, writers and an evictor over one cache; the writers do what workers do at the end."""

    def __init__(self, site: Site, images: list[str], seed: int, seconds: float) -> None:
        self.site, self.seed = site, seed
        self.paths = dict(self.renditions(images))
        self.deadline = time.monotonic() + seconds
        self.wanted = set(self.paths)
        self.answers: Counter[int] = Counter()
        self.evicted = 0
        self.problems: list[str] = []

    def renditions(self, images: list[str]) -> Iterator[tuple[str, str]]:
        """The path in the cache of each address."""
        for path in images:
            image, cache = self.site.image(path), self.site.runtime.cache
            fingerprint = current_fingerprint(self.site.runtime, image)
            for name in ("tiny", "small", "big"):
                url = address(self.site, path, f"{name}.jpg")
                yield url, cache.relative_path(1, image.id, fingerprint, name)

    def read(self, chance: random.Random) -> None:
        """Ask for any rendition; a whole one or none is all there may be."""
        url = chance.choice(list(self.paths))
        answer = self.site.browser().get(url, expect_errors=True)
        self.answers[answer.status_int] += 1
        if answer.status_int == 202 or self.is_gone(answer):
            self.wanted.add(url)
        elif answer.status_int != 200 or answer.body != content(self.paths[url]):
            self.problems.append(f"{url}: {answer.status} {len(answer.body)} bytes")

    def is_gone(self, answer: TestResponse) -> bool:
        """Whether nginx could not send what it was told to a moment ago, and said so for once only.

        In earnest no file is evicted that was used a moment ago; here the evictor's clock is ahead.
        """
        is_behind_nginx = self.site.runtime.settings.delivery == "nginx"
        lasts = answer.headers.get("Cache-Control") != "no-store"
        return is_behind_nginx and answer.status_int == 404 and not lasts

    def write(self, chance: random.Random) -> None:
        """Make what is wanted, or make something anew under its readers."""
        try:
            url = self.wanted.pop()
        except KeyError:
            url = chance.choice(list(self.paths))
        self.site.runtime.cache.write(self.paths[url], content(self.paths[url]))

    def clear(self, chance: random.Random) -> None:
        """Evict when all is young, or when all is old."""
        if chance.random() < 0.5:
            age(self.site.cache)
        tally = evict(self.site.cache, FOLDER, chance.randrange(1, 2 * MB))
        self.evicted += tally.files_removed
        if tally.failures:
            self.problems.append(tally.reason)

    def run(self) -> None:
        """Do it all until the time is over; what goes wrong in a thread is a problem, too."""
        works = [self.read] * 6 + [self.write] * 3 + [self.clear] * 2
        threads = [
            threading.Thread(target=self.repeat, args=(work, random.Random(self.seed + number)))
            for number, work in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def is_over(self) -> bool:
        """Whether the time is over, and all kinds of things have happened."""
        late = time.monotonic() - self.deadline
        return late > PATIENCE or (late > 0 and self.evicted > 0 and {200, 202} <= {*self.answers})

    def repeat(self, work: Callable[[random.Random], None], chance: random.Random) -> None:
        """Work until the time is over, and everything has happened that a busy machine delays."""
        while not self.is_over():
            try:
                work(chance)
            except Exception as error:  # noqa: BLE001 - it must not end with its thread unseen.
                self.problems.append(f"{work}: {error!r}")


def content(path: str) -> bytes:
    """What a rendition contains: up to 600 kB, so that some take several blocks to send."""
    digest = hashlib.sha256(path.encode()).digest()
    return digest * (100 + int.from_bytes(digest[:2]) % 19000)


@everywhere
@pytest.mark.parametrize("seconds", [SECONDS, pytest.param(LONG, marks=pytest.mark.soak)])
def test_readers_writers_and_evictors_at_once_are_never_in_each_others_way(
    busy: Site, seconds: float
) -> None:
    seed = random.randrange(10**6)
    images = [f"a/{number}.jpg" for number in range(8)]
    for path in images:
        busy.write(path)
    busy.sync()
    linked = busy.cache / FOLDER / "linked"
    linked.parent.mkdir(parents=True)
    linked.symlink_to(busy.library / "a")
    before = states(busy.library)
    traffic = Traffic(busy, images, seed, seconds)
    traffic.run()
    assert (traffic.problems, f"seed {seed}") == ([], f"seed {seed}")
    assert {200, 202} <= set(traffic.answers) <= {200, 202, 404}
    assert traffic.answers[404] < traffic.answers[202]
    assert traffic.evicted > 0
    assert not list(busy.cache.rglob(".*.part"))
    assert states(busy.library) == before

    budget = MB // 2
    age(busy.cache, seconds=0)
    assert evict(busy.cache, FOLDER, budget).files_removed == 0
    age(busy.cache)
    evict(busy.cache, FOLDER, budget)
    assert measure(busy.cache, FOLDER).bytes_before <= budget
    assert linked.is_symlink()


# A full disk.


@pytest.fixture
def small(busy: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site whose cache is a disk of four MB: a real one where this user may mount."""
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(busy.cache)]
    mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    if not mounted:
        real = os.fsync

        def fsync(descriptor: int) -> None:
            if measure(busy.cache, "archives/1").bytes_before > 3 * MB:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)
    yield busy
    if mounted:
        subprocess.run(["umount", str(busy.cache)], check=True)


def fill(site: Site) -> None:
    """Old archives until there is no room for anything else."""
    folder = site.cache / "archives" / "1"
    folder.mkdir(parents=True)
    for number in range(64):
        path = folder / f"{number}.zip"
        try:
            path.write_bytes(b"x" * (MB // 16))
        except OSError:
            path.unlink(missing_ok=True)
            return
        os.utime(path, (time.time() - 2 * HOUR - number,) * 2)


def test_renditions_appear_once_eviction_has_made_room_on_a_full_disk(
    small: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.sync()
    with small.session() as session:
        session.query(Gallery).one().archives_budget_mb = 1
    fill(small)
    url, browser, queue = address(small), small.browser(), small.runtime.queue
    clock = [time.time()]
    monkeypatch.setattr("time.time", lambda: clock[0])
    for _ in range(4):  # More often than a photograph is tried that kills its decoder.
        browser.get(url, status=202)
        assert run_waiting(queue) == 1
        assert not list((small.cache / "images").rglob("*.*"))
        assert browser.get(small.album_url("a"), status=200)
        assert browser.get(f"{small.image_url(PHOTO)}full", status=200)
        clock[0] += small.runtime.lease + 1
        assert queue.resend_lost() == 1
    assert (small.image(PHOTO).state, small.image(PHOTO).attempts) == ("ready", 0)
    evict_caches(small.runtime)
    assert run_waiting(queue) == 1
    assert Image.open(BytesIO(browser.get(url, status=200).body)).size == (300, 300)
    assert all(file.stat().st_size for file in small.cache.rglob("*.jpg"))
