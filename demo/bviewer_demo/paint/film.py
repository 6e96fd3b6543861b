"""The last steps of every picture: what makes it look taken and not drawn."""

from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageFilter

from bviewer_demo.paint.colour import shaded
from bviewer_demo.paint.field import BICUBIC, BOX, Size
from bviewer_demo.paint.noise import gaussian

BILINEAR = Image.Resampling.BILINEAR
SHEET = 512


def _tone(level: int) -> int:
    """A slight S: shadows fall, bright lights keep a shoulder, and nothing turns quite black."""
    value = level / 255
    return round(255 * (0.012 + 0.988 * (value + 0.22 * value * (1 - value) * (2 * value - 1))))


TONES = [_tone(level) for level in range(256)]


def bloom(picture: Image.Image, threshold: int = 176, strength: float = 0.5) -> Image.Image:
    """The picture with its bright parts spilling over their edges, as in any lens."""
    lights = picture.reduce(8).point(
        [round(max(level - threshold, 0) * strength) for level in range(256)] * 3
    )
    spread = lights.resize((max(lights.width // 5, 2), max(lights.height // 5, 2)), BOX)
    return ImageChops.screen(picture, spread.resize(picture.size, BILINEAR))


def vignette(picture: Image.Image, strength: float = 0.34) -> Image.Image:
    """The picture with its corners darker than the middle."""
    levels = [round(255 * (1 - strength * (far / 255) ** 2.2)) for far in range(256)]
    around = Image.radial_gradient("L").point(levels)
    return shaded(picture, around.resize(picture.size, BILINEAR, box=(8, 8, 248, 248)))


@cache
def _sheet(sigma: float) -> Image.Image:
    """One sheet of film for all pictures; each is laid on another part of it."""
    fixed = Random(35)  # noqa: S311 - grain is no secret
    raw = gaussian((SHEET, SHEET), fixed, sigma * 2)
    return raw.filter(ImageFilter.GaussianBlur(0.6))


def grain(picture: Image.Image, dice: Random, sigma: float) -> Image.Image:
    """The picture on film. The grain also hides the steps of 8-bit gradients."""
    film = Image.new("L", picture.size)
    left, top = dice.randrange(SHEET), dice.randrange(SHEET)
    for x in range(-left, picture.width, SHEET):
        for y in range(-top, picture.height, SHEET):
            film.paste(_sheet(sigma), (x, y))
    return ImageChops.add(picture, Image.merge("RGB", (film, film, film)), 1, -128)


def developed(picture: Image.Image, size: Size, dice: Random, sigma: float = 2.7) -> Image.Image:
    """The finished photograph, in its final size."""
    toned = vignette(bloom(picture).point(TONES * 3))
    return grain(toned.resize(size, BICUBIC), dice, sigma)
