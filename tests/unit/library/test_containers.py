"""What HEIF and AVIF files say of the brightest of their picture."""

import struct

import pytest

from bviewer.library.containers import Cicp, cicp_of_meta

COLOURS = b"\0\0\0\x13colrnclx" + struct.pack(">3HB", 9, 16, 9, 128)
LIGHT = b"\0\0\0\x0cclli" + struct.pack(">2H", 712, 72)
DARK = b"\0\0\0\x0cclli" + bytes(4)
SCREEN = b"\0\0\0\x20mdcv" + bytes(16) + struct.pack(">2I", 6_000_000, 50)


@pytest.mark.parametrize(
    ("boxes", "peak"),
    [
        (b"", None),
        (LIGHT, 712),
        (SCREEN, 600),
        (SCREEN + LIGHT, 712),
        (DARK + SCREEN, 600),
        (DARK, None),
        (LIGHT[:-3], None),
        (SCREEN[:-9], None),
    ],
)
def test_the_brightest_is_that_of_the_picture_or_else_of_the_screen_it_was_made_on(
    boxes: bytes, peak: float | None
) -> None:
    assert cicp_of_meta(COLOURS + boxes) == Cicp(9, 16, peak)


def test_what_is_cut_off_says_nothing() -> None:
    assert cicp_of_meta(COLOURS[:15]) is None
