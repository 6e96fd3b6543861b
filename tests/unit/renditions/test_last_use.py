"""The access time of cached files is kept by bviewer itself, rarely enough to cost nothing."""

import os
import time

import pytest

from bviewer.renditions.last_use import NOTED_EVERY, last_use, note_use
from tests.unprivileged import reachable_folder, unprivileged

MODIFIED = 1_700_000_000_123_456_789


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"jpeg")
    return path


def set_used(file, moment):
    os.utime(file, ns=(int(moment * 1e9), MODIFIED))
    return file.stat()


@pytest.mark.parametrize("days", [-400, -2, -0.01, 2, 400])
def test_a_use_is_noted_and_the_time_of_modification_stays_to_the_nanosecond(file, days):
    note_use(str(file), set_used(file, time.time() + days * 86400))
    status = file.stat()
    assert abs(status.st_atime - time.time()) < 5
    assert status.st_mtime_ns == MODIFIED


def test_a_use_is_noted_through_a_descriptor_too(file):
    status = set_used(file, 0)
    with file.open("rb") as opened:
        note_use(opened.fileno(), status)
    assert abs(file.stat().st_atime - time.time()) < 5
    assert file.stat().st_mtime_ns == MODIFIED


def test_a_use_shortly_after_another_is_not_noted(file, monkeypatch):
    status = set_used(file, time.time() - NOTED_EVERY + 30)
    monkeypatch.setattr(os, "utime", lambda *_a, **_k: pytest.fail("it wrote"))
    note_use(str(file), status)


def test_a_file_that_is_gone_and_a_link_in_its_place_are_no_errors(file, tmp_path):
    status = set_used(file, 0)
    target = tmp_path / "target"
    target.write_bytes(b"x")
    os.utime(target, (5, 5))
    file.unlink()
    note_use(str(file), status)
    file.symlink_to(target)
    note_use(str(file), status)
    assert target.stat().st_atime == 5


def test_a_cache_that_may_only_be_read_is_no_error():
    with reachable_folder() as folder:
        path = folder / "a.jpg"
        path.write_bytes(b"jpeg")
        path.chmod(0o444)
        os.utime(path, (5, 5))

        def check():
            with path.open("rb") as opened:
                note_use(str(path), path.stat())
                note_use(opened.fileno(), path.stat())

        unprivileged(check)


@pytest.mark.parametrize(
    ("read", "written", "expected"),
    [
        (100, 50, 100),
        (50, 100, 100),
        (2000, 1000, 2000),
        (9_000, 50, 50),
        (50, 9_000, 50),
        (9_000, 9_000, 0),
    ],
)
def test_last_use_is_the_later_time_that_can_be_true(read, written, expected, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 2000)
    status = os.stat_result((0, 0, 0, 1, 0, 0, 4, read, written, 0))
    assert last_use(status) == expected
