"""Trees."""

from collections.abc import Sequence
from math import cos, sin
from random import Random

from PIL import Image, ImageDraw

from bviewer_demo.paint.field import Size
from bviewer_demo.paint.sky import Point

Branch = tuple[Point, Point, Point]


def fir(dice: Random, x: float, foot: float, height: float) -> tuple[list[Branch], list[Branch]]:
    """The branches of a fir on its left and right, from the top down: where it leaves the trunk,
    its tip, and where the next one begins."""
    tiers = max(min(round(height / 8), 30), 5)
    spread = dice.uniform(0.15, 0.22) * height
    sides: tuple[list[Branch], list[Branch]] = ([], [])
    for side, branches in zip((-1, 1), sides, strict=True):
        for tier in range(1, tiers + 1):
            share = tier / tiers
            reach = side * spread * share**0.85 * dice.uniform(0.6, 1.14)
            y = foot - height * (1 - share * 0.96)
            fork = x + reach * dice.uniform(0.25, 0.5)
            branches.append(
                (
                    (x, y - height * 0.05),
                    (x + reach, y + height * 0.022),
                    (fork, y - height * 0.004),
                )
            )
    return sides


def draw_fir(draw: ImageDraw.ImageDraw, dice: Random, place: Point, height: float) -> None:
    """Draw a fir in white, with its trunk reaching a little into the ground."""
    x, foot = place
    left, right = fir(dice, x, foot, height)
    edge = [point for branch in right for point in branch[1:]]
    other = [point for branch in left for point in branch[1:]]
    draw.polygon([(x, foot - height), *edge, *reversed(other)], fill=255)
    half = height * 0.012
    draw.rectangle((x - half, foot - height * 0.08, x + half, foot + height * 0.05), fill=255)


def firs(size: Size, dice: Random, line: Sequence[float], height: float, gap: float) -> Image.Image:
    """A mask of a row of firs on a line, and of the ground below; ``height`` and ``gap`` in picture
    heights."""
    width, tall = size[0] * 2, size[1] * 2
    mask = Image.new("L", (width, tall), 0)
    draw = ImageDraw.Draw(mask)
    step = width / (len(line) - 1)
    ground = [(place * step, y * tall) for place, y in enumerate(line)]
    draw.polygon([(0, tall * 2), *ground, (width, tall * 2)], fill=255)
    x = -gap * tall
    while x < width + gap * tall:
        place = min(max(round(x / step), 0), len(line) - 1)
        one = height * tall * (0.4 + 0.8 * dice.random() ** 1.5)
        draw_fir(draw, dice, (x, line[place] * tall + one * 0.06), one)
        x += gap * tall * dice.uniform(0.25, 1.6)
    return mask.reduce(2)


def bare_tree(size: Size, dice: Random, foot: Point, height: float) -> Image.Image:
    """A mask of a leafless tree; ``height`` in picture heights."""
    mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    draw = ImageDraw.Draw(mask)

    def grow(start: Point, angle: float, length: float, forks: int) -> None:
        bend = angle + dice.uniform(-0.12, 0.12)
        end = (start[0] + sin(bend) * length, start[1] - cos(bend) * length)
        thickness = length * 0.11 * (1 + forks * 0.06)
        draw.line((*start, *end), fill=255, width=max(round(thickness), 1))
        if forks == 0:
            return
        for side in (-1, 1):
            turn = bend * 0.92 + side * dice.uniform(0.2, 0.55)
            grow(end, turn, length * dice.uniform(0.66, 0.84), forks - 1)
        if forks > 5:
            grow(end, bend + dice.uniform(-0.15, 0.15), length * 0.7, forks - 2)

    grow((foot[0] * mask.width, foot[1] * mask.height), 0.04, height * mask.height * 0.22, 8)
    return mask.reduce(2)
