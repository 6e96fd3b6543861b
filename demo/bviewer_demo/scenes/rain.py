"""Rain on glass."""

from random import Random

from PIL import Image, ImageChops, ImageDraw

from bviewer_demo.paint.colour import BLACK, gradient, shaded, tinted
from bviewer_demo.paint.field import BICUBIC, BOX, Size, part, soften, weaker

NEON = (
    (255, 170, 80),
    (255, 120, 60),
    (255, 214, 150),
    (255, 70, 60),
    (90, 160, 255),
    (90, 230, 210),
    (240, 240, 255),
    (255, 90, 150),
)


def blurred_light(dice: Random, radius: float) -> Image.Image:
    """A mask of one light out of focus: a disc, a little brighter at its edge."""
    side = max(round(radius * 2), 3) * 2
    disc = Image.new("L", (side, side), 0)
    level = (0.06 + 0.4 * dice.random() ** 2) * 255
    draw = ImageDraw.Draw(disc)
    draw.ellipse((1, 1, side - 2, side - 2), fill=round(level * 1.16))
    rim = max(side // 14, 1) + 1
    draw.ellipse((rim, rim, side - 1 - rim, side - 1 - rim), fill=round(level))
    return disc.reduce(2)


def lamps_out_of_focus(picture: Image.Image, dice: Random, count: int, radius: float) -> None:
    """Add the lights of a street to the picture, brighter where they overlap."""
    for _ in range(count):
        disc = blurred_light(dice, radius * picture.width * dice.uniform(0.6, 1.2))
        x = round(dice.random() * picture.width - disc.width / 2)
        y = round(dice.gauss(0.5, 0.15) * picture.height - disc.height / 2)
        patch = picture.crop((x, y, x + disc.width, y + disc.height))
        light = tinted(disc, BLACK, dice.choice(NEON))
        picture.paste(ImageChops.screen(patch, light), (x, y))


def drop(street: Image.Image, size: Size) -> tuple[Image.Image, Image.Image]:
    """A drop of rain, which shows the street upside down, and the mask of its outline."""
    lens = weaker(street.resize(size, BICUBIC), 1.9)
    lens = ImageChops.screen(lens, gradient(size, (6, 8, 14), (40, 44, 58)))
    edge = [255 - round(130 * max(min((far - 110) / 70, 1), 0) ** 2) for far in range(256)]
    lens = shaded(lens, Image.radial_gradient("L").resize(size).point(edge))
    width, height = size[0] * 4, size[1] * 4
    outline = Image.new("L", (width, height), 0)
    ImageDraw.Draw(outline).ellipse((0, 0, width - 1, height - 1), fill=225)
    return lens, outline.reduce(4)


def tram_window(size: Size, dice: Random) -> Image.Image:
    """The way home, through the rain on a tram's window."""
    picture = gradient(size, (12, 16, 32), (26, 28, 50), (44, 36, 46), (18, 16, 24))
    for count, radius in ((110, 0.012), (60, 0.024), (14, 0.05)):
        lamps_out_of_focus(picture, dice, count, radius)
    picture = ImageChops.screen(picture, weaker(soften(picture, size[0] / 24), 0.7))
    street = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(part(size, 24), BOX)
    drops = [
        (0.0013 + 0.012 * dice.random() ** 5, dice.random(), dice.random()) for _ in range(320)
    ]
    for radius, x, y in sorted(drops):
        wide = max(round(radius * size[0] * 2), 2)
        lens, outline = drop(street, (wide, max(round(wide * dice.uniform(1, 1.35)), 2)))
        picture.paste(lens, (round(x * size[0]), round(y * size[1])), outline)
    return picture
