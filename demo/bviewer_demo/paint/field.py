"""Fields, the arithmetic on them, and the masks they become."""

from collections.abc import Callable
from typing import Any

from PIL import Image, ImageChops, ImageMath

Size = tuple[int, int]
Levels = tuple[int, ...]

BICUBIC = Image.Resampling.BICUBIC
BOX = Image.Resampling.BOX
NEAREST = Image.Resampling.NEAREST


def part(size: Size, divisor: int) -> Size:
    """A fraction of a size, for what is soft enough to be painted small and enlarged."""
    return max(size[0] // divisor, 2), max(size[1] // divisor, 2)


def combine(expression: Callable[..., Any], *fields: Image.Image) -> Image.Image:
    """The field that ``expression`` gives for these fields, taken pixel by pixel."""
    named = {f"field{place}": field for place, field in enumerate(fields)}
    result: Image.Image = ImageMath.lambda_eval(
        lambda known: expression(*(known[name] for name in named)), **named
    )
    return result


def scaled(field: Image.Image, low: float, high: float) -> Image.Image:
    """The field moved and stretched so that ``low`` becomes 0 and ``high`` becomes 1."""
    factor = 1 / (high - low) if high != low else 0.0
    return field.point(lambda value: value * factor + (-low * factor))


def normalised(field: Image.Image) -> Image.Image:
    """The field stretched to reach from 0 to 1."""
    low, high = field.getextrema()
    assert isinstance(low, float)
    assert isinstance(high, float)
    return scaled(field, low, high)


def mask(field: Image.Image, low: float, high: float) -> Image.Image:
    """A mask that is black up to ``low``, white from ``high`` on, and a ramp between."""
    factor = 255 / (high - low)
    return field.point(lambda value: value * factor + (-low * factor)).convert("L")


def stretched(strip: Image.Image, size: Size) -> Image.Image:
    """A strip one pixel wide, drawn out smoothly to a size."""
    # The outermost half steps of an enlarged strip are flat; without them it begins at the edge.
    window = (0, 0.5, 1, strip.height - 0.5)
    return strip.resize((1, size[1]), BICUBIC, box=window).resize(size, NEAREST)


def ramp(size: Size, *levels: int) -> Image.Image:
    """A mask with these grey levels at even distances from the top down."""
    strip = Image.new("L", (1, len(levels)))
    strip.putdata(levels)
    return stretched(strip, size)


def rise(size: Size, *values: float) -> Image.Image:
    """A field with these values at even distances from the top down."""
    strip = Image.new("F", (1, len(values)))
    strip.putdata(values)
    return stretched(strip, size)


def sweep(size: Size, *values: float) -> Image.Image:
    """A field with these values at even distances from left to right."""
    return rise((size[1], size[0]), *values).transpose(Image.Transpose.TRANSPOSE)


def shifted(field: Image.Image, right: int, down: int) -> Image.Image:
    """The field moved by whole pixels; what leaves on one side comes in on the other."""
    return ImageChops.offset(field, right, down)


def smoothed(field: Image.Image) -> Image.Image:
    """The field with each value mixed with its neighbours' (binomial, three by three)."""
    for right, down in ((1, 0), (0, 1)):
        field = combine(
            lambda here, one, other: here * 0.5 + (one + other) * 0.25,
            field,
            shifted(field, right, down),
            shifted(field, -right, -down),
        )
    return field


def relief(field: Image.Image, right: int, down: int, depth: float) -> Image.Image:
    """A mask of the field as a surface lit from one side, middle grey where it is level.

    ``right`` and ``down`` are the pixels to the neighbour that it is compared with, ``depth`` the
    difference that makes it white. Where that neighbour would lie outside, the edge is drawn out.
    """
    width, height = field.size
    right = max(min(right, width - 1), 1 - width)
    down = max(min(down, height - 1), 1 - height)
    inner = (max(right, 0), max(down, 0), width + min(right, 0), height + min(down, 0))
    there = shifted(field, right, down).crop(inner)
    lit = combine(lambda here, there: here - there, field.crop(inner), there)
    return mask(lit, -depth, depth).resize(field.size, BICUBIC)


def weaker(mask_: Image.Image, share: float) -> Image.Image:
    """The mask (or picture) with all its levels multiplied by ``share``, at most 255."""
    table = [min(round(level * share), 255) for level in range(256)]
    return mask_.point(table * len(mask_.getbands()))


def soften(image: Image.Image, radius: float) -> Image.Image:
    """A wide blur (``radius`` in pixels) at little cost: shrink, and enlarge again smoothly."""
    width, height = image.size
    step = max(radius * 1.5, 1)
    small = (max(round(width / step), 2), max(round(height / step), 2))
    return image.resize(small, BOX).resize((width, height), BICUBIC)
