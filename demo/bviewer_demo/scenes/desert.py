"""Sand: dunes from first light to the stars."""

from dataclasses import dataclass, replace
from random import Random

from PIL import Image, ImageChops
from PIL.ImageMath import imagemath_min as lowest

from bviewer_demo.paint import sky, stars
from bviewer_demo.paint.camera import Ground, photographed
from bviewer_demo.paint.colour import Colour, tinted
from bviewer_demo.paint.field import Size, combine, mask, rise, smoothed, sweep
from bviewer_demo.paint.light import DAWN, DUSK, NIGHT, NOON, Light
from bviewer_demo.paint.noise import fractal, octave
from bviewer_demo.paint.perspective import View
from bviewer_demo.paint.sunlight import Sun, lit, sunlit
from bviewer_demo.paint.water import waves

ON_FOOT = View(0.32, 0.16, 0.18)
SAND = ((196, 128, 74), (230, 170, 110))


@dataclass(frozen=True)
class Dunes:
    """A field of dunes. Heights are in map widths."""

    sun: Sun
    view: View = ON_FOOT
    height: float = 0.11
    crests: float = 2.2  # from left to right
    lean: float = 0.9  # how many crests further it is at the far edge
    sand: tuple[Colour, ...] = SAND


def crests(size: Size, dice: Random, dunes: Dunes) -> Image.Image:
    """Heights that climb gently to a sharp, winding crest and fall off steeply behind it."""
    wind = fractal(size, dice, (1.5, 1.5), 3, 0.3)
    phase = combine(
        lambda x, y, wind: (x * dunes.crests + y * dunes.lean + wind * 2.2) % 1.0,
        sweep(size, 0.0, 1.0),
        rise(size, 0.0, 1.0),
        wind,
    )
    slope = combine(lambda p: lowest(p * (1 / 0.66), (p * -1.0 + 1.0) * (1 / 0.34)), phase)
    return combine(
        lambda slope, tall: slope**1.4 * (tall * 0.8 + 0.2), slope, octave(size, dice, (2, 2))
    )


def sea_of_sand(size: Size, dice: Random, dunes: Dunes) -> Image.Image:
    """Dunes on the long swell of the ground, their crests rounded a little by the wind."""
    swell = octave(size, dice, (1.5, 1.5))
    # Low in front, where a dune would hide all the others.
    heights = combine(
        lambda crest, swell, rise: (crest + swell * 0.5) * rise,
        crests(size, dice, dunes),
        swell,
        rise(size, dunes.height * 0.4, dunes.height, dunes.height),
    )
    # A crest narrower than the map's grid would look like a string of beads from near.
    return smoothed(smoothed(smoothed(heights)))


def ripples(size: Size, dice: Random) -> Image.Image:
    """A mask that darkens the flanks of the small ripples that the wind leaves in sand."""
    slopes = waves(size, dice, 26, 4.5, 3)
    return slopes.point([255 - round(max(128 - level, 0) * 0.42) for level in range(256)])


def desert(air: Image.Image, dice: Random, light: Light, dunes: Dunes) -> Image.Image:
    """Dunes before the given sky."""
    side = max(round(max(air.size) * 0.55), 16)
    heights = sea_of_sand((side, side), dice, dunes)
    tone = mask(fractal((side, side), dice, (6, 6), 6, 0.6), 0.2, 0.8)
    colours = lit(tinted(tone, *dunes.sand), sunlit(heights, dunes.sun, 0.006), light)
    sand = Ground(heights, colours, ripples(air.size, dice))
    return photographed(sand, air, dunes.view, light.haze, (0, 15, 45, 75, 105))


def first_light(size: Size, dice: Random) -> Image.Image:
    """The sun has just reached the crests."""
    air = sky.glowing(sky.clear(size, DAWN, 0.34), (0.92, 0.36), 0.4, DAWN.sun)
    return desert(air, dice, DAWN, Dunes(Sun(0.9, -0.15, 0.3)))


def the_crest(size: Size, dice: Random) -> Image.Image:
    """The line between the side that is warm already and the one that is not."""
    air = sky.glowing(sky.clear(size, DAWN, 0.34), (0.92, 0.36), 0.4, DAWN.sun)
    steep = Dunes(Sun(0.9, -0.15, 0.3), View(0.36, 0.2, 0.12), crests=1.6, height=0.14)
    return desert(air, dice, DAWN, steep)


def noon_heat(size: Size, dice: Random) -> Image.Image:
    """Nothing but sand and sky."""
    return desert(
        sky.clear(size, NOON, 0.34), dice, NOON, Dunes(Sun(-0.7, 0.2, 0.5), View(0.26, 0.18, 0.18))
    )


def long_shadows(size: Size, dice: Random) -> Image.Image:
    """The last sun over a sea of sand."""
    air = sky.glowing(sky.clear(size, DUSK, 0.34), (0.08, 0.34), 0.4, DUSK.sun)
    return desert(air, dice, DUSK, Dunes(Sun(-0.8, 0.2, 0.24), crests=3.2, height=0.09))


def stars_over_sand(size: Size, dice: Random) -> Image.Image:
    """The Milky Way, standing on the dunes."""
    light = replace(NIGHT, sun=(104, 108, 132), haze=(40, 46, 66))
    air = ImageChops.screen(stars.starry(size, dice, light, 0.75), stars.milky_way(size, dice, 58))
    cold = ((150, 128, 116), (176, 150, 134))
    return desert(air, dice, light, Dunes(Sun(0.8, 0.1, 0.4), View(0.72, 0.13, 0.16), sand=cold))
