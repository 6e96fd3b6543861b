import os
import stat
from pathlib import Path

import pytest

from bviewer.delivery.files import has_content, is_cached, open_cached


def test_a_regular_file_with_content_is_opened_for_reading(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"abc")
    with open_cached(str(path)) as file:
        assert file.read() == b"abc"
        assert not file.writable()
        assert file.name == str(path)


def test_a_name_that_is_not_utf8_is_opened(tmp_path):
    path = tmp_path / os.fsdecode(b"bad\xff\xfe")
    path.write_bytes(b"abc")
    with open_cached(str(path)) as file:
        assert file.read() == b"abc"


def odd_entry(kind, path):
    match kind:
        case "empty file":
            path.touch()
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "link":
            path.with_name("target").write_bytes(b"abc")
            path.symlink_to("target")
        case "below a file":
            path.parent.joinpath("file").touch()
            return path.parent / "file" / "a.jpg"
        case "name too long":
            return path.with_name("x" * 300)
    return path


@pytest.mark.parametrize(
    "kind",
    ["missing", "empty file", "folder", "fifo", "link", "below a file", "name too long"],
)
def test_anything_else_is_absent_and_never_waited_for(kind, tmp_path):
    path = str(odd_entry(kind, tmp_path / "a.jpg"))
    assert open_cached(path) is None
    assert not is_cached(path)


@pytest.mark.parametrize(
    ("mode", "size", "expected"),
    [(stat.S_IFREG, 1, True), (stat.S_IFREG, 0, False), (stat.S_IFDIR, 4096, False)],
)
def test_only_regular_files_with_bytes_have_content(mode, size, expected):
    status = os.stat_result((mode, 0, 0, 1, 0, 0, size, 0, 0, 0))
    assert has_content(status) is expected


def test_nothing_stays_open(tmp_path):
    (tmp_path / "empty").touch()
    before = open_files()
    for name in ("empty", "missing", "."):
        open_cached(f"{tmp_path}/{name}")
    assert open_files() == before


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))
