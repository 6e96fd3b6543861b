"""Forking a test process: each file that is read and each picture that is made is read and made in
a fork of it, which costs as much as this process has pages."""

import ctypes
import mmap
from collections.abc import Iterator
from pathlib import Path

LARGE = 2 << 20  # Bytes of a large page.
COLLAPSE = 25  # MADV_COLLAPSE of Linux 6.1, which Python has no name for.


def use_large_pages() -> None:
    """Have what this process keeps in memory lie in large pages, where the kernel can do that.

    A fork copies an entry for each page: there are 512 times fewer then.
    """
    if hasattr(mmap, "MADV_HUGEPAGE"):
        madvise = ctypes.CDLL(None).madvise
        madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        for start, end in private_memory():
            madvise(start, end - start, COLLAPSE)


def private_memory() -> Iterator[tuple[int, int]]:
    """The addresses of what large pages can hold: memory of no file, which is written to."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        addresses, rights, _offset, _device, _inode, *name = line.split(maxsplit=5)
        start, end = (int(address, 16) for address in addresses.split("-"))
        start, end = -(-start // LARGE) * LARGE, end // LARGE * LARGE
        if rights == "rw-p" and name in ([], ["[heap]"]) and start < end:
            yield start, end
