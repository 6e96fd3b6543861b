"""The open sea, and the weather over it."""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops

from bviewer_demo.paint import clouds, sky
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import BLACK, Colour, between, gradient, tinted
from bviewer_demo.paint.field import Size, combine, mask, ramp, rise, scaled, sweep, weaker
from bviewer_demo.paint.light import DAWN, DUSK, NOON, STORM, Light
from bviewer_demo.paint.noise import Cells
from bviewer_demo.paint.sky import Point
from bviewer_demo.paint.water import waves


@dataclass(frozen=True)
class Sea:
    """A sea under clouds, with the sun, seen or not, over it."""

    sun: Point
    deep: Colour
    clouds: Clouds
    horizon: float = 0.58
    deck: Cells = (3, 4)
    glitter: float = 1.0  # how bright the sun's path on the water is
    disc: bool = True  # whether the sun itself is seen


def lane(size: Size, place: float) -> Image.Image:
    """A field that is 0 where the sun's path lies on the water, and falls to both sides."""
    steps = [-((abs((step + 0.5) / 64 - place) / 0.16) ** 1.2) for step in range(64)]
    return sweep(size, *steps)


def glints(slopes: Image.Image, sun: float) -> Image.Image:
    """A mask of the waves that happen to mirror the sun, fewer and larger nearer the camera."""
    field = scaled(slopes.convert("F"), 0, 255)
    bright = combine(
        lambda slope, path, near: slope + path * 0.22 + near,
        field,
        lane(slopes.size, sun),
        rise(slopes.size, 0.3, 0.18, 0.08),
    )
    return mask(bright, 0.62, 0.8)


def surface(size: Size, dice: Random, light: Light, sea: Sea) -> Image.Image:
    """Water up to the horizon: the sky where a wave faces away, the deep where it faces us."""
    slopes = waves(size, dice, 9)
    mirrored = gradient(size, *reversed(light.sky))
    far, near = between(sea.deep, light.sky[-1], 0.45), between(sea.deep, light.sky[-1], 0.15)
    body = gradient(size, far, near, sea.deep, sea.deep)
    body.paste(mirrored, (0, 0), slopes.point([level * 3 // 4 + 14 for level in range(256)]))
    path = weaker(glints(slopes, sea.sun[0]), sea.glitter)
    return ImageChops.screen(body, tinted(path, BLACK, light.sun))


def heaven(size: Size, dice: Random, light: Light, sea: Sea) -> Image.Image:
    """The sky over the sea, with the sun behind or before its clouds."""
    warm = between(light.sun, (120, 60, 30), 0.4)
    air = sky.glowing(sky.clear(size, light, sea.horizon), sea.sun, 0.5, warm, 2.5)
    air = clouds.clouded(air, clouds.deck(size, dice, sea.deck, sea.horizon), sea.clouds)
    air = sky.glowing(air, sea.sun, 0.16, light.sun, 4)
    if sea.disc:
        air.paste((255, 244, 214), (0, 0), sky.disc(size, sea.sun, 0.018))
    return air


def seascape(size: Size, dice: Random, light: Light, sea: Sea) -> Image.Image:
    """Sky and sea, and the haze where they meet."""
    picture = heaven(size, dice, light, sea)
    line = round(size[1] * sea.horizon)
    picture.paste(surface((size[0], size[1] - line), dice, light, sea), (0, line))
    band = (size[0], max(round(size[1] * 0.06), 2))
    picture.paste(light.sky[-1], (0, line - band[1] // 2), ramp(band, 0, 120, 0))
    return picture


def going_down(size: Size, dice: Random) -> Image.Image:
    """The sun a hand above the horizon."""
    burning = Clouds((between(DUSK.shade, DUSK.sky[1], 0.5), (200, 132, 132), DUSK.sun))
    return seascape(size, dice, DUSK, Sea((0.36, 0.5), (22, 34, 58), burning))


def before_breakfast(size: Size, dice: Random) -> Image.Image:
    """A pale, still morning."""
    soft = Clouds(((104, 110, 150), (220, 184, 172), DAWN.sun), 0.42)
    sea = Sea((0.66, 0.44), (40, 60, 84), soft, horizon=0.5)
    return seascape(size, dice, DAWN, sea)


def fair_wind(size: Size, dice: Random) -> Image.Image:
    """High clouds, deep blue water."""
    white = Clouds(((170, 184, 200), (226, 232, 238), (255, 255, 255)), 0.36)
    sea = Sea((0.66, -0.1), (16, 52, 86), white, glitter=0.7, disc=False)
    return seascape(size, dice, NOON, sea)


def breaking_light(size: Size, dice: Random) -> Image.Image:
    """One hole in the clouds, and the light that falls through it."""
    heavy = Clouds(((34, 38, 48), (84, 88, 96), (160, 156, 148)), 0.8)
    sea = Sea((0.64, 0.46), (24, 34, 40), heavy, horizon=0.62, glitter=0.6, disc=False)
    return seascape(size, dice, STORM, sea)
