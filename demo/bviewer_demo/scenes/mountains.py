"""High mountains: rock, grass, snow, and fog in the valleys."""

from dataclasses import dataclass
from random import Random

from PIL import Image

from bviewer_demo.paint import clouds, heights, sky
from bviewer_demo.paint.camera import Ground, photographed
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import Colour, tinted
from bviewer_demo.paint.field import Size, combine, mask, part, rise, weaker
from bviewer_demo.paint.light import BLUE_HOUR, DAWN, DUSK, NOON, STORM, Light
from bviewer_demo.paint.noise import fractal
from bviewer_demo.paint.perspective import View
from bviewer_demo.paint.sunlight import Sun, lit, sunlit

OVERLOOK = View(0.32, 0.26, 0.33)
GRASS = ((50, 58, 26), (112, 112, 54))
ROCK = ((66, 60, 56), (156, 142, 126))
SNOW = (246, 248, 253)


@dataclass(frozen=True)
class Range:
    """A mountain range and where it is seen from. Heights are in map widths."""

    sun: Sun
    view: View = OVERLOOK
    height: float = 0.36
    valley: float = 0.3  # the height of what is nearest, in heights
    snowline: float = 0.45  # in heights
    fog: float = 0.0  # the upper edge of the fog, in heights
    grass: tuple[Colour, ...] = GRASS
    rock: tuple[Colour, ...] = ROCK


def relief(size: Size, dice: Random, range_: Range) -> Image.Image:
    """The heights of a range that rises away from the camera."""
    world = heights.mountains(size, dice)
    slope = [range_.height * share for share in (range_.valley, 0.75, 1, 1)]
    return combine(lambda ground, share: ground * share, world, rise(size, *slope))


def cover(ground: Image.Image, dice: Random, range_: Range) -> Image.Image:
    """Grass where it is flat and low, snow where it is flat and high, rock elsewhere."""
    patches = fractal(ground.size, dice, (24, 24), 5, 0.8)
    steep = heights.steepness(ground)
    share = combine(lambda height: height * (1 / range_.height), ground)
    green = mask(
        combine(lambda s, h, n: n * 0.6 - s - h * 1.3 + 1.0, steep, share, patches), 0, 0.3
    )
    white = combine(lambda s, h, n: h - s * 0.24 + n * 0.34, steep, share, patches)
    tone = mask(patches, 0.2, 0.8)
    colours = Image.composite(tinted(tone, *range_.grass), tinted(tone, *range_.rock), green)
    colours.paste(SNOW, (0, 0), mask(white, range_.snowline, range_.snowline + 0.09))
    return colours


def valley_fog(ground: Image.Image, dice: Random, range_: Range) -> Image.Image:
    """A mask of the fog that lies on the low ground, with a drifting upper edge."""
    drift = fractal(ground.size, dice, (5, 5), 4)
    edge = combine(
        lambda height, drift: height * (1 / range_.height) + (drift - 0.5) * 0.25, ground, drift
    )
    return mask(edge, range_.fog, range_.fog * 0.4)


def rough(size: Size, dice: Random) -> Image.Image:
    """A mask of what stones and tufts do to the light."""
    return mask(fractal(part(size, 2), dice, (50, 50), 4, 0.8), -1.6, 0.75)


def massif(air: Image.Image, dice: Random, light: Light, range_: Range) -> Image.Image:
    """The range before the given sky."""
    side = max(round(max(air.size) * 0.55), 16)
    ground = relief((side, side), dice, range_)
    colours = lit(cover(ground, dice, range_), sunlit(ground, range_.sun), light)
    fog = weaker(valley_fog(ground, dice, range_), 0.9) if range_.fog else None
    world = Ground(ground, colours, rough(air.size, dice), fog)
    return photographed(world, air, range_.view, light.haze, (6, 40, 90, 130, 165))


def early_fog(size: Size, dice: Random) -> Image.Image:
    """The first sun on a summit, the valleys still full of fog."""
    air = sky.clear(size, DAWN, 0.36)
    return massif(air, dice, DAWN, Range(Sun(0.8, 0.2, 0.28), fog=0.4))


def midday_wall(size: Size, dice: Random) -> Image.Image:
    """A north face under fair-weather clouds."""
    air = sky.clear(size, NOON, 0.4)
    puffs = clouds.heaps(size, dice, (2.6, 2.2), 0.42)
    white = Clouds(((158, 172, 190), (220, 226, 233), (255, 255, 255)), 0.4, lit_from=-6)
    air = clouds.clouded(air, puffs, white)
    return massif(air, dice, NOON, Range(Sun(-0.6, -0.35, 0.5)))


def first_snow(size: Size, dice: Random) -> Image.Image:
    """New snow in the last light."""
    air = sky.clear(size, DUSK, 0.36)
    return massif(air, dice, DUSK, Range(Sun(-0.8, -0.1, 0.22), snowline=0.3))


def blue_snow(size: Size, dice: Random) -> Image.Image:
    """Deep snow when the sun has just gone."""
    air = sky.clear(size, BLUE_HOUR, 0.36)
    return massif(air, dice, BLUE_HOUR, Range(Sun(-0.5, 0.5, 0.5), snowline=0.1, fog=0.3))


def weather_coming(size: Size, dice: Random) -> Image.Image:
    """Bare hills, and the rain a few minutes away."""
    air = sky.clear(size, STORM, 0.42)
    bank = clouds.deck(size, dice, (3, 4), 0.42)
    grey = Clouds(((30, 34, 44), (78, 82, 90), (156, 150, 140)), 0.85)
    air = clouds.clouded(air, bank, grey)
    shafts = clouds.mist(size, dice, (5, 1), 0, 0, 190, 220, 130, 0, 0, 0)
    clouds.veiled(air, shafts, (66, 71, 80), 0.7)
    hills = Range(Sun(-0.7, 0.1, 0.4), View(0.36, 0.24, 0.35), height=0.22, snowline=1.5)
    return massif(air, dice, STORM, hills)


def coloured_hills(size: Size, dice: Random) -> Image.Image:
    """Rhyolite: ochre and rust, moss in the gullies, old snow."""
    air = sky.clear(size, NOON, 0.34)
    thin = Clouds(((180, 190, 204), (226, 230, 236), (255, 255, 255)), 0.5)
    air = clouds.clouded(air, clouds.deck(size, dice, (3, 6), 0.36), thin)
    ochre = ((110, 62, 42), (164, 106, 66), (204, 164, 112), (150, 124, 110))
    hills = Range(
        Sun(-0.7, 0.15, 0.4),
        View(0.26, 0.27, 0.33),
        height=0.26,
        snowline=0.78,
        grass=((64, 76, 28), (124, 134, 50)),
        rock=ochre,
    )
    return massif(air, dice, NOON, hills)


def wide_range(size: Size, dice: Random) -> Image.Image:
    """A whole range in one panorama, at sunrise."""
    air = sky.glowing(sky.clear(size, DAWN, 0.6), (0.72, 0.42), 0.3, DAWN.sun)
    high = Clouds(((108, 116, 156), (214, 178, 176), (255, 222, 184)), 0.42)
    air = clouds.clouded(air, clouds.deck(size, dice, (5, 4), 0.55), high)
    hazy = Range(
        Sun(0.7, -0.3, 0.3), View(0.44, 0.2, 0.45), height=0.27, snowline=0.36, fog=0.3, valley=0.2
    )
    return massif(air, dice, DAWN, hazy)
