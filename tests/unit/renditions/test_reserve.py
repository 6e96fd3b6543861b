"""The cache leaves room on its disk."""

import errno
import os
from pathlib import Path

import pytest

from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.reserve import MEGABYTE, Reserve, Room

GIGABYTE = 1000 * MEGABYTE


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A disk, as bytes in all and bytes free, in blocks of 1,000."""
    sizes = [100 * GIGABYTE, 50 * GIGABYTE]

    def look(_folder: Path) -> os.statvfs_result:
        size, free = (number // 1000 for number in sizes)
        return os.statvfs_result((4096, 1000, size, free + 7, free, 0, 0, 0, 0, 255))

    monkeypatch.setattr(os, "statvfs", look)
    return sizes


@pytest.mark.parametrize(
    ("size", "megabytes", "kept"),
    [
        (100 * GIGABYTE, None, GIGABYTE),
        (10 * GIGABYTE, None, GIGABYTE // 2),
        (10 * GIGABYTE, 2000, 2 * GIGABYTE),
        (100 * GIGABYTE, 1, MEGABYTE),
    ],
)
def test_a_small_disk_keeps_a_share_a_large_one_an_amount(
    disk: list[int], tmp_path: Path, size: int, megabytes: int | None, kept: int
) -> None:
    disk[:] = size, size // 2
    assert Reserve(tmp_path, megabytes).room() == Room(kept, size // 2 - kept)


@pytest.mark.parametrize(
    ("left", "lacking", "is_ample"),
    [(900, 0, True), (501, 0, True), (500, 0, False), (250, 0, False), (249, 1, False)],
)
def test_room_is_made_before_there_is_none(left: int, lacking: int, is_ample: bool) -> None:
    assert (Room(1000, left).lacking, Room(1000, left).is_ample) == (lacking, is_ample)


def test_a_file_that_would_take_the_reserve_is_not_written(disk: list[int], tmp_path: Path) -> None:
    cache = RenditionCache(tmp_path)
    path = cache.relative_path(1, "abc", "0" * 12, "small")
    disk[1] = GIGABYTE + 4000
    cache.write(path, b"x" * 4000)
    disk[1] -= 1000
    with pytest.raises(
        OSError, match="No space left but the 1000 MB that are to stay free"
    ) as refusal:
        cache.write(path, b"y" * 4000)
    assert (refusal.value.errno, refusal.value.filename) == (errno.ENOSPC, str(tmp_path))
    assert (tmp_path / path).read_bytes() == b"x" * 4000
