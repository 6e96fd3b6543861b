"""The cache is counted from the disk, and nothing outside it is looked at."""

import os
from pathlib import Path

import pytest

from bviewer.renditions.cache import IMAGES, gallery_folder
from bviewer.renditions.inventory import Tally, measure
from tests.unprivileged import reachable_folder, unprivileged

FOLDER = gallery_folder(IMAGES, 7)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "cache"
    put(root / FOLDER / "Ab" / "a.jpg", 10)
    put(root / FOLDER / "Cd" / "c.jpg", 5)
    put(root / FOLDER / "top.jpg", 1)
    put(root / "images" / "8" / "Ab" / "other.jpg", 1000)
    return root


def put(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_files_of_one_folder_are_counted_at_any_depth(root):
    put(root / FOLDER / "Ab" / "deeper" / "still" / "d.zip", 100)
    before = open_files()
    assert measure(root, FOLDER) == Tally(files_before=4, bytes_before=116)
    assert open_files() == before


def test_a_folder_that_is_not_there_holds_nothing(root):
    assert measure(root, "archives/7") == Tally()
    assert measure(root, "images/9") == Tally()


def test_a_cache_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "cache", FOLDER)


def test_only_regular_files_count(root, tmp_path):
    outside = put(tmp_path / "outside" / "o.jpg", 999)
    folder = root / FOLDER / "Ab"
    (folder / "link.jpg").symlink_to(outside)
    (folder / "linked").symlink_to(outside.parent)
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "fifo")
    assert measure(root, FOLDER) == Tally(files_before=3, bytes_before=16)


@pytest.mark.parametrize("linked", ["images", "images/7"])
def test_a_link_on_the_way_is_not_followed_but_reported(root, tmp_path, linked):
    (root / linked).rename(tmp_path / "elsewhere")
    (root / linked).symlink_to(tmp_path / "elsewhere")
    tally = measure(root, FOLDER)
    assert (tally.files_before, tally.failures) == (0, 1)
    assert tally.reason


def test_the_cache_itself_may_be_behind_a_link(root, tmp_path):
    (tmp_path / "link").symlink_to(root)
    assert measure(tmp_path / "link", FOLDER).files_before == 3


def test_names_of_any_bytes_are_counted(root):
    put(root / FOLDER / "Ab" / os.fsdecode(b"bad\xff\n.jpg"), 4)
    assert measure(root, FOLDER).bytes_before == 20


def test_a_folder_that_may_not_be_read_is_reported_and_the_rest_counted():
    with reachable_folder() as root:
        put(root / FOLDER / "Ab" / "a.jpg", 10)
        put(root / FOLDER / "Cd" / "c.jpg", 5)
        (root / FOLDER / "Ab").chmod(0)

        def check():
            assert measure(root, FOLDER) == Tally(1, 5, 0, 0, 1, "Permission denied")

        unprivileged(check)


def test_what_goes_between_listing_and_looking_is_no_error(root, monkeypatch):
    real = os.scandir

    def scandir(folder):
        listing = real(folder)
        for path in files:
            path.unlink(missing_ok=True)
        return listing

    files = list((root / FOLDER).rglob("*.jpg"))
    monkeypatch.setattr(os, "scandir", scandir)
    assert measure(root, FOLDER) == Tally()
