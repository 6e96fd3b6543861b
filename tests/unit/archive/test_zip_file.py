"""Writing a ZIP file a while at a time: what is whole stays, and of the rest there is no trace."""

import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from bviewer.archive.zip_file import BLOCK, CannotBeRead, Mark, Source, ZipFile, discard, parts_of

NOON = datetime(2024, 2, 29, 12, 34, 56)
CONTENTS = {
    "top/a.jpg": b"a" * 10,
    "top/empty.jpg": b"",
    "top/é.jpg": os.urandom(2 * BLOCK + 1),
    "top/block.jpg": os.urandom(BLOCK),
    "top/below/a.jpg": b"another",
}


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Where an archive is while it is being written."""
    return tmp_path / ".archive.part"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where it is in the end."""
    return tmp_path / "archive.zip"


def source(content: bytes, size: int | None = None, mtime: int = 1_700_000_000) -> Source:
    """A file of which was said that it has a size."""
    return Source(BytesIO(content), len(content) if size is None else size, mtime, NOON)


def ignore(_size: int) -> None:
    """Count no bytes."""


def add(zip_file: ZipFile, *names: str) -> None:
    """Add some of CONTENTS."""
    for name in names:
        zip_file.add(name, source(CONTENTS[name]), ignore)


def finish(part: Path, mark: Mark, target: Path) -> dict[str, bytes]:
    """What is in the archive that ends at a mark; nothing else is left of it."""
    with ZipFile(part, mark) as zip_file:
        size = zip_file.finish(target)
    assert size == target.stat().st_size
    assert list(target.parent.iterdir()) == [target]
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def write(part: Path, names: list[str], mark: Mark | None = None) -> Mark:
    """Add some of CONTENTS, as one process does in a while."""
    with ZipFile(part, mark or Mark()) as zip_file:
        add(zip_file, *names)
        noted = zip_file.flush()
        sizes = [path.stat().st_size for path in parts_of(part)]
        assert sizes == [noted.bytes, noted.directory_bytes], "it is there before it is noted"
        return noted


def test_all_is_read_by_python(part: Path, target: Path) -> None:
    mark = write(part, list(CONTENTS))
    assert finish(part, mark, target) == CONTENTS
    with zipfile.ZipFile(target) as archive:
        for entry in archive.infolist():
            assert (entry.compress_type, entry.flag_bits & 0x08) == (zipfile.ZIP_STORED, 0)
            assert entry.date_time == (2024, 2, 29, 12, 34, 56)
            assert entry.external_attr >> 16 == 0o100644


def test_an_empty_one_is_one(part: Path, target: Path) -> None:
    assert finish(part, Mark(), target) == {}


def test_several_whiles_write_the_same_as_one(part: Path, target: Path) -> None:
    at_once = finish(part, write(part, list(CONTENTS)), target)
    whole = target.read_bytes()
    target.unlink()
    mark = Mark()
    for name in CONTENTS:
        mark = write(part, [name], mark)
    assert finish(part, mark, target) == at_once
    assert target.read_bytes() == whole


@pytest.mark.parametrize("behind", [1, 30, BLOCK + 99])
def test_what_a_killed_process_wrote_behind_the_mark_is_cut_off(
    part: Path, target: Path, behind: int
) -> None:
    first, *others = CONTENTS
    mark = write(part, [first])
    for path in parts_of(part):
        with path.open("ab") as file:
            file.write(os.urandom(behind))
    mark = write(part, others, mark)
    assert finish(part, mark, target) == CONTENTS


def test_what_was_added_and_never_noted_is_cut_off(part: Path, target: Path) -> None:
    first, second, *others = CONTENTS
    mark = write(part, [first])
    write(part, [second], mark)
    write(part, [second, *others], mark)
    mark = write(part, [second, *others], mark)
    assert list(finish(part, mark, target)) == list(CONTENTS)


@pytest.mark.parametrize("which", [0, 1], ids=["entries", "directory"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: os.truncate(path, 3)])
def test_less_than_was_noted_is_nothing_to_go_on_with(
    part: Path, which: int, harm: Callable[[Path], None]
) -> None:
    mark = write(part, list(CONTENTS))
    harm(parts_of(part)[which])
    with pytest.raises(FileNotFoundError):
        ZipFile(part, mark)
    assert write(part, list(CONTENTS)) == mark, "one begins anew"


class Failing(BytesIO):
    """A file on a disk that breaks."""

    def readinto(self, block: memoryview) -> int:
        """Read a part of it, and no more."""
        if self.tell() >= BLOCK:
            raise OSError(5, "Input/output error")
        return super().readinto(block)


@pytest.mark.parametrize(
    "changed",
    [
        source(b"x" * BLOCK, BLOCK + 1),
        source(b"x" * (BLOCK + 2), BLOCK + 1),
        source(b"x", 0),
        source(b"", 1),
        Source(Failing(b"x" * 2 * BLOCK), 2 * BLOCK, 0, NOON),
    ],
    ids=["shrinks", "grows", "grows from nothing", "is emptied", "breaks"],
)
def test_a_file_that_changes_while_it_is_read_leaves_no_trace(
    part: Path, target: Path, changed: Source
) -> None:
    first, *others = CONTENTS
    counted: list[int] = []
    with ZipFile(part, Mark()) as zip_file:
        add(zip_file, first)
        before = zip_file.mark
        with pytest.raises(CannotBeRead):
            zip_file.add("top/changed.jpg", changed, counted.append)
        assert zip_file.mark == before
        add(zip_file, *others)
        mark = zip_file.flush()
    assert finish(part, mark, target) == CONTENTS
    assert b"changed" not in target.read_bytes()


def test_whoever_stops_in_the_middle_of_a_file_leaves_no_trace_of_it(
    part: Path, target: Path
) -> None:
    first, second, third, *others = CONTENTS
    mark = write(part, [first, second])

    def stop(size: int) -> None:
        assert size == BLOCK
        raise KeyboardInterrupt

    with ZipFile(part, mark) as zip_file:
        with pytest.raises(KeyboardInterrupt):
            zip_file.add(third, source(CONTENTS[third]), stop)
        assert zip_file.flush() == mark
    assert part.stat().st_size == mark.bytes
    assert finish(part, write(part, [third, *others], mark), target) == CONTENTS


def test_bytes_are_counted_as_they_are_copied(part: Path) -> None:
    counted: list[int] = []
    with ZipFile(part, Mark()) as zip_file:
        zip_file.add("a", source(bytes(2 * BLOCK + 1)), counted.append)
    assert counted == [BLOCK, BLOCK, 1]


def write_on_full_disk(part: Path) -> None:
    """Add a file where the disk takes no more."""
    with Path("/dev/full").open("r+b", buffering=0) as full, ZipFile(part, Mark()) as zip_file:
        os.dup2(full.fileno(), zip_file._entries.fileno())
        zip_file.add("a", source(bytes(2 * BLOCK)), ignore)


def test_a_full_disk_is_an_error_of_its_own(part: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        write_on_full_disk(part)


def test_nobody_is_led_elsewhere_by_a_link(part: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    part.symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic links"):
        ZipFile(part, Mark())
    assert not elsewhere.exists()


def test_what_is_discarded_is_gone(part: Path, tmp_path: Path) -> None:
    write(part, list(CONTENTS))
    discard(part)
    discard(part)
    assert not list(tmp_path.iterdir())
