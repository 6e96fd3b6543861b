"""Pictures of a high dynamic range, as profiles that end in what a JPEG can show.

Shown as if they were ordinary they look grey: white is but half of what their numbers reach, and
their colours are less far apart. ITU-R BT.2100 has both ways to write light. For a screen on which
white is the brightest, they are as browsers show them: by the reference white tone mapping of
SMPTE ST 2094-50, which leaves colours what they are, and room for what is brighter than white.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import product

from bviewer.renditions.chromaticity import (
    BT709,
    BT2020,
    COLORANTS,
    conversion,
    times,
)
from bviewer.renditions.icc import table_profile

PQ, HLG = 16, 18  # Numbers of ITU-T H.273.
USUAL_PEAK = 1000.0  # Candela per square metre: of the screen that HLG means, and PQ mostly.

_WHITE = 203  # Candela per square metre, of paper in the sun: BT.2408.
_USUAL_ROOM = math.log2(USUAL_PEAK / _WHITE)  # Above white, in stops.
_BEND = 0.65
_GAMMA = 1.2  # Of a screen for HLG, by how bright a colour is altogether (BT.2100, table 5).
_LUMINANCE = (0.2627, 0.6780, 0.0593)  # Of red, green and blue: BT.2020.

_STEPS = 4096
_SIDE = 25  # Of the table: greys are within 1 of 255 of what browsers show, colours within 4.
_BELOW_PEAK = 22 / 24  # So much of a side, to a colour of it. What is brighter hardly differs.

Light = tuple[float, ...]


def hdr_profile(transfer: int, primaries: int = BT2020, peak: float = USUAL_PEAK) -> bytes | None:
    """Return an ICC profile of RGB that is written in a way and colours (numbers of ITU-T H.273),
    with nothing brighter than `peak` (candela per square metre); None if that way is an ordinary
    one.

    It takes a tenth of a second, once a photograph: each is decoded in a process of its own.
    """
    light = {PQ: _light_of_pq, HLG: _light_of_hlg}.get(transfer)
    if light is None:
        return None
    lights = [light(step / (_STEPS - 1)) for step in range(_STEPS)]
    brightest = max(peak / _WHITE, 1.0)
    gain = _gain(brightest)
    as_seen = _on_screen_of_hlg(primaries) if transfer == HLG else tuple
    shape = _shape([as_seen((each,) * 3)[0] for each in lights], gain, brightest)
    nodes = [_between(shape, lights, node / (_SIDE - 1)) for node in range(_SIDE)]
    return table_profile(shape, _SIDE, _colours(nodes, as_seen, gain, primaries))


def _light_of_pq(value: float) -> float:
    """Return light, of which white is 1 (BT.2100, table 4)."""
    power = value ** (32 / 2523)
    numerator = max(power - 3424 / 4096, 0.0)
    return 10_000 / _WHITE * (numerator / (2413 / 128 - 2392 / 128 * power)) ** (16_384 / 2610)


def _light_of_hlg(value: float) -> float:
    """Return light of the scene, of which 1 is the most (BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = value**2 / 3 if value <= 0.5 else (math.exp((value - c) / a) + b) / 12
    return min(scene, 1.0)


def _on_screen_of_hlg(primaries: int) -> Callable[[Light], Light]:
    """Return what makes light on a screen of that of a scene; white is 1."""
    wide = conversion(primaries, BT2020)

    def on_screen(scene: Light) -> Light:
        red, green, blue = times(wide, scene)
        luminance = _LUMINANCE[0] * red + _LUMINANCE[1] * green + _LUMINANCE[2] * blue
        factor = USUAL_PEAK / _WHITE * max(luminance, 0.0) ** (_GAMMA - 1)
        return tuple([factor * part for part in scene])

    return on_screen


def _gain(peak: float) -> Callable[[float], float]:
    """Return by what to multiply a colour whose brightest part is so much: always the same up to
    white, and less of what is brighter, along a quadratic Bezier curve to the peak."""
    if peak == 1:
        return lambda _brightest: 1.0
    white = 1 - 0.5 * min(math.log2(peak) / _USUAL_ROOM, 1.0)
    across, up = 1 - _BEND + _BEND / white, (1 - _BEND) * white + _BEND
    square, double = 1 - 2 * across + peak, across - 1

    def gain(brightest: float) -> float:
        if brightest <= 1:
            return white
        if brightest >= peak:
            return 1 / brightest
        along = (math.sqrt(double**2 + square * (brightest - 1)) - double) / square
        back = 1 - along
        return (back**2 * white + 2 * along * back * up + along**2) / brightest

    return gain


def _shape(greys: Sequence[float], gain: Callable[[float], float], peak: float) -> list[float]:
    """Return where in the table numbers are: up to the peak by how light their greys look."""
    stops = math.log2(max(greys) / peak)
    below = _BELOW_PEAK if stops > 0 else 1.0
    return [
        below * (gain(grey) * grey) ** (1 / 3)
        if grey <= peak
        else below + (1 - below) * math.log2(grey / peak) / stops
        for grey in greys
    ]


def _between(shape: Sequence[float], lights: Sequence[float], place: float) -> float:
    """Return the light at a place of the table."""
    above = min(max(bisect_left(shape, place), 1), len(shape) - 1)
    (low, high), (dark, bright) = shape[above - 1 : above + 1], lights[above - 1 : above + 1]
    return dark + (bright - dark) * (place - low) / (high - low) if high > low else bright


def _colours(
    nodes: Sequence[float],
    as_seen: Callable[[Light], Light],
    gain: Callable[[float], float],
    primaries: int,
) -> Iterator[Light]:
    """Yield XYZ of each colour of the table, as far as sRGB has it."""
    wide, narrow = conversion(primaries, BT2020), conversion(BT2020, BT709)
    to_xyz = tuple(zip(*COLORANTS[BT709], strict=True))
    for scene in product(nodes, repeat=3):
        light = times(wide, as_seen(scene))
        factor = gain(max(light))
        shown = times(narrow, [factor * part for part in light])
        yield times(to_xyz, [min(max(part, 0.0), 1.0) for part in shown])
