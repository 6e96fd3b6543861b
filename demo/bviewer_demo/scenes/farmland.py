"""Fields and cypresses on soft hills."""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from bviewer_demo.paint import clouds, sky
from bviewer_demo.paint.camera import Ground, photographed
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import shaded
from bviewer_demo.paint.field import Size, combine, mask, part, rise, weaker
from bviewer_demo.paint.light import DAWN, NOON, Light
from bviewer_demo.paint.noise import fractal, octave
from bviewer_demo.paint.perspective import View
from bviewer_demo.paint.sunlight import Sun, lit, sunlit

ON_A_HILL = View(0.3, 0.18, 0.24)
FIELDS = (
    (96, 116, 46),
    (124, 138, 58),
    (168, 156, 82),
    (196, 170, 96),
    (138, 112, 76),
    (82, 104, 44),
    (150, 156, 74),
    (188, 158, 84),
)
CYPRESS = (34, 46, 26)


@dataclass(frozen=True)
class Farmland:
    """Hills with fields. Heights are in map widths."""

    sun: Sun
    view: View = ON_A_HILL
    height: float = 0.11
    fog: float = 0.0  # the upper edge of the fog, in heights


def fields(size: Size, dice: Random) -> Image.Image:
    """Fields of different crops between the level lines of one noise, furrows along another's."""
    plots = 14
    bounds = combine(
        lambda one, other: one * 0.5 + other * 0.5,
        octave(size, dice, (5, 4)),
        octave(size, dice, (4, 7)),
    )
    crops = [dice.choice(FIELDS) for _ in range(plots)]
    crop_at = [crops[level * plots // 256] for level in range(256)]
    plot = mask(bounds, 0.2, 0.8)
    land = Image.merge("RGB", [plot.point([crop[band] for crop in crop_at]) for band in range(3)])
    furrows = mask(octave(size, dice, (3, 3)), 0.1, 0.9)
    land = shaded(land, furrows.point([236 + 19 * (level // 2 % 2) for level in range(256)]))
    growth = mask(fractal(size, dice, (20, 20), 4, 0.8), 0, 1)
    land = shaded(land, growth.point([190 + level // 4 for level in range(256)]))
    return land.filter(ImageFilter.BoxBlur(1))


def planted(size: Size, dice: Random) -> Image.Image:
    """A mask of the heights of trees: rows of cypresses, and single broad trees."""
    side = size[0]
    trees = Image.new("L", size, 0)
    draw = ImageDraw.Draw(trees)
    for _ in range(9):
        x, y = dice.random() * side, dice.random() * side
        step = (dice.uniform(-1, 1) * side * 0.018, dice.uniform(-1, 1) * side * 0.018)
        for _ in range(dice.randrange(5, 16)):
            draw.rectangle((x, y, x + 1, y + 1), fill=dice.randrange(150, 256))
            x, y = x + step[0], y + step[1]
    for _ in range(26):
        x, y = dice.random() * side, dice.random() * side
        reach = side * dice.uniform(0.003, 0.006)
        crown = (x - reach, y - reach * 0.8, x + reach, y + reach * 0.8)
        draw.ellipse(crown, fill=dice.randrange(45, 80))
    return trees.filter(ImageFilter.GaussianBlur(0.6))


def morning_fog(ground: Image.Image, dice: Random, farm: Farmland) -> Image.Image:
    """A mask of the fog below a drifting level; what is tall looks out of it."""
    edge = combine(
        lambda ground, drift: ground * (1 / farm.height) + drift * 0.35 - 0.175,
        ground,
        fractal(ground.size, dice, (4, 5), 4),
    )
    return weaker(mask(edge, farm.fog, farm.fog * 0.55), 0.92)


def farmland(air: Image.Image, dice: Random, light: Light, farm: Farmland) -> Image.Image:
    """Fields on hills before the given sky."""
    side = max(round(max(air.size) * 0.6), 24)
    size = (side, side)
    slope = rise(size, farm.height * 0.3, farm.height * 0.8, farm.height, farm.height)
    hills = combine(lambda h, f: h * f, fractal(size, dice, (2.6, 3.2), 3, 0.34), slope)
    trees = planted(size, dice)
    land = fields(size, dice)
    land.paste(CYPRESS, (0, 0), weaker(trees, 3))
    ground = combine(lambda hill, tree: hill + tree * (0.019 / 255), hills, trees.convert("F"))
    colours = lit(land, sunlit(ground, farm.sun, 0.006), light)
    crop = mask(fractal(part(air.size, 2), dice, (60, 60), 3, 0.8), -2.0, 0.7)
    fog = morning_fog(ground, dice, farm) if farm.fog else None
    world = Ground(ground, colours, crop, fog)
    return photographed(world, air, farm.view, light.haze, (0, 32, 85, 135, 180))


def may_morning(size: Size, dice: Random) -> Image.Image:
    """Fields and cypresses under small clouds."""
    puffs = Clouds(((150, 164, 186), (214, 221, 230), (255, 255, 255)), 0.45, lit_from=-5)
    air = clouds.clouded(sky.clear(size, NOON, 0.36), clouds.heaps(size, dice, (3, 3), 0.38), puffs)
    return farmland(air, dice, NOON, Farmland(Sun(-0.7, -0.2, 0.5)))


def mist_and_cypresses(size: Size, dice: Random) -> Image.Image:
    """Before sunrise, only the hilltops are awake."""
    air = sky.glowing(sky.clear(size, DAWN, 0.36), (0.66, 0.34), 0.5, DAWN.sun)
    return farmland(air, dice, DAWN, Farmland(Sun(0.8, 0.2, 0.3), fog=0.42))
