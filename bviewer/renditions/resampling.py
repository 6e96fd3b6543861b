"""Shrinking pictures as well as the time for it allows."""

from PIL import Image

from bviewer.renditions.geometry import Box

# Pixels. A filter costs time for each pixel it looks at, and the further it looks the better it is;
# what a near-sighted one loses shows less in a picture that shrinks much.
_MANY = 4_000_000
_FEW = 1_000_000


def resample(picture: Image.Image, size: tuple[int, int], box: Box) -> Image.Image:
    """The part of the picture in the box, in a smaller size; the picture itself if that is it."""
    if picture.size == size and box == (0.0, 0.0, float(size[0]), float(size[1])):
        return picture
    pixels = (box[2] - box[0]) * (box[3] - box[1])
    chosen = _filter(pixels, pixels / (size[0] * size[1]))
    return picture.resize(size, chosen, box, reducing_gap=2.0)


def _filter(pixels: float, shrinks: float) -> Image.Resampling:
    if pixels > _MANY and shrinks > 2:
        return Image.Resampling.HAMMING
    return Image.Resampling.BICUBIC if pixels > _FEW else Image.Resampling.LANCZOS
