"""Which renditions there are: their names, bounds and quality."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_SIZES = """
tiny 150x150 crop q80
small 300x300 crop q80
medium 400x400 crop q80
small2x 600x600 crop q80
row 1800x540 q80 on demand
big 1920x1080 q85
large 2560x2560 q85 on demand
huge 3840x3840 q85 on demand
"""

LONGEST_SIDE = 65_500  # Pixels; libjpeg writes no more (JPEG_MAX_DIMENSION in jmorecfg.h).
_ORIGINAL = "full"  # In a URL this is the original itself.
_LARGEST_IN_GRIDS = 600  # Pixels, the shorter side.
_LINE = re.compile(
    r"(?P<name>[a-z][a-z0-9]*)\s+(?P<width>[0-9]{1,5})x(?P<height>[0-9]{1,5})"
    r"(?P<crop>\s+crop)?\s+q(?P<quality>[0-9]{1,3})(?P<demand>\s+on\s+demand)?"
)


@dataclass(frozen=True, slots=True)
class Size:
    """One rendition: bounds in pixels, to be filled by cropping or fitted within, and the quality
    of its JPEG from 1 to 100. One that is `on_demand` is made when it is wanted first."""

    name: str
    width: int
    height: int
    crop: bool
    quality: int
    on_demand: bool = False


def parse_sizes(text: str) -> dict[str, Size]:
    """Read sizes, one a line (`tiny 150x150 crop q80`, `big 1920x1080 q85`), in their order.

    Without `crop` the photograph is fitted within both bounds. Nothing is ever enlarged. Behind its
    quality a size may be `on demand`.
    Raises ValueError naming the line that is not understood, out of range, or there twice.
    """
    sizes: dict[str, Size] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        size = _parse_line(line)
        if size.name in sizes:
            raise ValueError(f"the size {size.name!r} is there twice: {line!r}")
        sizes[size.name] = size
    if not sizes:
        raise ValueError("there is no size; write one a line, such as 'big 1920x1080 q85'")
    return sizes


def _parse_line(line: str) -> Size:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not a size: {line!r}; write it like 'tiny 150x150 crop q80'")
    width, height, quality = (int(match[part]) for part in ("width", "height", "quality"))
    if not (1 <= width <= LONGEST_SIDE and 1 <= height <= LONGEST_SIDE):
        raise ValueError(f"both sides must have from 1 to {LONGEST_SIDE} pixels: {line!r}")
    if not 1 <= quality <= 100:
        raise ValueError(f"the quality must be from 1 to 100: {line!r}")
    if match["name"] == _ORIGINAL:
        raise ValueError(f"the name {_ORIGINAL!r} is taken by the original: {line!r}")
    is_cropped, on_demand = match["crop"] is not None, match["demand"] is not None
    return Size(match["name"], width, height, is_cropped, quality, on_demand)


def for_grids(sizes: Mapping[str, Size]) -> dict[str, Size]:
    """Return the sizes of which a page shows many; they need but few of a photograph's pixels."""
    return {
        name: size
        for name, size in sizes.items()
        if min(size.width, size.height) <= _LARGEST_IN_GRIDS
    }


def whole(sizes: Mapping[str, Size]) -> list[Size]:
    """Return the sizes that show all of a photograph, the smallest first."""
    return sorted((each for each in sizes.values() if not each.crop), key=lambda size: size.width)


def largest_made(sizes: Mapping[str, Size]) -> Size:
    """Return the largest of the sizes that are made of every photograph and show all of it."""
    return whole(in_advance(sizes))[-1]


def shows_more(sizes: Mapping[str, Size]) -> bool:
    """Tell whether larger copies than those that are made of every photograph are to be seen."""
    return to_look_at(sizes)[-1].on_demand


def to_look_at(sizes: Mapping[str, Size]) -> list[Size]:
    """Return the sizes among which a browser chooses for a photograph that is looked at by itself:
    those that are made of every photograph, and larger ones; the smallest first."""
    made = whole(in_advance(sizes))
    return made + [each for each in whole(sizes) if each.on_demand and each.width > made[-1].width]


def squares(sizes: Mapping[str, Size]) -> list[Size]:
    """Return the sizes among which a browser chooses for a tile: squares from `small` to `small2x`,
    the smallest first."""
    least, most = sizes["small"].width, sizes["small2x"].width
    found = [each for each in sizes.values() if each.crop and each.width == each.height]
    return sorted(
        (each for each in found if least <= each.width <= most), key=lambda size: size.width
    )


def in_advance(sizes: Mapping[str, Size]) -> dict[str, Size]:
    """Return the sizes that are made of every photograph, by name."""
    return {name: size for name, size in sizes.items() if not size.on_demand}
