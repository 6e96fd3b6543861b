"""Maps and textures, seen from above, turned into the camera's view.

A projective transform divides by the distance, so that in all that it makes the rows lie evenly in
*closeness*, one over the distance, as they do in a photograph of level ground.
"""

from dataclasses import dataclass

from PIL import Image

from bviewer_demo.paint.field import BICUBIC, Size


@dataclass(frozen=True)
class View:
    """Where the camera stands: the map's far edge is at distance 1 and as wide as the picture."""

    horizon: float  # of the picture's height, from its top
    altitude: float  # of the camera, in map widths
    near: float  # distance of the map's near edge


@dataclass(frozen=True)
class Band:
    """Rows of depth between two distances."""

    first: int
    last: int
    near: float
    far: float

    def closeness(self) -> list[float]:
        """One over the distance of each row."""
        count = self.last - self.first
        begin, end = 1 / self.near, 1 / self.far
        return [begin + (end - begin) * (row + 0.5) / count for row in range(count)]


def bands(rows: int, view: View) -> tuple[Band, Band]:
    """The rows of depth, near ones first, more of them for the far half, where mountains stand."""
    middle = 0.45 * (1 + view.near)
    border = round(rows * 0.45)
    return Band(0, border, view.near, middle), Band(border, rows, middle, 1)


def closeness(rows: int, view: View) -> list[float]:
    """One over the distance of each row of depth."""
    return [close for band in bands(rows, view) for close in band.closeness()]


def seen(world: Image.Image, size: Size, view: View) -> Image.Image:
    """The map in the camera's columns, and rows of depth from near (top) to far (bottom)."""
    whole = Image.new(world.mode, size)
    for band in bands(size[1], view):
        whole.paste(_seen_between(world, size[0], view, band), (0, band.first))
    return whole


def _seen_between(world: Image.Image, width: int, view: View, band: Band) -> Image.Image:
    rows = band.last - band.first
    # Both coordinates on the map are fractions over the closeness, here in units of the near edge.
    change = (band.near / band.far - 1) / rows
    zoom = world.width / width * band.near
    middle = world.width / 2
    depth = world.height / (1 - view.near)
    return world.transform(
        (width, rows),
        Image.Transform.PERSPECTIVE,
        (
            *(zoom, middle * change, middle - zoom * width / 2),
            *(0, -depth * view.near * change, depth * (band.near - view.near)),
            *(0, change),
        ),
        # Heights need a smooth slope; colours are fine without.
        BICUBIC if world.mode == "F" else Image.Resampling.BILINEAR,
    )


def flat(texture: Image.Image, size: Size, depth: float) -> Image.Image:
    """A texture on level ground, its upper edge near at the picture's bottom, its lower edge
    ``depth`` times as far at the top, and there as wide as the picture."""
    # The closeness grows from ``far`` at the top to 1 at the bottom.
    far = 1 / depth
    change = (1 - far) / size[1] / far
    zoom = texture.width / size[0]
    middle = texture.width / 2
    reach = texture.height / (depth - 1)
    return texture.transform(
        size,
        Image.Transform.PERSPECTIVE,
        (
            *(zoom, middle * change, middle - zoom * size[0] / 2),
            *(0, -reach * change, reach * (1 - far) / far),
            *(0, change),
        ),
        BICUBIC,
    )


def upright(detail: Image.Image, size: Size, view: View) -> Image.Image:
    """A mask that lies in perspective, far at the top, laid out in rows of depth."""
    near_first = detail.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    scale = detail.height / (1 / view.near - 1)
    whole = Image.new("L", size)
    for band in bands(size[1], view):
        top, bottom = (scale * (1 / view.near - 1 / distance) for distance in (band.near, band.far))
        box = (0, top, detail.width, min(bottom, detail.height))
        strip = near_first.resize((size[0], band.last - band.first), BICUBIC, box=box)
        whole.paste(strip, (0, band.first))
    return whole
