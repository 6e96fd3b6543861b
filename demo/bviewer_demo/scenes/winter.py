"""Snow: a tree alone, a wood under it, a wood behind it."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from bviewer_demo.paint import clouds, plants, ridge
from bviewer_demo.paint.colour import between, gradient, tinted
from bviewer_demo.paint.field import BICUBIC, Size, mask, part, ramp, soften
from bviewer_demo.paint.noise import fractal

GREY_SKY = ((96, 108, 124), (140, 150, 162), (176, 182, 190), (190, 195, 200))
WHITE_SKY = ((176, 186, 198), (206, 212, 220), (228, 230, 232), (232, 233, 234))
SNOW = ((200, 208, 220), (224, 229, 236), (242, 243, 245))


def alone(size: Size, dice: Random) -> Image.Image:
    """One tree on a white hill, in fog."""
    picture = gradient(size, *WHITE_SKY)
    wood = plants.firs(size, dice, ridge.ridge(dice, 0.72, 0.02, 60), 0.06, 0.01)
    picture.paste((208, 214, 220), (0, 0), soften(wood, size[0] / 700))
    clouds.veiled(picture, clouds.mist(size, dice, (2, 4), 0, 0, 0, 220, 200), (234, 236, 238))
    hill = [0.775 + 0.1 * (place / 40 - 0.64) ** 2 for place in range(41)]
    drifts = mask(fractal(part(size, 2), dice, (3, 14), 5), 0.1, 0.9)
    snow = tinted(drifts, *SNOW).resize(size, BICUBIC)
    picture.paste(snow, (0, 0), ridge.below(size, hill))
    picture.paste((52, 54, 60), (0, 0), plants.bare_tree(size, dice, (0.655, 0.785), 0.62))
    return picture


class Wood:
    """A row of firs on a line: masks of the trees, and of the snow on them and below them."""

    def __init__(self, size: Size, dice: Random, line: list[float]) -> None:
        self.dice = dice
        self.line = line
        self.size = (size[0] * 2, size[1] * 2)
        self.trees = Image.new("L", self.size, 0)
        self.snow = Image.new("L", self.size, 0)
        self.dark, self.white = ImageDraw.Draw(self.trees), ImageDraw.Draw(self.snow)

    def plant(self, height: float) -> None:
        """Draw the ground and the trees; ``height`` in picture heights."""
        width, tall = self.size
        step = width / (len(self.line) - 1)
        ground = [(place * step, y * tall) for place, y in enumerate(self.line)]
        self.white.polygon([(0, tall * 2), *ground, (width, tall * 2)], fill=235)
        x = -0.05 * width
        while x < 1.05 * width:
            place = min(max(round(x / step), 0), len(self.line) - 1)
            one = height * tall * (0.45 + 0.75 * self.dice.random() ** 1.4)
            self.fir(x, self.line[place] * tall + one * 0.03, one)
            x += height * tall * self.dice.uniform(0.08, 0.34)

    def fir(self, x: float, foot: float, height: float) -> None:
        """Draw each branch, and the cushion of snow that weighs it down."""
        for branches in plants.fir(self.dice, x, foot, height):
            for (trunk, start), (tip, end), (fork, _) in branches:
                under = min(end + height * 0.03, foot)
                shape = [(trunk, start), (tip, end), (fork, end), (trunk, under)]
                self.dark.polygon(shape, fill=255)
                self.white.polygon(shape, fill=0)
                load = height * self.dice.uniform(0.008, 0.034)
                middle, half = (trunk + tip * 2) / 3, (start + end * 2) / 3
                cushion = [(trunk, start), (middle, half - load), (tip, end), (middle, end)]
                self.white.polygon(cushion, fill=self.dice.randrange(150, 256))


def flakes(picture: Image.Image, dice: Random, count: int, size: float) -> None:
    """Paint falling snow; the larger a flake, the nearer and the less in focus it is."""
    width, height = picture.size
    where = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(where)
    for _ in range(count):
        x, y = dice.random() * width, dice.random() * height
        reach = size * width * dice.uniform(0.6, 1.4)
        draw.ellipse((x - reach, y - reach * 1.2, x + reach, y + reach * 1.2), fill=140)
    blurred = where.filter(ImageFilter.GaussianBlur(size * width * 0.6))
    picture.paste((250, 251, 253), (0, 0), blurred)


def snowing(size: Size, dice: Random) -> Image.Image:
    """Firs under their load, and more of it coming down."""
    picture = gradient(size, *GREY_SKY)
    for row in range(5):
        share = row / 4
        line = ridge.ridge(dice, 0.58 + 0.36 * share, 0.09, 40)
        wood = Wood(size, dice, line)
        wood.plant(0.16 + 0.34 * share)
        dark, white = wood.trees.reduce(2), wood.snow.reduce(2)
        picture.paste(between((156, 165, 176), (28, 38, 44), share**1.2), (0, 0), dark)
        picture.paste(between((192, 198, 207), (228, 233, 240), share), (0, 0), white)
        if row < 4:
            picture.paste((180, 187, 196), (0, 0), ramp(size, 20, 60, 100, 140))
    for count, flake in ((500, 0.0011), (70, 0.0032), (12, 0.008)):
        flakes(picture, dice, count, flake)
    return picture
