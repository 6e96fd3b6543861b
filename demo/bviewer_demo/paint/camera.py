"""A picture of a landscape, from a map of its heights and its colours.

In the camera's view a walk along each column, from near to far, keeps what nothing nearer hides.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw
from PIL.ImageMath import imagemath_max as highest
from PIL.ImageMath import imagemath_min as lowest

from bviewer_demo.paint.colour import Colour, shaded
from bviewer_demo.paint.field import NEAREST, Levels, Size, combine
from bviewer_demo.paint.perspective import View, closeness, seen, upright

BY_COLUMN = Image.Transpose.TRANSPOSE


@dataclass(frozen=True)
class Ground:
    """A map: heights in map widths, colours, and masks of two things that change these.

    ``detail`` is what is too fine for a map, as seen in perspective, far at the top; ``fog`` is a
    part of the map and takes the colour of the haze.
    """

    heights: Image.Image
    colours: Image.Image
    detail: Image.Image
    fog: Image.Image | None = None


def photographed(
    ground: Ground, air: Image.Image, view: View, haze: Colour, levels: Levels
) -> Image.Image:
    """The picture: ground before the air, fading into haze.

    ``levels`` say how much of the haze is seen, at even distances from near to far.
    """
    width, height = air.size
    rows = (width, max(round(height * 0.48), round(width * 0.32), 8))
    colours = shaded(seen(ground.colours, rows, view), upright(ground.detail, rows, view))
    if ground.fog:
        colours.paste(haze, (0, 0), seen(ground.fog, rows, view))
    colours.paste(haze, (0, 0), _hazy(rows, view, levels))
    # Twice as fine upwards as the picture: slopes at a grazing angle would show as steps.
    fine = (width, height * 2)
    tops = _tops(seen(ground.heights, rows, view), fine, view)
    picture, outline = _raised(tops, colours, fine)
    done = air.copy()
    done.paste(picture.reduce((1, 2)), (0, 0), outline.reduce((1, 2)))
    return done


def _hazy(size: Size, view: View, levels: Levels) -> Image.Image:
    """A mask of the haze before each row of depth."""
    strip = []
    for close in closeness(size[1], view):
        place = (1 / close - view.near) / (1 - view.near) * (len(levels) - 1)
        step = min(int(place), len(levels) - 2)
        strip.append(round(levels[step] + (levels[step + 1] - levels[step]) * (place - step)))
    return Image.frombytes("L", (1, size[1]), bytes(strip)).resize(size, NEAREST)


def _tops(heights: Image.Image, fine: Size, view: View) -> Image.Image:
    """The row of the screen on which each point of the camera's view lands."""
    near = Image.new("F", (1, heights.height))
    near.putdata(closeness(heights.height, view))
    line, scale = view.horizon * fine[1], -2.0 * fine[0]
    rows = combine(
        lambda ground, close: lowest(
            highest((ground - view.altitude) * close * scale + line, 0.0), float(fine[1])
        ),
        heights,
        near.resize(heights.size, NEAREST),
    )
    return rows.convert("I")


def _raised(tops: Image.Image, colours: Image.Image, size: Size) -> tuple[Image.Image, Image.Image]:
    """The ground as the camera sees it, and the mask that tells it from the air."""
    width, height = size
    depth = tops.height
    rows = array("i")
    rows.frombytes(tops.transpose(BY_COLUMN).tobytes())
    paint = colours.transpose(BY_COLUMN).tobytes()
    columns: list[bytes] = []
    skyline = [(0, height)]
    for column in range(width):
        begin, end = column * depth, (column + 1) * depth
        pixels, top = _column(rows[begin:end], paint[begin * 3 : end * 3], height)
        columns.append(pixels)
        skyline.append((column, top))
    picture = Image.frombytes("RGB", (height, width), b"".join(columns))
    outline = Image.new("L", size, 0)
    ImageDraw.Draw(outline).polygon([*skyline, (width - 1, height)], fill=255)
    return picture.transpose(Image.Transpose.ROTATE_90), outline


def _column(rows: Sequence[int], paint: bytes, height: int) -> tuple[bytes, int]:
    """The pixels of one column from the picture's bottom up, and the row of its skyline."""
    runs: list[bytes] = []
    top, colour = height, b"\0\0\0"
    for place, row in enumerate(rows):
        if row < top:
            colour = paint[place * 3 : place * 3 + 3]
            runs.append(colour * (top - row))
            top = row
    # The colour of the skyline goes on above it, so that its soft edge mixes no black in.
    runs.append(colour * top)
    return b"".join(runs), top
