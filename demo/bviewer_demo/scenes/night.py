"""Long exposures of the night sky: northern lights and turning stars."""

from math import exp
from random import Random

from PIL import Image, ImageChops, ImageFilter

from bviewer_demo.paint import plants, ridge, sky, stars
from bviewer_demo.paint.colour import BLACK, Colour, tinted
from bviewer_demo.paint.field import BICUBIC, Size, combine, part, scaled, soften, weaker
from bviewer_demo.paint.light import AURORA, NIGHT
from bviewer_demo.paint.noise import fractal
from bviewer_demo.paint.water import flooded, waves

GREEN = (BLACK, (8, 66, 52), (34, 146, 92), (104, 228, 144), (196, 255, 206))
VIOLET = (BLACK, (26, 12, 52), (78, 38, 108), (140, 84, 150))
# A curtain of light is sharp at its lower edge and dies away upwards.
RAY = [min(level / 12, 1) * exp(-level / 62) for level in range(256)]


def row_of(field: Image.Image) -> list[float]:
    """The values of a field that is one pixel high."""
    return [value for value in field.get_flattened_data() if isinstance(value, float)]


def rays(size: Size, feet: list[float], lengths: list[float], power: list[float]) -> Image.Image:
    """A mask of rays, one a column, rising from their feet (rows from the bottom up)."""
    width, height = size
    columns = []
    for foot, length, strength in zip(feet, lengths, power, strict=True):
        reach = max(round(length), 2)
        level = 255 * strength
        ray = bytes(min(round(level * RAY[place * 255 // reach]), 255) for place in range(reach))
        columns.append((bytes(max(round(foot), 0)) + ray + bytes(height))[:height])
    return Image.frombytes("L", (height, width), b"".join(columns)).transpose(
        Image.Transpose.ROTATE_90
    )


def curtain(size: Size, dice: Random, foot: float, tall: float) -> Image.Image:
    """Two layers of light over one winding line: green below, violet above."""
    small = part(size, 3)
    width, height = small
    folds = row_of(fractal((width, 1), dice, (2.4, 1), 4, 0.45))
    streaks = combine(
        lambda broad, fine: broad * 0.6 + fine * 0.55,
        fractal((width, 1), dice, (6, 1), 3),
        fractal((width, 1), dice, (36, 1), 4, 0.7),
    )
    power = [min(max(streak, 0), 1) ** 1.6 for streak in row_of(scaled(streaks, 0.1, 1.0))]
    feet = [height * (1 - foot + (fold - 0.5) * 0.26) for fold in folds]
    light = Image.new("RGB", small)
    for colours, stretch, lift in ((VIOLET, 1.7, 0.06), (GREEN, 1.0, 0.0)):
        lengths = [height * tall * stretch * (0.4 + strength) for strength in power]
        raised = [place + height * lift for place in feet]
        mask = rays(small, raised, lengths, power).filter(ImageFilter.GaussianBlur(1.4))
        light = ImageChops.screen(light, tinted(mask, *colours))
    return light.resize(size, BICUBIC)


def northern_lights(size: Size, dice: Random, horizon: float) -> Image.Image:
    """The sky with three curtains of light and the glow they spread."""
    picture = stars.starry(size, dice, AURORA, horizon, 900)
    for foot, tall in ((0.42, 0.4), (0.56, 0.34), (0.66, 0.2)):
        light = curtain(size, dice, foot, tall)
        picture = ImageChops.screen(picture, light)
        picture = ImageChops.screen(picture, weaker(soften(light, size[0] / 24), 0.8))
    return picture


def lights_over_firs(size: Size, dice: Random) -> Image.Image:
    """The sky does not hold still."""
    picture = northern_lights(size, dice, 0.8)
    hill = ridge.below(size, ridge.ridge(dice, 0.76, 0.07))
    picture.paste((10, 24, 32), (0, 0), hill)
    wood = plants.firs(size, dice, ridge.ridge(dice, 0.88, 0.06, 80), 0.2, 0.03)
    picture.paste((3, 7, 10), (0, 0), wood)
    return picture


def lights_twice(size: Size, dice: Random) -> Image.Image:
    """The same light in a lake not yet frozen."""
    picture = northern_lights(size, dice, 0.7)
    line = round(size[1] * 0.68)
    picture.paste((8, 20, 28), (0, 0), ridge.below(size, ridge.ridge(dice, 0.6, 0.15)))
    wood = plants.firs(size, dice, ridge.ridge(dice, 0.682, 0.008, 60), 0.032, 0.006)
    picture.paste((4, 10, 14), (0, 0), wood)
    slopes = waves((size[0], size[1] - line), dice, 14, 4.0)
    return flooded(picture, line, slopes, (4, 14, 20), (40, 70, 110, 170))


def turning_sky(size: Size, dice: Random) -> Image.Image:
    """Two and a half hours around the pole star."""
    clear = sky.clear(size, NIGHT, 0.85)
    picture = ImageChops.screen(clear, stars.trails(size, dice, (0.36, 0.42)))
    tones: tuple[tuple[Colour, float], ...] = (((22, 30, 50), 0.8), ((13, 18, 32), 0.85))
    for colour, base in tones:
        picture.paste(colour, (0, 0), ridge.below(size, ridge.ridge(dice, base, 0.1)))
    wood = plants.firs(size, dice, ridge.ridge(dice, 0.93, 0.07, 80), 0.15, 0.03)
    picture.paste((5, 7, 12), (0, 0), wood)
    return picture
