"""Flowers, from very near."""

from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from bviewer_demo.paint import sky
from bviewer_demo.paint.colour import between, gradient, tinted
from bviewer_demo.paint.field import BICUBIC, Size, mask, part, soften
from bviewer_demo.paint.noise import fractal

BACKGROUND = ((236, 206, 150), (212, 188, 120), (120, 128, 62), (70, 88, 38), (46, 62, 26))
BLUR = ((40, 58, 22), (110, 120, 50), (196, 180, 100))
# How far out of focus, how many, how large, and between which rows: from far to near.
DISTANCES = (
    (14, 60, 0.012, (0.40, 0.56)),
    (9, 46, 0.02, (0.5, 0.72)),
    (4, 22, 0.034, (0.6, 0.9)),
    (1, 6, 0.06, (0.5, 0.85)),
    (22, 5, 0.13, (0.85, 1.1)),
)


class Layer:
    """The flowers at one distance: their colours, and a mask of where they are."""

    def __init__(self, size: Size, dice: Random) -> None:
        self.dice = dice
        self.where = Image.new("L", size, 0)
        self.colours = Image.new("RGB", size, (190, 30, 18))
        self.mask = ImageDraw.Draw(self.where)
        self.paint = ImageDraw.Draw(self.colours)

    def flower(self, x: float, y: float, reach: float) -> None:
        """Draw a poppy on its stem, five petals around a dark heart."""
        bend = [(x + reach * 0.5 * sin(step / 4), y + step * reach * 0.8) for step in range(12)]
        stem = max(round(reach * 0.08), 1)
        self.mask.line(bend, fill=200, width=stem)
        self.paint.line(bend, fill=(72, 92, 36), width=stem + 4)
        turn = self.dice.uniform(0, 2 * pi)
        for petal in range(5):
            angle = turn + petal * 2 * pi / 5
            up = 0.5 - 0.4 * sin(angle) + self.dice.uniform(-0.1, 0.1)
            middle = (x + cos(angle) * reach * 0.42, y + sin(angle) * reach * 0.3)
            box = (
                middle[0] - reach * 0.62,
                middle[1] - reach * 0.52,
                middle[0] + reach * 0.62,
                middle[1] + reach * 0.52,
            )
            self.paint.ellipse(box, fill=between((146, 14, 10), (240, 66, 36), up))
            self.mask.ellipse(box, fill=255)
        heart = (x - reach * 0.2, y - reach * 0.16, x + reach * 0.2, y + reach * 0.16)
        self.paint.ellipse(heart, fill=(30, 14, 16))

    def onto(self, picture: Image.Image, blur: float) -> None:
        """Paint the layer over the picture, out of focus by so many pixels."""
        if blur > 2:
            picture.paste(soften(self.colours, blur), (0, 0), soften(self.where, blur))
        else:
            sharp = self.where.filter(ImageFilter.GaussianBlur(blur))
            picture.paste(self.colours.filter(ImageFilter.GaussianBlur(blur * 2)), (0, 0), sharp)


def poppies(size: Size, dice: Random) -> Image.Image:
    """Poppies at the edge of a field, in the last sun."""
    width, height = size
    haze = tinted(mask(fractal(part(size, 4), dice, (7, 9), 3), 0.1, 0.9), *BLUR)
    picture = Image.blend(gradient(size, *BACKGROUND), haze.resize(size, BICUBIC), 0.38)
    picture = sky.glowing(picture, (0.3, 0.12), 0.7, (255, 200, 120), 2.4)
    for blur, count, reach, (first, last) in DISTANCES:
        layer = Layer(size, dice)
        for _ in range(count):
            place = (dice.random() * width, dice.uniform(first, last) * height)
            layer.flower(*place, reach * width * dice.uniform(0.7, 1.2))
        layer.onto(picture, blur * width / 1200)
    return picture
