"""ICC profiles of RGB, written (ICC.1:2001-04): by a curve, or by a table of colours."""

import struct
from collections.abc import Callable, Iterable, Sequence

from bviewer.renditions.chromaticity import WHITE_POINT, Colorants

_STEPS = 1024  # Of a curve.
_WHOLE = 65_535
_PERCENT, _STEP, _MIDDLE = 652.8, 256, 128  # Of 16-bit L*a*b*.


def curve_profile(colorants: Colorants, light: Callable[[float], float]) -> bytes:
    """Return a profile of three colours, whose numbers (0 to 1) are so much light."""
    tags = {
        name: _xyz(xyz) for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True)
    }
    curve = _curve([light(step / (_STEPS - 1)) for step in range(_STEPS)])
    tags |= dict.fromkeys(
        (b"rTRC", b"gTRC", b"bTRC"), b"curv\0\0\0\0" + struct.pack(">I", _STEPS) + curve
    )
    return _profile(b"XYZ ", tags)


def table_profile(shape: Sequence[float], side: int, xyz: Iterable[Sequence[float]]) -> bytes:
    """Return a profile of a table of so many colours a side, blue first.

    `shape` tells where in it (0 to 1) numbers are. Raises struct.error if there are more or fewer
    than side x side x side colours, or too many steps of the shape (4096).
    """
    identity = _numbers(1, 0, 0, 0, 1, 0, 0, 0, 1)
    head = b"mft2\0\0\0\0" + bytes((3, 3, side, 0)) + identity
    colours = struct.pack(f">{3 * side**3}H", *(part for each in xyz for part in _lab(*each)))
    data = struct.pack(">2H", len(shape), 2) + 3 * _curve(shape) + colours + 3 * _curve((0, 1))
    return _profile(b"Lab ", {b"A2B0": head + data})


def _lab(x: float, y: float, z: float) -> tuple[int, int, int]:
    """Return L*a*b* (CIE 1976), as 16 bits have it in this version."""
    fx, fy, fz = (_root(part / white) for part, white in zip((x, y, z), WHITE_POINT, strict=True))
    lightness = round((116 * fy - 16) * _PERCENT)
    return (
        lightness,
        round((500 * (fx - fy) + _MIDDLE) * _STEP),
        round((200 * (fy - fz) + _MIDDLE) * _STEP),
    )


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24_389 else (24_389 / 27 * part + 16) / 116


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags |= {b"wtpt": _xyz(WHITE_POINT)}
    start = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">2I", start + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = start + len(data)
    head = struct.pack(">I4sI", size, b"\0\0\0\0", 0x0210_0000) + b"mntrRGB " + space
    head += bytes(12) + b"acsp" + bytes(28) + _numbers(*WHITE_POINT)
    return head.ljust(128, b"\0") + table + data


def _curve(values: Sequence[float]) -> bytes:
    return struct.pack(f">{len(values)}H", *(round(_WHOLE * value) for value in values))


def _xyz(xyz: Sequence[float]) -> bytes:
    return b"XYZ \0\0\0\0" + _numbers(*xyz)


def _numbers(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(65_536 * value) for value in values))
