"""Outlines of hills, rocks and shores."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw

from bviewer_demo.paint.field import Size


def skyline(dice: Random, points: int, roughness: float = 0.5) -> list[float]:
    """At least so many heights from 0 to 1 along a ridge, by midpoint displacement."""
    line = [dice.random(), dice.random()]
    reach = 0.6
    while len(line) < points:
        finer = []
        for left, right in pairwise(line):
            finer += [left, (left + right) / 2 + dice.uniform(-reach, reach)]
        line = [*finer, line[-1]]
        reach *= roughness
    low, high = min(line), max(line)
    return [(height - low) / (high - low) for height in line]


def ridge(dice: Random, base: float, swing: float, points: int = 300) -> list[float]:
    """A skyline around ``base``, as fractions of the picture's height from the top."""
    return [base + swing * (height - 0.5) for height in skyline(dice, points, 0.53)]


def below(size: Size, line: Sequence[float]) -> Image.Image:
    """A smooth-edged mask of all that is below a line."""
    width, height = size[0] * 2, size[1] * 2
    mask = Image.new("L", (width, height), 0)
    step = width / (len(line) - 1)
    points = [(place * step, y * height) for place, y in enumerate(line)]
    ImageDraw.Draw(mask).polygon([(0, height * 2), *points, (width, height * 2)], fill=255)
    return mask.reduce(2)


@dataclass(frozen=True)
class Rock:
    """One rock or iceberg in the water."""

    left: float
    right: float
    top: float
    near: float  # from 0, lost in the haze, to 1


def rock(size: Size, dice: Random, shape: Rock, foot: float, points: int = 60) -> Image.Image:
    """A mask of a rock that stands on the row ``foot``; the fewer points, the more angular."""
    width, height = size[0] * 2, size[1] * 2
    profile = skyline(dice, points, 0.56)
    outline = [(shape.left * width, foot * height)]
    for place, bump in enumerate(profile):
        share = place / (len(profile) - 1)
        flank = min(share / 0.22, (1 - share) / 0.3, 1) ** 0.6
        y = foot - (foot - shape.top) * flank * (0.66 + 0.34 * bump)
        outline.append(((shape.left + (shape.right - shape.left) * share) * width, y * height))
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).polygon([*outline, (shape.right * width, foot * height)], fill=255)
    return mask.reduce(2)
