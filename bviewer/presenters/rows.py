"""Tiles in rows of one height, each of the shape of its photograph.

A page may have no styles of its own, and its rows are right before any script runs: so the shape of
a tile is one of a few, each a class of `css/rows.css`.
"""

from math import log2
from typing import Any, NamedTuple

from bviewer.presenters.pictures import Pictures
from bviewer.renditions.sizes import whole

# Shapes are as far apart as the tones of a scale: 2:3, 3:4, 1:1, 4:3, 3:2, 16:9 and 3:1 are among
# them, and no photograph loses more than 3 % of a side. What is higher or wider than the last ones
# is cropped to them.
STEPS = 12  # From a shape to one that is twice as wide.
FIRST, LAST = -STEPS, 3 * STEPS  # 1:2 and 8:1.
UNKNOWN = 3 / 2

# How high a row is about: of a phone's width, in percent, and elsewhere in pixels (css/rows.css).
HIGH_ON_PHONE, HIGH = 36, 250
CHOICES = 2  # A third and larger one would be for nobody: rows are not that high.


class RowTile(NamedTuple):
    """The shape of a tile, as a number for its class, and what its picture is chosen from."""

    shape: int
    source: str
    sources: str
    sizes: str


def row_tile(pictures: Pictures, image_url: str, image: Any) -> RowTile:
    """Return what an image's tile in a row is made of."""
    shape = shape_of(image.width, image.height)
    ratio = 2 ** (shape / STEPS)
    shown = [
        pictures.picture(image_url, image, size.name) for size in whole(pictures.sizes)[:CHOICES]
    ]
    widths = {each.measures["width"]: each.url for each in reversed(shown) if each.measures}
    return RowTile(
        shape - FIRST,
        shown[0].url,
        ", ".join(f"{url} {width}w" for width, url in widths.items()) if len(widths) > 1 else "",
        f"(max-width: 600px) {HIGH_ON_PHONE * ratio:.0f}vw, {HIGH * ratio:.0f}px",
    )


def shape_of(width: int | None, height: int | None) -> int:
    """Return the shape that is nearest to that of a photograph of so many pixels."""
    ratio = width / height if width and height else UNKNOWN
    return min(max(round(STEPS * log2(ratio)), FIRST), LAST)
