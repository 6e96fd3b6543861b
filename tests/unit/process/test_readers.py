"""What another user may read, as far as can be told without being that user."""

import errno
import os
import struct
from pathlib import Path

import pytest

from bviewer.process.readers import ACL, ENTER, READ, Reader, first_closed, may
from tests.unprivileged import NOBODY, reachable_folder, unprivileged

NOBODY_THERE = Reader("nobody", NOBODY, frozenset({NOBODY}))
MODES = (0o777, 0o755, 0o750, 0o740, 0o705, 0o077, 0o070, 0o007, 0o500, 0o000)
OWNERS = ((0, 0), (NOBODY, 0), (0, NOBODY), (NOBODY, NOBODY))
LISTS = [
    [(0x01, 7), (0x02, 5, NOBODY), (0x04, 0), (0x10, 7), (0x20, 0)],
    [(0x01, 7), (0x02, 7, NOBODY), (0x04, 7), (0x10, 1), (0x20, 7)],
    [(0x01, 7), (0x04, 0), (0x08, 5, NOBODY), (0x10, 7), (0x20, 0)],
    [(0x01, 7), (0x04, 0), (0x08, 7, NOBODY), (0x10, 1), (0x20, 7)],
    [(0x01, 7), (0x04, 0), (0x08, 0, NOBODY), (0x10, 7), (0x20, 7)],
]


def packed(entries: list[tuple[int, ...]]) -> bytes:
    """An access control list as the system has it."""
    none = 0xFFFFFFFF
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, given, rest[0] if rest else none) for tag, given, *rest in entries
    )


def judged_as_by_the_system(folder: Path) -> None:
    """What is said of a folder is what that user finds."""
    said = {right: may(NOBODY_THERE, folder, right) for right in (READ, ENTER)}

    def check() -> None:
        found = {right: os.access(folder, right) for right in (READ, ENTER)}
        assert said == found, (oct(folder.stat().st_mode), said, found)

    unprivileged(check)


@pytest.mark.skipif(os.geteuid() != 0, reason="gives files to others")
def test_owner_group_and_mode_are_judged_as_the_system_does() -> None:
    with reachable_folder() as folder:
        for owner, group in OWNERS:
            for mode in MODES:
                place = folder / f"{owner}-{group}-{mode:o}"
                place.mkdir()
                os.chown(place, owner, group)
                place.chmod(mode)
                judged_as_by_the_system(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes somebody else")
@pytest.mark.parametrize("entries", LISTS)
def test_lists_are_judged_as_the_system_does(entries: list[tuple[int, ...]]) -> None:
    with reachable_folder() as folder:
        place = folder / "closed"
        place.mkdir()
        try:
            os.setxattr(place, ACL, packed(entries))
        except OSError as error:
            if error.errno == errno.EOPNOTSUPP:
                pytest.skip("the disk has no access control lists")
            raise
        judged_as_by_the_system(place)


def test_the_first_that_is_closed_is_named() -> None:
    with reachable_folder() as folder:
        file = folder / "a/b/c.jpg"
        file.parent.mkdir(parents=True)
        file.touch()
        for path in (folder / "a", folder / "a/b", file):
            path.chmod(0o755)
        assert first_closed(NOBODY_THERE, [folder / "a"], [file]) is None
        for path in (file, folder / "a/b", folder / "a"):
            path.chmod(0o700)
            assert first_closed(NOBODY_THERE, [folder / "a"], [file]) == path
