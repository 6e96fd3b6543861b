"""Colours, and pictures made of nothing but colour."""

from PIL import Image, ImageChops

from bviewer_demo.paint.field import Size, stretched

Colour = tuple[int, int, int]

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)


def between(first: Colour, second: Colour, share: float) -> Colour:
    """The colour that has ``share`` of the second and the rest of the first."""
    red, green, blue = (
        round(one + (other - one) * share) for one, other in zip(first, second, strict=True)
    )
    return red, green, blue


def gradient(size: Size, *stops: Colour) -> Image.Image:
    """Colours at even distances from the top down, flowing into each other."""
    strip = Image.new("RGB", (1, len(stops)))
    strip.putdata(stops)
    return stretched(strip, size)


def tinted(grey: Image.Image, *stops: Colour) -> Image.Image:
    """A grey picture in colours: the first stop for black, the last for white."""
    table = gradient((1, 256), *stops)
    return Image.merge("RGB", [grey.point(list(band.tobytes())) for band in table.split()])


def shaded(picture: Image.Image, light: Image.Image) -> Image.Image:
    """The picture under a mask of light: where that is black, nothing is seen."""
    return ImageChops.multiply(picture, Image.merge("RGB", (light, light, light)))
