"""Memory for a process that lives as long as one photograph takes."""

import ctypes
import mmap
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h of glibc.
_MEGABYTE = 1024 * 1024
_MOST_FROM_HEAP = 32 * _MEGABYTE  # The most glibc takes for its threshold.
_BLOCKS, _BLOCK = 2, 24 * _MEGABYTE  # A photograph of 24 megapixels takes about as much.
_PAGE = 2 * _MEGABYTE  # A large one.

_LIBC = ctypes.CDLL(None)
_LIBC.malloc.argtypes, _LIBC.malloc.restype = [ctypes.c_size_t], ctypes.c_void_p
_LIBC.free.argtypes = [ctypes.c_void_p]
_LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


def prepare_memory() -> None:
    """Ask for large pages below the first pixels, and for keeping freed memory for the next ones.

    Else the kernel hands out pixels in pages of 4 kB, and that takes more than a tenth of the time
    of a photograph. It is a wish: where there are no large pages, or no glibc, nothing changes.
    """
    with suppress(AttributeError):
        _LIBC.mallopt(_M_MMAP_THRESHOLD, _MOST_FROM_HEAP)
        _LIBC.mallopt(_M_TRIM_THRESHOLD, _BLOCKS * _BLOCK * 8)
        for block in [_LIBC.malloc(_BLOCK) for _ in range(_BLOCKS)]:
            if block is not None:
                start = block + -block % _PAGE
                _LIBC.madvise(start, (block + _BLOCK - start) // _PAGE * _PAGE, mmap.MADV_HUGEPAGE)
                _LIBC.free(block)
