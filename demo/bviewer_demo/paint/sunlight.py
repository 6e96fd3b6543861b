"""How the sun falls on a map of heights."""

from dataclasses import dataclass
from math import hypot

from PIL import Image, ImageChops
from PIL.ImageMath import imagemath_max as highest
from PIL.ImageMath import imagemath_min as lowest

from bviewer_demo.paint.colour import tinted
from bviewer_demo.paint.field import combine, mask, shifted, soften
from bviewer_demo.paint.heights import slopes
from bviewer_demo.paint.light import Light


@dataclass(frozen=True)
class Sun:
    """The direction in which the sun stands, on a map whose lower edge is far from the camera."""

    right: float
    far: float
    up: float


def shadow(heights: Image.Image, sun: Sun) -> Image.Image:
    """How far each point lies below the ray that grazes the ground on its way from the sun.

    Each round doubles the distance looked back, so that six rounds see 64 steps.
    """
    flat = hypot(sun.right, sun.far)
    right, down = round(-2 * sun.right / flat), round(-2 * sun.far / flat)
    fall = hypot(right, down) / heights.width * sun.up / flat
    ray = heights
    for stride in (1, 2, 4, 8, 16, 32):
        ray = combine(
            lambda near, far, drop=fall * stride: highest(near, far - drop),
            ray,
            shifted(ray, right * stride, down * stride),
        )
    return combine(lambda ray, ground: ray - ground, ray, heights)


def facing(heights: Image.Image, sun: Sun) -> Image.Image:
    """The cosine of the angle between the ground's normal and the sun (Lambert's law)."""
    length = hypot(sun.right, sun.far, sun.up)
    right, far, up = sun.right / length, sun.far / length, sun.up / length
    return combine(
        lambda x, y: (x * -right - y * far + up) / (x * x + y * y + 1.0) ** 0.5, *slopes(heights)
    )


def sunlit(heights: Image.Image, sun: Sun, softness: float = 0.012) -> Image.Image:
    """A mask of the sunlight on the ground.

    Cast shadows have edges ``softness`` high, in map widths; hollows get less light than ridges.
    """
    around = soften(heights, heights.width / 40)
    light = combine(
        lambda facing, shadow, ground, around: (
            lowest(facing, highest(shadow * (-1 / softness) + 1.0, 0.0)) + (ground - around) * 3.0
        ),
        facing(heights, sun),
        shadow(heights, sun),
        heights,
        around,
    )
    return mask(light, 0.0, 0.95)


def lit(colours: Image.Image, sunlight: Image.Image, light: Light) -> Image.Image:
    """The ground's own colours in the light of the day."""
    return ImageChops.multiply(colours, tinted(sunlight, light.shade, light.sun))
