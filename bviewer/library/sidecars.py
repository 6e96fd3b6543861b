"""Files beside a picture that say more of it: XMP of programs that leave originals alone, and the
JSON of Google Takeout.

They are found in the listing of the folder, and told from what they were by name, size and time.
What is wrong with one is a reason to pass it over, and no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from bviewer.library.takeout import Takeout, photographs_of, read_takeout
from bviewer.library.xmp import Properties, read_xmp

EXTENSIONS = (".xmp", ".json")
LONGEST = 2 * 1024 * 1024
UNREAD = b"\0"
"""The mark of a picture that is to be read again, whatever is beside it; no other is so short."""


class Sidecar(NamedTuple):
    """A file beside pictures, as the file system knows it."""

    name: str
    size: int
    mtime_ns: int


class Beside(NamedTuple):
    """What sidecars say of one picture: XMP, the first one first, and what Takeout told; and why
    some say nothing."""

    xmp: Sequence[Properties] = ()
    takeout: Takeout = Takeout()
    remarks: Sequence[str] = ()


NOTHING = Beside()


def is_sidecar(name: str) -> bool:
    """Return whether a file may say something of a picture beside it."""
    return name.lower().endswith(EXTENSIONS)


def by_picture(names: Iterable[str], sidecars: Iterable[Sidecar]) -> dict[str, list[Sidecar]]:
    """Return which sidecars belong to which of the names of pictures in a folder.

    XMP has the name of the picture, with its extension or without, in any case.
    """
    known = list(names)
    found: dict[str, list[Sidecar]] = defaultdict(list)
    whole, stems = defaultdict(list), defaultdict(list)
    for name in known:
        whole[name.lower()].append(name)
        stems[name.rpartition(".")[0].lower()].append(name)
    for sidecar in sorted(sidecars):
        if sidecar.name.lower().endswith(".json"):
            pictures = photographs_of(sidecar.name, known)
        else:
            stem = sidecar.name[: -len(".xmp")].lower()
            pictures = whole.get(stem) or stems.get(stem, [])
        for name in pictures:
            found[name].append(sidecar)
    return found


def mark_of(sidecars: Sequence[Sidecar]) -> bytes | None:
    """Return what tells sidecars from what they may be later; None of no sidecar."""
    if not sidecars:
        return None
    return blake2b(repr(list(sidecars)).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def read_beside(blocks: Mapping[str, bytes | None]) -> Beside:
    """Return what sidecars say, given what is in them, up to a byte more than is read of one; None
    of those that cannot be read.

    Of two XMP files the one that names the extension comes first, as it means no other picture.
    """
    xmp, takeout, remarks = [], Takeout(), []
    for name in sorted(blocks, key=lambda name: (-name.count("."), name)):
        block, remark = blocks[name], ""
        if block is None:
            remark = "cannot be read"
        elif len(block) > LONGEST:
            remark = f"is larger than {LONGEST // 1024**2} MiB"
        elif name.lower().endswith(".json"):
            takeout, remark = read_takeout(block)
        else:
            found, remark = read_xmp(block)
            xmp.append(found)
        if remark:
            remarks.append(f"{name}: {remark}")
    return Beside(xmp, takeout, remarks)
