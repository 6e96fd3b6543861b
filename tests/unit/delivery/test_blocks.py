import os
import resource

import pytest

from bviewer.delivery.blocks import BLOCK_SIZE, FileBlocks
from bviewer.delivery.ranges import ByteRange

CONTENT = bytes(range(256)) * 4096  # One mebibyte: four blocks.


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize(
    ("start", "stop"), [(0, len(CONTENT)), (1, 2), (5, BLOCK_SIZE + 7), (BLOCK_SIZE, len(CONTENT))]
)
def test_blocks_add_up_to_the_part(path, start, stop):
    with path.open("rb") as file:
        blocks = list(FileBlocks(file, ByteRange(start, stop)))

    assert b"".join(blocks) == CONTENT[start:stop]
    assert max(map(len, blocks)) <= BLOCK_SIZE


def test_the_position_of_the_file_plays_no_role(path):
    with path.open("rb") as file:
        file.seek(1000)
        assert b"".join(FileBlocks(file, ByteRange(0, 10))) == CONTENT[:10]
        assert file.tell() == 1000


def test_a_file_that_became_shorter_ends_the_iteration_with_one_line_in_the_log(path, caplog):
    with path.open("rb") as file:
        blocks = FileBlocks(file, ByteRange(0, len(CONTENT)))
        received = next(blocks)
        os.truncate(path, BLOCK_SIZE + 100)
        received += b"".join(blocks)

    assert received == CONTENT[: BLOCK_SIZE + 100]
    (message,) = caplog.messages
    assert str(path) in message
    assert f"{len(CONTENT) - BLOCK_SIZE - 100} bytes" in message


def test_a_file_that_became_longer_is_sent_as_long_as_promised(path):
    with path.open("rb") as file:
        blocks = FileBlocks(file, ByteRange(0, len(CONTENT)))
        received = next(blocks)
        with path.open("ab") as more:
            more.write(b"more")
        assert received + b"".join(blocks) == CONTENT


def test_a_name_with_a_line_break_stays_on_one_line_of_the_log(tmp_path, caplog):
    path = tmp_path / "x\n2026 CRITICAL \x1b[2J"
    path.write_bytes(b"abc")
    with path.open("rb") as file:
        assert list(FileBlocks(file, ByteRange(0, 4))) == [b"abc"]

    assert "\n" not in caplog.text.rstrip("\n")
    assert "\x1b" not in caplog.text


def test_close_closes_the_file(path):
    file = path.open("rb")
    FileBlocks(file, ByteRange(0, 1)).close()
    assert file.closed


def test_a_large_file_is_never_in_memory_as_a_whole(tmp_path):
    path = tmp_path / "large.bin"
    path.touch()
    os.truncate(path, 256 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as file:
        sent = sum(map(len, FileBlocks(file, ByteRange(0, path.stat().st_size))))

    assert sent == 256 * 1024 * 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024
