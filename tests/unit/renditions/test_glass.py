"""What a file says is transparent is white paper, and nothing else is."""

import io
import struct

import pytest
from PIL import Image

from bviewer.renditions.pipeline import render
from bviewer.renditions.sizes import Size
from tests.unit.renditions.pictures import decoded, encoded, png, with_chunk

SIZES = [Size("whole", 64, 64, False, 100)]
HALF = 16  # Pixels; the left one is to be transparent, and the right one is black.


def sides(data):
    picture = decoded(render(io.BytesIO(data), SIZES, 10**6).files["whole"])
    return picture.getpixel((HALF // 2, 8)), picture.getpixel((HALF + HALF // 2, 8))


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("share", [1, 3, 5], ids=["dark", "middle", "bright"])
def test_a_grey_of_a_png_that_is_transparent(depth, share):
    glass = min(share, 2**depth - 1) if depth <= 2 else (2**depth - 1) * share // 7
    bits = f"{glass:0{depth}b}" * HALF + "0" * depth * HALF
    row = int(bits, 2).to_bytes(len(bits) // 8)
    data = png(2 * HALF, 16, depth, 0, [row] * 16)
    assert sides(with_chunk(data, b"tRNS", struct.pack(">H", glass))) == (
        (255, 255, 255),
        (0, 0, 0),
    )


@pytest.mark.parametrize("glass", [(0x1234, 0x5678, 0x9ABC), (0xFFFF, 0, 0), (0xFF, 0xFFFF, 0xFF)])
def test_a_deep_colour_of_a_png_that_is_transparent(glass):
    row = struct.pack(">3H", *glass) * HALF + bytes(6 * HALF)
    data = png(2 * HALF, 16, 16, 2, [row] * 16)
    left, right = sides(with_chunk(data, b"tRNS", struct.pack(">3H", *glass)))
    assert min(left) > 250
    assert max(right) < 5


def gif(*, left):
    """A GIF of 32 x 16 pixels, all of whose picture is black and 16 pixels wide."""
    data = bytearray(encoded(Image.new("P", (HALF, 16)), "GIF"))
    data[6:8] = struct.pack("<H", 2 * HALF)
    at = data.index(b"\x2c")
    data[at + 1 : at + 3] = struct.pack("<H", left)
    return bytes(data)


@pytest.mark.parametrize(("left", "dark"), [(0, 0), (HALF, 1)])
def test_what_a_gif_leaves_out_is_paper(left, dark):
    found = sides(gif(left=left))
    assert max(found[dark]) < 5
    assert min(found[1 - dark]) > 250
