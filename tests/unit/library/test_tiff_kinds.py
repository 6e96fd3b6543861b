"""TIFFs that Pillow does not know are shown, or refused for what they are."""

import io
import struct
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bviewer.library.facts import read_facts
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.pipeline import render
from bviewer.renditions.sizes import Size

BIG = Size("big", 600, 600, False, 95)
WIDTH, HEIGHT = 48, 32


def _tiff(pixel: bytes, bits: int, *, order: str = "<", **said: int) -> bytes:
    """A TIFF of one colour by hand; `said` is its meaning, channels, numbers and compression."""
    channels = said.get("channels", 1)
    entries = [
        (256, 3, [WIDTH]),
        (257, 3, [HEIGHT]),
        (258, 3, [bits] * channels),
        (259, 3, [said.get("compression", 1)]),
        (262, 3, [said.get("meaning", 1)]),
        (273, 4, [8]),
        (277, 3, [channels]),
        (278, 3, [HEIGHT]),
        (279, 4, [len(pixel) * WIDTH * HEIGHT]),
        (339, 3, [said.get("numbers", 1)] * channels),
    ]
    pixels = pixel * WIDTH * HEIGHT
    table, behind = b"", b""
    start = 8 + len(pixels) + 2 + 12 * len(entries) + 4
    for tag, kind, values in entries:
        raw = struct.pack(f"{order}{len(values)}{'H' if kind == 3 else 'I'}", *values)
        if len(raw) > 4:
            raw, behind = struct.pack(f"{order}I", start + len(behind)), behind + raw
        table += struct.pack(f"{order}HHI", tag, kind, len(values)) + raw.ljust(4, b"\0")
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8 + len(pixels))
    count = struct.pack(f"{order}H", len(entries))
    return head + pixels + count + table + bytes(4) + behind


def _reason(data: bytes) -> str:
    problem = read_facts(io.BytesIO(data), "a.tif", 0, ZoneInfo("UTC")).problem
    with pytest.raises(BrokenImage) as caught:
        render(io.BytesIO(data), [BIG], 10**6)
    assert str(caught.value) == problem
    return str(problem)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_tiff(bytes(5), 8, channels=5, meaning=5), "of inks (CMYK) with 5 channels of 8 bits"),
        (_tiff(bytes(12), 32, channels=3, meaning=2, numbers=3), "of floating-point numbers"),
        (_tiff(bytes(8), 64, numbers=3), "of floating-point numbers of 64 bits"),
        (
            _tiff(bytes(6), 16, channels=3, meaning=32845, compression=34677),
            "of logarithmic brightness (LogLuv)",
        ),
        (_tiff(bytes(4), 16, channels=2), "of pixels with 2 channels of 16 bits"),
        (b"MM\0+\0\x08\0\0" + bytes(100), "a big-endian BigTIFF"),
    ],
)
def test_a_kind_that_is_not_shown_is_named(data: bytes, kind: str) -> None:
    reason = _reason(data)
    assert kind in reason
    assert reason.endswith("which its decoder does not know")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (_tiff(struct.pack("<f", 0.5), 32, numbers=3), 128),
        (_tiff(struct.pack(">f", 0.5), 32, numbers=3, order=">"), 128),
        (_tiff(struct.pack(">H", 32768), 16, order=">"), 128),
        (_tiff(struct.pack("<HHHH", 0, 0, 0, 32768), 16, channels=4, meaning=5), 127),
    ],
)
def test_other_deep_kinds_are_shown(data: bytes, expected: int) -> None:
    rendered = render(io.BytesIO(data), [BIG], 10**6)
    shown = Image.open(io.BytesIO(rendered.files["big"])).convert("L").getpixel((20, 20))
    assert shown == pytest.approx(expected, abs=2)


def test_a_usual_one_that_is_refused_is_damaged() -> None:
    for data in (b"II*\0", b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\1\0"):
        assert "damaged" in _reason(data)
