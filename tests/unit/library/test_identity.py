import io

from bviewer.library.identity import quick_hash

KIB = 1024


def _hash(data: bytes) -> bytes:
    return quick_hash(io.BytesIO(data), len(data))


def test_equal_files_have_equal_hashes_of_sixteen_bytes() -> None:
    assert _hash(b"a" * 100) == _hash(b"a" * 100)
    assert len(_hash(b"")) == 16


def test_head_tail_and_size_all_count() -> None:
    data = bytes(100 * KIB)
    changed_head = b"x" + data[1:]
    changed_tail = data[:-1] + b"x"
    hashes = {_hash(data), _hash(changed_head), _hash(changed_tail), _hash(data + b"\0")}
    assert len(hashes) == 4


def test_every_byte_of_a_small_file_counts() -> None:
    data = bytes(32 * KIB)
    hashes = {
        _hash(data[:place] + b"x" + data[place + 1 :])
        for place in (0, 16 * KIB - 1, 16 * KIB, 20 * KIB, 32 * KIB - 1)
    }
    assert len(hashes) == 5


def test_a_change_in_the_middle_of_a_large_file_is_not_seen() -> None:
    data = bytes(100 * KIB)
    assert _hash(data) == _hash(data[: 50 * KIB] + b"x" + data[50 * KIB + 1 :])


def test_every_byte_of_a_scan_counts() -> None:
    """A TIFF is not compressed: many begin and end with the same margins."""
    for order in (b"II*\0", b"MM\0*"):
        data = order + bytes(100 * KIB)
        assert _hash(data) != _hash(data[: 50 * KIB] + b"x" + data[50 * KIB + 1 :])


def test_of_a_large_scan_sixteen_mebibytes_count_and_no_more_are_read() -> None:
    class Counted(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            Counted.asked += size or 0
            return super().read(size)

    data = b"II*\0" + bytes(40_000 * KIB)
    place = len(data) // 2
    changed = data[:place] + b"x" + data[place + 1 :]
    assert quick_hash(Counted(data), len(data)) != _hash(changed)
    assert Counted.asked <= (16 * 1024 + 32) * KIB


def test_the_position_of_the_file_does_not_matter() -> None:
    file = io.BytesIO(b"abc")
    file.seek(2)
    assert quick_hash(file, 3) == _hash(b"abc")
