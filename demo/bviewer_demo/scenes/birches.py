"""Among birches."""

from math import cos
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bviewer_demo.paint import sky
from bviewer_demo.paint.colour import Colour, between, shaded, tinted
from bviewer_demo.paint.field import BICUBIC, Size, combine, mask, part, ramp, soften, weaker
from bviewer_demo.paint.noise import fractal, octave


def bark(size: Size, dice: Random, tone: Colour) -> Image.Image:
    """A length of a birch's trunk, lit from the left, with its dark scars."""
    round_ = Image.new("L", (64, 1))
    round_.putdata(
        [round(255 * (0.34 + 0.66 * max(cos((x / 63 - 0.36) * 2.1), 0) ** 0.8)) for x in range(64)]
    )
    trunk = shaded(Image.new("RGB", size, tone), round_.resize(size, BICUBIC))
    cells = (max(size[0] / 40, 1.2), size[1] / size[0] * 5)
    scars = mask(fractal(size, dice, cells, 3, 0.6), 0.66, 0.76)
    trunk.paste((34, 28, 26), (0, 0), weaker(scars, 0.8))
    return trunk


def birch(
    picture: Image.Image, dice: Random, place: tuple[float, float, float], focus: float
) -> None:
    """Paint one trunk: its middle, width and foot, and how sharp it is, 1 for quite."""
    width, height = picture.size
    middle, wide, foot = place
    size = (max(round(wide * width), 2), max(round(foot * height), 4))
    tone = between((186, 160, 110), (236, 226, 208), focus)
    outline = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    right, low = outline.size
    shape = [(right * 0.12, 0), (right * 0.88, 0), (right * 0.98, low), (right * 0.02, low)]
    ImageDraw.Draw(outline).polygon(shape, fill=255)
    full = Image.new("L", picture.size, 0)
    corner = (round(middle * width - size[0] / 2), 0)
    # The foot goes down into the leaves.
    standing = ImageChops.multiply(outline.reduce(2), ramp(size, *(255,) * 24, 0))
    full.paste(standing, corner)
    body = Image.new("RGB", picture.size, tone)
    body.paste(bark(size, dice, tone), corner)
    blur = (1 - focus) * width / 260
    picture.paste(body, (0, 0), soften(full, blur) if blur > 0.5 else full)


def leaves(picture: Image.Image, dice: Random, count: int, size: float) -> None:
    """Paint golden leaves in the air and on the ground, the larger the less in focus."""
    width, height = picture.size
    where = Image.new("L", picture.size, 0)
    colours = Image.new("RGB", picture.size, (214, 150, 44))
    draw, paint = ImageDraw.Draw(where), ImageDraw.Draw(colours)
    for _ in range(count):
        up = dice.random() ** 1.6 * 0.55 if dice.random() < 0.75 else dice.uniform(0.75, 1)
        x, y, reach = dice.random() * width, up * height, size * width * dice.uniform(0.5, 1.2)
        thin = reach * dice.uniform(0.4, 1)
        draw.ellipse((x - reach, y - thin, x + reach, y + thin), fill=200)
        tone = between((156, 96, 24), (252, 206, 92), dice.random())
        paint.rectangle((x - reach * 2, y - reach * 2, x + reach * 2, y + reach * 2), fill=tone)
    picture.paste(colours, (0, 0), where.filter(ImageFilter.GaussianBlur(size * width / 9)))


def golden_day(size: Size, dice: Random) -> Image.Image:
    """The one golden day of the year."""
    width, height = size
    small = part(size, 4)
    glow = combine(
        lambda leaf, drift: leaf * 0.55 + drift * 0.55 - 0.05,
        fractal(small, dice, (9, 9 * height / width), 3, 0.6),
        octave(small, dice, (2, 3)),
    )
    golden = ((40, 44, 22), (96, 86, 30), (168, 128, 36), (222, 168, 60), (248, 214, 130))
    picture = tinted(mask(glow, 0.1, 0.95), *golden).resize(size, BICUBIC)
    picture = sky.glowing(picture, (0.35, 0.3), 0.8, (255, 214, 140), 2)
    litter = mask(fractal(part(size, 2), dice, (30, 60), 4, 0.7), 0.2, 0.85)
    ground = tinted(litter, (44, 30, 16), (110, 70, 24), (190, 124, 36), (236, 178, 74))
    picture.paste(ground.resize(size, BICUBIC), (0, 0), ramp(size, 0, 0, 0, 0, 0, 0, 120, 255, 255))
    for _ in range(16):
        far = (dice.random(), dice.uniform(0.012, 0.03), dice.uniform(0.68, 0.74))
        birch(picture, dice, far, dice.uniform(0, 0.4))
    for place in ((0.12, 0.055, 0.84), (0.3, 0.05, 0.8), (0.47, 0.04, 0.78), (0.86, 0.05, 0.82)):
        birch(picture, dice, place, 0.7)
    for place in ((0.66, 0.12, 0.95), (0.02, 0.1, 0.93)):
        birch(picture, dice, place, 1)
    leaves(picture, dice, 260, 0.008)
    leaves(picture, dice, 70, 0.022)
    return picture
