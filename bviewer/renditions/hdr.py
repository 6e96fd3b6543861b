"""The colours of films with a high dynamic range, as profiles that end in what a JPEG can show.

Shown as if they were ordinary they look grey: white is but half of what their numbers reach, and
their colours are less far apart. ITU-R BT.2100 has both ways to write light, and BT.2020 colours.
"""

import math
import struct
from functools import cache

PQ, HLG = 16, 18  # AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67.

_WHITE = 203  # Candela per square metre, of paper in the sun: BT.2408.
_PEAK = 1000  # Of the screen that HLG means.
_KNEE = 0.5  # Of white. What is brighter is squeezed towards it.
_STEPS = 1024

# Red, green and blue of BT.2020, and white, as ICC profiles have them: adapted to D50.
_COLORANTS = {
    b"rXYZ": (0.67348, 0.27904, -0.00194),
    b"gXYZ": (0.16566, 0.67534, 0.02998),
    b"bXYZ": (0.12508, 0.04562, 0.79686),
    b"wtpt": (0.96420, 1.0, 0.82491),
}


@cache
def hdr_profile(transfer: int) -> bytes | None:
    """Return an ICC profile of RGB that is written in a way (FFmpeg's number); None if that is an
    ordinary one."""
    light = {PQ: _light_of_pq, HLG: _light_of_hlg}.get(transfer)
    if light is None:
        return None
    curve = [_squeezed(light(step / (_STEPS - 1)) / _WHITE) for step in range(_STEPS)]
    return _profile(curve)


def _light_of_pq(value: float) -> float:
    """BT.2100, table 4."""
    power = value ** (32 / 2523)
    numerator = max(power - 3424 / 4096, 0.0)
    return 10_000 * (numerator / (2413 / 128 - 2392 / 128 * power)) ** (16_384 / 2610)


def _light_of_hlg(value: float) -> float:
    """BT.2100, table 5, of each colour by itself."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = value**2 / 3 if value <= 0.5 else (math.exp((value - c) / a) + b) / 12
    return _PEAK * min(scene, 1.0) ** 1.2


def _squeezed(light: float) -> float:
    """Return light up to 1, which is white: unchanged as far as the knee, then ever more alike."""
    if light <= _KNEE:
        return light
    return _KNEE + (1 - _KNEE) * (1 - math.exp((_KNEE - light) / (1 - _KNEE)))


def _profile(curve: list[float]) -> bytes:
    """Return a profile of three colours and a curve (ICC.1:2001-04)."""
    tags = {name: b"XYZ \0\0\0\0" + _numbers(*xyz) for name, xyz in _COLORANTS.items()}
    values = [round(65_535 * value) for value in curve]
    tags |= dict.fromkeys(
        (b"rTRC", b"gTRC", b"bTRC"),
        b"curv\0\0\0\0" + struct.pack(f">I{len(values)}H", len(values), *values),
    )
    start = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">2I", start + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = start + len(data)
    head = struct.pack(">I4sI", size, b"\0\0\0\0", 0x0210_0000) + b"mntrRGB XYZ "
    head += bytes(12) + b"acsp" + bytes(28) + _numbers(*_COLORANTS[b"wtpt"])
    return head.ljust(128, b"\0") + table + data


def _numbers(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(65_536 * value) for value in values))
