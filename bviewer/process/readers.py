"""What another user of this machine may read, by owner, group, mode and access control lists.

To try it, one would have to be that user, and whoever looks after a server mostly is not.
"""

import os
import pwd
import re
import stat
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

READ, ENTER = 4, 1
ACL = "system.posix_acl_access"
# Of entries in an access control list: for whom they are.
OWNER, USER, OWNING_GROUP, GROUP, MASK, OTHERS = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
ENTRIES = struct.Struct("<HHI")
HEADER = 4  # Bytes.
NGINX = Path("/etc/nginx/nginx.conf")
USUAL = ("www-data", "nginx", "http")


class Reader(NamedTuple):
    """A user of this machine."""

    name: str
    number: int
    groups: frozenset[int]


def reader_named(name: str) -> Reader:
    """Return a user; raises KeyError if there is none of that name."""
    found = pwd.getpwnam(name)
    return Reader(name, found.pw_uid, frozenset(os.getgrouplist(name, found.pw_gid)))


def nginx_user() -> Reader | None:
    """Return the user that sends files: whom nginx is told to be, or is by custom."""
    names = list(USUAL)
    with suppress(OSError):
        text = NGINX.read_text(encoding="utf-8", errors="replace")
        names[:0] = re.findall(r"(?m)^\s*user\s+([^\s;]+)", text)
    for name in names:
        with suppress(KeyError):
            return reader_named(name)
    return None


def first_closed(reader: Reader, folders: Iterable[Path], files: Iterable[Path]) -> Path | None:
    """Return what keeps a user from folders or from files; None if nothing does."""
    wanted = [(folder, READ | ENTER) for folder in folders] + [(file, READ) for file in files]
    for path, right in wanted:
        for above in reversed(path.parents):
            if not may(reader, above, ENTER):
                return above
        if not may(reader, path, right):
            return path
    return None


def may(reader: Reader, path: Path, right: int) -> bool:
    """Tell whether a user has all these rights to a file or folder; raises OSError."""
    status = path.stat()
    entries = list(entries_of(path)) or entries_of_mode(status.st_mode)
    return right & rights(reader, status, entries) == right


def rights(reader: Reader, status: os.stat_result, entries: Iterable[tuple[int, int, int]]) -> int:
    """Return what a user may do with a file that has these entries: what they are for, and whom."""
    by_tag = {tag: given for tag, given, _id in entries}
    mask = by_tag.get(MASK, READ | ENTER)
    if reader.number in {0, status.st_uid}:
        return READ | ENTER if reader.number == 0 else by_tag[OWNER]
    named = [given for tag, given, id_ in entries if tag == USER and id_ == reader.number]
    if named:
        return named[0] & mask
    owning = status.st_gid in reader.groups
    groups = [given for tag, given, id_ in entries if tag == GROUP and id_ in reader.groups]
    groups += [by_tag[OWNING_GROUP]] * owning
    if not groups:
        return by_tag[OTHERS]
    given = 0
    for each in groups:
        given |= each
    return given & mask


def entries_of_mode(mode: int) -> list[tuple[int, int, int]]:
    """Return the entries of a file that has but a mode."""
    bits = stat.S_IMODE(mode)
    return [(OWNER, bits >> 6 & 7, 0), (OWNING_GROUP, bits >> 3 & 7, 0), (OTHERS, bits & 7, 0)]


def entries_of(path: Path) -> Iterator[tuple[int, int, int]]:
    """Yield the entries of an access control list, if a file has one and the system tells."""
    with suppress(OSError, AttributeError):  # Only Linux has the function.
        yield from ENTRIES.iter_unpack(os.getxattr(path, ACL)[HEADER:])
