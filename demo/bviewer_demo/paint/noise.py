"""Noise that is the same for the same seed.

Pillow's own ``effect_noise`` cannot be seeded, so every grain here comes from ``Random.randbytes``.
"""

from random import Random
from statistics import NormalDist

from PIL import Image

from bviewer_demo.paint.field import BICUBIC, Size, combine, normalised, scaled

Cells = tuple[float, float]


def uniform(size: Size, dice: Random) -> Image.Image:
    """Independent grey values, all equally likely."""
    width, height = size
    return Image.frombytes("L", size, dice.randbytes(width * height))


def gaussian(size: Size, dice: Random, sigma: float) -> Image.Image:
    """Independent grey values around 128 with the standard deviation ``sigma``."""
    bell = NormalDist(128, sigma)
    levels = (round(bell.inv_cdf((byte + 0.5) / 256)) for byte in range(256))
    return uniform(size, dice).point([min(max(level, 0), 255) for level in levels])


def octave(size: Size, dice: Random, cells: Cells) -> Image.Image:
    """Smooth noise from 0 to 1 with so many bumps across and down."""
    across, down = min(cells[0], size[0]), min(cells[1], size[1])
    left, top = 1 + dice.random(), 1 + dice.random()
    grid = (int(across) + 4, int(down) + 4)
    window = (left, top, left + across, top + down)
    smooth = uniform(grid, dice).convert("F").resize(size, BICUBIC, box=window)
    return scaled(smooth, 0, 255)


def fractal(
    size: Size, dice: Random, cells: Cells, octaves: int = 6, roughness: float = 0.5
) -> Image.Image:
    """Noise on many scales at once, from 0 to 1: clouds, rock, patches of colour.

    Each octave is twice as fine as the one before and weighs ``roughness`` times as much
    (fractional Brownian motion).
    """
    total = octave(size, dice, cells)
    for step in range(1, octaves):
        finer = octave(size, dice, (cells[0] * 2**step, cells[1] * 2**step))
        weight = roughness**step
        total = combine(lambda sum_, more, weight=weight: sum_ + more * weight, total, finer)
    return normalised(total)
