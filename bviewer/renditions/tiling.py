"""Which parts a photograph that is too large to be shown as one is cut into."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bviewer.renditions.sizes import Size

# The viewer knows these (`viewer/tiles.js`, `viewer/copies.js`).
SIDE = 512  # Pixels of a tile, but at the right and lower edges.
ACROSS, MOST = 8192, 2**25  # Pixels of a side, and of all, that a browser may show at once.
COARSEST = 3840  # Pixels of the longer side: what is smaller is no tile, but a copy of all.

QUALITY = 85
ENDING = "-tile.jpg"
NO_TILES = "untiled-tile"  # Stands in the cache for tiles that cannot be made.

_NAME = re.compile(r"tile-([0-9])-(0|[1-9][0-9]{0,2})-(0|[1-9][0-9]{0,2})\.jpg", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile(Size):
    """A part of a photograph at half, a quarter… (level 1, 2…) or all of its pixels (0)."""

    level: int = 0
    column: int = 0
    row: int = 0


def is_tiled(width: int, height: int) -> bool:
    """Tell whether a photograph of so many pixels is cut into tiles."""
    return max(width, height) > ACROSS or width * height > MOST


def tiles_of(width: int, height: int) -> Iterator[Tile]:
    """Yield all tiles of a photograph of so many pixels, level by level."""
    for level in range(levels(width, height)):
        across, down = size_at(level, width, height)
        for row in range(-(-down // SIDE)):
            for column in range(-(-across // SIDE)):
                yield _tile(level, column, row)


def tile_named(name: str, width: int | None, height: int | None) -> Tile | None:
    """Return the tile of that name; None if a photograph of so many pixels has none."""
    match = _NAME.fullmatch(name)
    if match is None or not width or not height or not is_tiled(width, height):
        return None
    level, column, row = map(int, match.groups())
    across, down = size_at(level, width, height)
    is_there = level < levels(width, height) and column * SIDE < across and row * SIDE < down
    return _tile(level, column, row) if is_there else None


def levels(width: int, height: int) -> int:
    """Return how many times it is cut: each time at half of the pixels of each side."""
    return max(1, math.ceil(math.log2(max(width, height) / COARSEST)))


def size_at(level: int, width: int, height: int) -> tuple[int, int]:
    """Return width and height of the whole photograph at a level."""
    return max(1, width >> level), max(1, height >> level)


def _tile(level: int, column: int, row: int) -> Tile:
    name = f"{level}_{column}_{row}-tile"
    return Tile(name, SIDE, SIDE, False, QUALITY, True, level, column, row)
