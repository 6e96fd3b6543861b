import pytest

from bviewer.library.listing import FileEntry
from bviewer.library.reading import storable_inode
from bviewer.sync.known import KnownImage, is_described, needs_reading


def known(state: str = "ready", **changes: int) -> KnownImage:
    values = {"size": 5, "mtime_ns": 6, "ctime_ns": 7, **changes}
    return KnownImage("id", "album", "a.jpg", **values, inode=8, quick_hash=b"", state=state)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (None, True),
        (known(), False),
        (known("broken"), False),
        (known("missing"), True),
        (known(size=1), True),
        (known(mtime_ns=1), True),
        (known(ctime_ns=1), True),
    ],
)
def test_only_what_is_new_touched_or_back_is_read(image: KnownImage | None, expected: bool):
    assert needs_reading(image, FileEntry("a.jpg", 5, 6, 7)) is expected


def test_times_that_no_database_stores_do_not_look_like_a_change():
    entry = FileEntry("a.jpg", 5, 10**20, -(10**20))
    assert known(mtime_ns=2**63 - 1, ctime_ns=-(2**63 - 1)).is_described_by(entry)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"inode": None}, True),
        ({"inode": 9}, False),
        ({"size": 1}, False),
        ({"mtime_ns": 1}, False),
        ({"ctime_ns": 1}, False),
    ],
)
def test_a_file_is_described_by_its_marks_and_by_its_inode_if_there_is_one(
    changes: dict[str, int | None], expected: bool
):
    row = known()._replace(inode=storable_inode(8))._replace(**changes)
    assert is_described(row, FileEntry("a.jpg", 5, 6, 7, 8)) is expected
    assert is_described(row, FileEntry("a.jpg", 5, 6, 7)) is (changes.keys() <= {"inode"})
    assert not is_described(row, None)
