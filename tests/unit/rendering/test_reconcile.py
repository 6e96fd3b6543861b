"""What a worker learns about originals between two syncs."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bviewer.models import ImageState
from bviewer.queue.task import TryLater
from bviewer.rendering.reconcile import is_unsettled
from bviewer.rendering.render import render_image
from tests.mirrored import mirror
from tests.pictures import jpeg, noise
from tests.site import Site

PATH = "a/photo.jpg"
NOW = 1_750_000_000  # Seconds since 1970.


@pytest.fixture
def image(site: Site) -> str:
    """The id of the image at PATH, beside another one."""
    site.write(PATH, noise(640, 480))
    site.write("a/other.jpg")
    mirror(site)
    return site.image(PATH).id


@pytest.mark.parametrize(
    ("mtime", "unsettled"), [(-10, False), (-5, False), (-4.9, True), (0, True), (1, False)]
)
def test_file_is_unsettled_for_five_seconds(
    monkeypatch: pytest.MonkeyPatch, mtime: float, unsettled: bool
) -> None:
    monkeypatch.setattr("time.time", lambda: float(NOW))
    assert is_unsettled(int((NOW + mtime) * 1e9)) is unsettled


@pytest.mark.parametrize("with_app", [True])
def test_file_that_is_gone_is_marked_missing_and_no_longer_counted(site: Site, image: str) -> None:
    (site.library / PATH).unlink()
    assert "2 photographs" in site.browser().get("/")
    with pytest.raises(TryLater, match="is not there"):
        render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.attempts, row.attempted_at) == ("missing", 0, None)
    assert "1 photograph" in site.browser().get("/")


def test_missing_file_is_found_again_by_the_next_sync(site: Site, image: str) -> None:
    file = site.library / PATH
    aside = file.rename(site.library.parent / "aside.jpg")
    with pytest.raises(TryLater, match="is not there"):
        render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.MISSING
    aside.rename(file)
    site.sync()
    row = site.image(PATH)
    assert (row.id, row.state) == (image, ImageState.READY)


def test_file_that_was_moved_is_followed_when_a_worker_misses_it(site: Site, image: str) -> None:
    (site.library / "b").mkdir()
    (site.library / PATH).rename(site.library / "b/photo.jpg")
    with pytest.raises(TryLater, match="is not there"):
        render_image(site.runtime, image)
    row = site.image("b/photo.jpg")
    assert (row.id, row.state) == (image, ImageState.READY)


def test_disk_below_the_library_that_is_away_marks_nothing_missing(site: Site) -> None:
    for number in range(9):
        site.write(f"nas/{number}.jpg")
    site.write("local/a.jpg")
    site.sync()
    shutil.rmtree(site.library / "nas")
    (site.library / "nas").mkdir()
    for number in range(9):
        with pytest.raises(TryLater):
            render_image(site.runtime, site.image(f"nas/{number}.jpg").id)
    assert {site.image(f"nas/{number}.jpg").state for number in range(9)} == {"ready"}


def empty(library: Path) -> None:
    """What is left of a mount point."""
    shutil.rmtree(library)
    library.mkdir()


def block(library: Path) -> None:
    """Something that is no folder."""
    shutil.rmtree(library)
    library.write_bytes(b"")


@pytest.mark.parametrize("vanish", [shutil.rmtree, empty, block])
def test_library_that_is_away_marks_nothing_missing(
    site: Site, image: str, vanish: Callable[[Path], None]
) -> None:
    vanish(site.library)
    for _ in range(4):
        with pytest.raises(TryLater, match="is not there"):
            render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.attempts, row.attempted_at) == ("ready", 0, None)


def test_file_that_is_emptied_before_it_is_written_anew_is_not_broken(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: float(NOW))
    file = site.write(PATH, b"")
    os.utime(file, (NOW - 1, NOW - 1))
    with pytest.raises(TryLater, match="not complete yet"):
        render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY
    site.write(PATH, jpeg(100, 50))
    with pytest.raises(TryLater, match="has changed"):
        render_image(site.runtime, image)
    render_image(site.runtime, image)
    assert site.image(PATH).width == 100


def test_file_that_was_emptied_and_left_so_is_broken(site: Site, image: str) -> None:
    site.write(PATH, b"")
    with pytest.raises(TryLater):
        render_image(site.runtime, image)
    row = site.image(PATH)
    assert row.state == ImageState.BROKEN
    assert row.reason
