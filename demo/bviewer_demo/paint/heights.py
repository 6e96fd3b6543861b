"""Maps of heights: what the ground is like, seen from above."""

from random import Random
from typing import Any

from PIL import Image

from bviewer_demo.paint.field import Size, combine, normalised, shifted
from bviewer_demo.paint.noise import octave


def slopes(heights: Image.Image) -> tuple[Image.Image, Image.Image]:
    """How steeply the ground rises to the right and downwards, in map widths per map width."""
    half = heights.width / 2

    def rise(ahead: Any, behind: Any) -> Any:
        return (ahead - behind) * half

    across = combine(rise, shifted(heights, -1, 0), shifted(heights, 1, 0))
    along = combine(rise, shifted(heights, 0, -1), shifted(heights, 0, 1))
    return across, along


def steepness(heights: Image.Image) -> Image.Image:
    """The slope of the ground in map widths per map width, whichever way it falls."""
    return combine(lambda x, y: (x * x + y * y) ** 0.5, *slopes(heights))


def eroded(size: Size, dice: Random, cells: float, erosion: float) -> Image.Image:
    """Heights whose fine detail is kept to the ridges, as running water does.

    Each octave weighs less where the ground is already steep
    (Inigo Quilez, "More noise", value noise with derivatives).
    """
    total = across = along = Image.new("F", size, 0.0)
    for step in range(8):
        count = cells * 2**step
        bump = octave(size, dice, (count, count))
        right, down = slopes(bump)
        across = combine(lambda sum_, more, n=count: sum_ + more * (1 / n), across, right)
        along = combine(lambda sum_, more, n=count: sum_ + more * (1 / n), along, down)
        total = combine(
            lambda sum_, bump, x, y, weight=0.5**step: (
                sum_ + bump * weight / ((x * x + y * y) * erosion + 1.0)
            ),
            total,
            bump,
            across,
            along,
        )
    return normalised(total)


def crested(size: Size, dice: Random, cells: float) -> Image.Image:
    """Heights with sharp crests: noise folded along its middle, fine noise on coarse crests."""
    total = Image.new("F", size, 0.5)
    for step in range(5):
        bump = octave(size, dice, (cells * 2**step, cells * 2**step))
        total = combine(
            lambda sum_, bump, weight=0.5**step: (
                sum_ + (1.0 - abs(bump * 2.0 - 1.0)) * sum_ * weight
            ),
            total,
            bump,
        )
    return normalised(total)


def mountains(size: Size, dice: Random, cells: float = 1.6, erosion: float = 4.0) -> Image.Image:
    """Heights from 0 to 1 of a young mountain range."""
    worn = eroded(size, dice, cells, erosion)
    sharp = crested(size, dice, cells * 1.3)
    return normalised(combine(lambda worn, sharp: worn * 0.55 + sharp * 0.45, worn, sharp))
