"""Which part of a photograph becomes how many pixels: arithmetic that touches no pixel."""

from collections.abc import Iterable
from dataclasses import dataclass

from bviewer.renditions.placeholder import SIDE
from bviewer.renditions.sizes import Size

Box = tuple[float, float, float, float]  # Left, top, right, bottom, in pixels.

_HAIR = 0.01  # Pixels by which two computations of the same edge may differ.


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the upright photograph, and the width and height of the picture made of it."""

    box: Box
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels of the picture for one pixel of the photograph, on the side that has more."""
        left, top, right, bottom = self.box
        return max(self.width / (right - left), self.height / (bottom - top))

    def covers(self, other: "Cut") -> bool:
        """Return whether the other picture can be made from this one without enlarging."""
        (left, top, right, bottom), (x0, y0, x1, y1) = self.box, other.box
        across = left <= x0 + _HAIR and right >= x1 - _HAIR
        down = top <= y0 + _HAIR and bottom >= y1 - _HAIR
        return across and down and self.scale >= other.scale

    def locate(self, other: "Cut") -> Box:
        """Return where in this picture the photograph's part for the other one is."""
        left, top, right, bottom = self.box
        x0, y0, x1, y1 = other.box
        across, down = self.width / (right - left), self.height / (bottom - top)
        return (
            max(0.0, (x0 - left) * across),
            max(0.0, (y0 - top) * down),
            min(float(self.width), (x1 - left) * across),
            min(float(self.height), (y1 - top) * down),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All cuts, large to small, and the smallest picture of the whole photograph that has enough
    pixels for every one of them."""

    frame: Cut
    cuts: list[tuple[Size, Cut]]


def plan(sizes: Iterable[Size], width: int, height: int) -> Plan:
    """Return what to make of an upright photograph of so many pixels."""
    cuts = [(size, cut(size, width, height)) for size in sizes]
    cuts.sort(key=lambda each: each[1].width * each[1].height, reverse=True)
    finest = max((each for _, each in cuts), key=lambda each: each.scale, default=None)
    return Plan(_whole(finest or _for_placeholder(width, height), width, height), cuts)


def cut(size: Size, width: int, height: int) -> Cut:
    """Return what a size takes of a photograph: its middle to crop, else all of it. Never
    enlarged."""
    return _crop(size, width, height) if size.crop else _fit(size, width, height)


def smallest_alike(size: Size, sizes: Iterable[Size], width: int, height: int) -> Size:
    """Return the first of these sizes that makes the same picture of a photograph: one that is
    smaller than both needs no second copy."""
    wanted = cut(size, width, height)
    return next((each for each in sizes if cut(each, width, height) == wanted), size)


def _fit(size: Size, width: int, height: int) -> Cut:
    scale = min(1.0, size.width / width, size.height / height)
    return _whole_at(scale, width, height)


def _crop(size: Size, width: int, height: int) -> Cut:
    """Return the largest cut of the same aspect that a photograph has pixels for."""
    smaller = min(1.0, width / size.width, height / size.height)
    cut_width = max(1, round(size.width * smaller))
    cut_height = max(1, round(size.height * smaller))
    scale = max(cut_width / width, cut_height / height)
    left = (width - cut_width / scale) / 2
    top = (height - cut_height / scale) / 2
    return Cut((left, top, width - left, height - top), cut_width, cut_height)


def _whole(part: Cut, width: int, height: int) -> Cut:
    """Return the whole photograph at the scale of a part of it."""
    is_whole = part.box == (0.0, 0.0, float(width), float(height))
    return part if is_whole else _whole_at(part.scale, width, height)


def _whole_at(scale: float, width: int, height: int) -> Cut:
    box = (0.0, 0.0, float(width), float(height))
    return Cut(box, max(1, round(width * scale)), max(1, round(height * scale)))


def _for_placeholder(width: int, height: int) -> Cut:
    return _fit(Size("placeholder", SIDE, SIDE, crop=False, quality=0), width, height)


def reduction(spare: float) -> int:
    """By how much (1, 2, 4 or 8) to have a JPEG reduced by its decoder, when each side has `spare`
    times the pixels that are needed.

    The decoder leaves frequencies out of blocks of 8 x 8 pixels. Of half of them nothing shows.
    Where it leaves out more, blocks show, unless a proper filter has half as much again to shrink.
    """
    if spare >= 12:
        return 8
    if spare >= 6:
        return 4
    return 2 if spare >= 2 else 1
