"""Clouds, fog and mist."""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops

from bviewer_demo.paint.colour import Colour, tinted
from bviewer_demo.paint.field import BICUBIC, Levels, Size, mask, part, ramp, relief, weaker
from bviewer_demo.paint.noise import Cells, fractal
from bviewer_demo.paint.perspective import flat


def deck(size: Size, dice: Random, cells: Cells, horizon: float) -> Image.Image:
    """How thick a flat layer of cloud is, 0 to 1, in perspective down to the horizon.

    At half the size of the picture: clouds have no edge that would show it.
    """
    layer = fractal((600, 600), dice, cells, 7, 0.52)
    upside_down = flat(layer, part((size[0], round(size[1] * horizon)), 2), 7.0)
    return upside_down.transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def heaps(size: Size, dice: Random, cells: Cells, horizon: float) -> Image.Image:
    """How thick heaped clouds seen from the side are, at half the size of the picture."""
    return fractal(part((size[0], round(size[1] * horizon)), 2), dice, cells, 7, 0.54)


@dataclass(frozen=True)
class Clouds:
    """How a thickness becomes clouds."""

    colours: tuple[Colour, ...]  # from the side in the shade to the lit one
    cover: float = 0.5  # the share of the sky that has clouds, roughly
    fade: Levels = (255, 255, 255, 200, 0)  # how much of them is seen, from the top down
    lit_from: int = 5  # pixels; positive from below, as by a low sun, negative from above


def clouded(picture: Image.Image, thickness: Image.Image, clouds: Clouds) -> Image.Image:
    """The picture with clouds over its upper part, as far down as the thickness reaches."""
    size = (picture.width, min(thickness.height * 2, picture.height))
    edge = 0.5 + (0.5 - clouds.cover) * 0.7
    seen = mask(thickness, edge - 0.15, edge + 0.15)
    seen = ImageChops.multiply(seen, ramp(thickness.size, *clouds.fade))
    body = tinted(relief(thickness, 0, -clouds.lit_from, 0.16), *clouds.colours)
    done = picture.copy()
    done.paste(body.resize(size, BICUBIC), (0, 0), seen.resize(size, BICUBIC))
    return done


def mist(size: Size, dice: Random, cells: Cells, *levels: int) -> Image.Image:
    """A mask of drifting mist, as dense as ``levels`` say from the top down."""
    drift = mask(fractal(part(size, 4), dice, cells, 4), 0.2, 0.95)
    return ImageChops.multiply(drift.resize(size, BICUBIC), ramp(size, *levels))


def veiled(picture: Image.Image, veil: Image.Image, colour: Colour, share: float = 1.0) -> None:
    """Lay mist of one colour over the picture itself."""
    picture.paste(colour, (0, 0), weaker(veil, share))
