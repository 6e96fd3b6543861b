"""Colours that are said by numbers (ITU-T H.273), as profiles that end in what a JPEG can show.

Those with a high dynamic range look grey if they are shown as if they were ordinary: white is but
half of what their numbers reach, and their colours are less far apart. ITU-R BT.2100 has both ways
to write light, and BT.2020 colours.
"""

import math
import struct
from collections.abc import Callable
from functools import cache

from bviewer.renditions.chromaticity import WHITE_POINT, Colorants

PQ, HLG = 16, 18  # AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67.

_WHITE = 203  # Candela per square metre, of paper in the sun: BT.2408.
_PEAK = 1000  # Of the screen that HLG means.
_KNEE = 0.5  # Of white. What is brighter is squeezed towards it.
_STEPS = 1024

BT709, BT2020, DISPLAY_P3 = 1, 9, 12
_LINEAR, _GAMMA22, _GAMMA28 = 8, 4, 5

# Red, green and blue of each, and white, as ICC profiles have them: adapted to D50.
_COLORANTS = {
    BT709: ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)),
    BT2020: (
        (0.67348, 0.27904, -0.00194),
        (0.16566, 0.67534, 0.02998),
        (0.12508, 0.04562, 0.79686),
    ),
    DISPLAY_P3: (
        (0.51512, 0.24120, -0.00105),
        (0.29198, 0.69225, 0.04189),
        (0.15710, 0.06657, 0.78407),
    ),
}


@cache
def hdr_profile(transfer: int) -> bytes | None:
    """Return an ICC profile of RGB that is written in a way (FFmpeg's number); None if that is an
    ordinary one."""
    return cicp_profile(BT2020, transfer) if transfer in {PQ, HLG} else None


@cache
def cicp_profile(primaries: int, transfer: int) -> bytes | None:
    """Return an ICC profile of RGB in colours and a way to write light; None if that is sRGB, or
    what is taken for it because nobody says otherwise."""
    colorants = _COLORANTS.get(primaries, _COLORANTS[BT709])
    hdr = {PQ: _light_of_pq, HLG: _light_of_hlg}.get(transfer)
    if hdr is not None:
        return _profile(colorants, lambda value: _squeezed(hdr(value) / _WHITE))
    gamma = {_LINEAR: 1.0, _GAMMA22: 2.2, _GAMMA28: 2.8}.get(transfer)
    if gamma is not None:
        return _profile(colorants, lambda value: value**gamma)
    return None if colorants is _COLORANTS[BT709] else _profile(colorants, _light_of_srgb)


@cache
def gamma_profile(gamma: float, colorants: Colorants | None = None) -> bytes:
    """Return an ICC profile of colours, or those of sRGB, whose numbers are light to a power."""
    return _profile(colorants or _COLORANTS[BT709], lambda value: value ** (1 / gamma))


def _light_of_srgb(value: float) -> float:
    """IEC 61966-2-1."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


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


def _profile(colorants: Colorants, light: Callable[[float], float]) -> bytes:
    """Return a profile of three colours and a curve (ICC.1:2001-04)."""
    names = (b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt")
    tags = {
        name: b"XYZ \0\0\0\0" + _numbers(*xyz)
        for name, xyz in zip(names, (*colorants, WHITE_POINT), strict=True)
    }
    values = [round(65_535 * light(step / (_STEPS - 1))) for step in range(_STEPS)]
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
    head += bytes(12) + b"acsp" + bytes(28) + _numbers(*WHITE_POINT)
    return head.ljust(128, b"\0") + table + data


def _numbers(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(65_536 * value) for value in values))
