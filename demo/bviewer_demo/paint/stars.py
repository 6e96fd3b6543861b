"""The night sky: stars, their trails, the Milky Way."""

from math import exp
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bviewer_demo.paint import sky
from bviewer_demo.paint.colour import Colour, tinted
from bviewer_demo.paint.field import BICUBIC, Size, combine, mask, part, rise, soften, weaker
from bviewer_demo.paint.light import Light
from bviewer_demo.paint.noise import fractal
from bviewer_demo.paint.sky import Point

MILKY = ((0, 0, 0), (26, 28, 46), (70, 66, 84), (146, 128, 124), (216, 196, 180))


def starlight(dice: Random, faintest: int, rarity: float) -> Colour:
    """The colour of one star: many are faint, few bright, some warm and some cold."""
    bright = faintest + (250 - faintest) * dice.random() ** rarity
    warmth = dice.uniform(-0.2, 0.2)
    return (
        round(bright * (1 - max(-warmth, 0))),
        round(bright * 0.94),
        round(bright * (1 - max(warmth, 0))),
    )


def starry(
    size: Size, dice: Random, light: Light, horizon: float, count: int = 1300
) -> Image.Image:
    """A clear night sky full of stars."""
    field = Image.new("RGB", size)
    draw = ImageDraw.Draw(field)
    for _ in range(count):
        x, y = dice.random() * size[0], dice.random() * size[1]
        colour = starlight(dice, 50, 4)
        radius = 0.8 if max(colour) > 190 else 0.0
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    field = ImageChops.screen(field, field.filter(ImageFilter.BoxBlur(1)))
    return ImageChops.screen(sky.clear(size, light, horizon), field)


def trails(size: Size, dice: Random, pole: Point, count: int = 560) -> Image.Image:
    """What stars draw on black while the shutter is open for two and a half hours."""
    black = Image.new("RGB", size)
    draw = ImageDraw.Draw(black)
    x, y = pole[0] * size[0], pole[1] * size[1]
    far = (size[0] ** 2 + size[1] ** 2) ** 0.5
    for _ in range(count):
        radius = far * (0.01 + 0.95 * dice.random() ** 0.75)
        begin = dice.uniform(0, 360)
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.arc(box, begin, begin + 38, fill=starlight(dice, 26, 3.0))
    return ImageChops.screen(black, weaker(soften(black, 4), 0.6))


def milky_way(size: Size, dice: Random, lean: float) -> Image.Image:
    """Our galaxy on black, ``lean`` degrees from level, with the dust along its middle."""
    width, height = part(size, 2)
    side = 3 * max(width, height) // 2
    square = (side, side)
    band = rise(square, *(exp(-((step / 8) ** 2)) for step in range(-32, 33)))
    lane = rise(square, *(exp(-(((step - 1) / 3.5) ** 2)) for step in range(-32, 33)))
    cloud = fractal(square, dice, (6, 10), 7, 0.62)
    dust = fractal(square, dice, (5, 12), 7, 0.66)
    glow = combine(
        lambda band, lane, cloud, dust: band * (cloud * 1.5 - 0.22) - lane * (dust - 0.36) * 1.3,
        band,
        lane,
        cloud,
        dust,
    )
    turned = mask(glow, 0.0, 1.0).rotate(lean, BICUBIC)
    left, top = (side - width) // 2, (side - height) // 2
    return tinted(turned.crop((left, top, left + width, top + height)), *MILKY).resize(
        size, BICUBIC
    )
