"""Large pages are a wish, and only that."""

import ctypes
from pathlib import Path

from PIL import Image

from bviewer.sandbox import memory
from bviewer.sandbox.memory import prepare_memory
from bviewer.sandbox.run import run_limited

HAS_LARGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage").exists()


def heap_wants_large_pages():
    """Whether a part of the heap has the flag of MADV_HUGEPAGE (proc(5), VmFlags)."""
    picture = Image.new("RGB", (3000, 2000), "red")
    assert picture.getpixel((2999, 1999)) == (255, 0, 0)
    areas = Path("/proc/self/smaps").read_text(encoding="utf-8").split("VmFlags:")
    flags = [part.splitlines()[0].split() for part in areas[1:]]
    heaps = ["[heap]" in part for part in areas[:-1]]
    return any("hg" in flag for flag, heap in zip(flags, heaps, strict=True) if heap)


def test_pixels_of_a_child_get_large_pages_where_there_are_some():
    assert run_limited(heap_wants_large_pages, memory_mb=256, seconds=20) is HAS_LARGE_PAGES


def test_too_little_memory_for_it_does_no_harm():
    def work():
        prepare_memory()
        return Image.new("L", (10, 10), 7).getpixel((9, 9))

    assert run_limited(work, memory_mb=8, seconds=20) == 7


def test_a_system_without_glibc_is_left_alone(monkeypatch):
    monkeypatch.setattr(memory, "_LIBC", ctypes.c_int)
    prepare_memory()
