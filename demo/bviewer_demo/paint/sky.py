"""What is above the horizon by day: the gradient, the sun or moon and its glow."""

from math import exp

from PIL import Image, ImageChops, ImageDraw

from bviewer_demo.paint.colour import BLACK, Colour, gradient, tinted
from bviewer_demo.paint.field import BICUBIC, Size, part
from bviewer_demo.paint.light import Light

Point = tuple[float, float]


def clear(size: Size, light: Light, horizon: float = 1.0) -> Image.Image:
    """A cloudless sky down to the horizon, and its last colour below."""
    width, height = size
    sky = Image.new("RGB", size, light.sky[-1])
    sky.paste(gradient((width, max(round(height * horizon), 1)), *light.sky), (0, 0))
    return sky


def spot(size: Size, centre: Point, radius: float, core: float) -> Image.Image:
    """A mask, brightest at the centre and black from ``radius`` (in picture widths) on.

    It falls off exponentially, ``core`` times within its radius, as light scattered in haze does.
    """
    width, height = part(size, 4)
    reach = max(round(width * radius), 2)
    # Pillow's gradient reaches 255 in the corners: the circle within the square ends at 180.
    shares = [min(level / 180, 1) for level in range(256)]
    falloff = [round(255 * exp(-core * share) * (1 - share * share) ** 2) for share in shares]
    round_ = Image.radial_gradient("L").resize((reach * 2, reach * 2), BICUBIC).point(falloff)
    dark = Image.new("L", (width, height), 0)
    dark.paste(round_, (round(centre[0] * width) - reach, round(centre[1] * height) - reach))
    return dark.resize(size, BICUBIC)


def glowing(
    picture: Image.Image, centre: Point, radius: float, colour: Colour, core: float = 3.0
) -> Image.Image:
    """The picture with a glow of light over it."""
    light = tinted(spot(picture.size, centre, radius, core), BLACK, colour)
    return ImageChops.screen(picture, light)


def disc(size: Size, centre: Point, radius: float) -> Image.Image:
    """A smooth-edged mask of the sun or the moon; ``radius`` in picture widths."""
    width, height = size[0] * 2, size[1] * 2
    mask = Image.new("L", (width, height), 0)
    reach = radius * width
    x, y = centre[0] * width, centre[1] * height
    ImageDraw.Draw(mask).ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    return mask.reduce(2)
