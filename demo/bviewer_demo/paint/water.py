"""Water: what it mirrors, and how it moves."""

from random import Random

from PIL import Image

from bviewer_demo.paint.colour import Colour
from bviewer_demo.paint.field import Levels, Size, mask, ramp
from bviewer_demo.paint.noise import fractal
from bviewer_demo.paint.perspective import flat

UPSIDE_DOWN = Image.Transpose.FLIP_TOP_BOTTOM


def waves(
    size: Size, dice: Random, across: float, crest: float = 2.5, bands: int = 4
) -> Image.Image:
    """A mask of the slopes of a sea in perspective, middle grey where the water lies level.

    The nearest water shows ``across`` waves from side to side, ``crest`` times as wide as deep.
    Every band is twice as far as the one below it and has waves of its own, fine enough for its
    distance; a single texture would be blurred near the camera and flicker at the horizon.
    """
    width, height = size
    sea = Image.new("L", size, 128)
    for band in reversed(range(bands)):
        top = round(height * 0.5 ** (band + 1)) if band < bands - 1 else 0
        bottom = round(height * min(0.5**band * 1.25, 1))
        strip = (width, max(bottom - top, 2))
        cells = across * 2.5 * 2**band
        texture = fractal(
            (384, 384), dice, (min(cells, 190), min(cells * crest / 1.5, 190)), 3, 0.62
        )
        slopes = mask(flat(texture, strip, 2.5), 0.15, 0.85)
        sea.paste(slopes, (0, top), ramp(strip, 255, 255, 255, 255, 0 if band else 255))
    return sea


def mirrored(picture: Image.Image, waterline: int) -> Image.Image:
    """The part above the waterline upside down, as tall as the water below it."""
    width, height = picture.size
    above = picture.crop((0, max(2 * waterline - height, 0), width, waterline))
    return above.transpose(UPSIDE_DOWN).resize((width, height - waterline))


def rippled(picture: Image.Image, slopes: Image.Image, reach: float) -> Image.Image:
    """Each point from up to ``reach`` (in heights) above or below, by the slope of the wave."""
    width, height = picture.size
    step = max(round(height * reach), 1)
    folded = Image.new("RGB", (width, height + 2 * step))
    turned = picture.transpose(UPSIDE_DOWN)
    folded.paste(turned, (0, step - height))
    folded.paste(turned, (0, step + height))
    folded.paste(picture, (0, step))
    lower = folded.crop((0, 2 * step, width, height + 2 * step))
    upper = folded.crop((0, 0, width, height))
    return Image.composite(lower, upper, slopes)


def flooded(
    picture: Image.Image, waterline: int, slopes: Image.Image, deep: Colour, levels: Levels
) -> Image.Image:
    """The picture with water below the waterline, mirroring what is above.

    ``levels`` say how much of the water's own ``deep`` colour is seen, from far to near.
    """
    mirror = rippled(mirrored(picture, waterline), slopes, 0.018)
    mirror.paste(deep, (0, 0), ramp(mirror.size, *levels))
    done = picture.copy()
    done.paste(mirror, (0, waterline))
    return done
