"""Shrinking pictures as well as the time for it allows."""

from PIL import Image

from bviewer.renditions.geometry import Box

# Pixels. The further a filter looks the better it is, and the longer it takes for each of them.
_MANY = 1_000_000


def resample(picture: Image.Image, size: tuple[int, int], box: Box) -> Image.Image:
    """Return the part of the picture in the box, in a smaller size; the picture itself if that is
    it."""
    if picture.size == size and box == (0.0, 0.0, float(size[0]), float(size[1])):
        return picture
    pixels = (box[2] - box[0]) * (box[3] - box[1])
    chosen = _filter(pixels, pixels / (size[0] * size[1]))
    return picture.resize(size, chosen, box, reducing_gap=2.0)


def _filter(pixels: float, shrinks: float) -> Image.Resampling:
    """Return a filter: what a near-sighted one loses shows least where many pixels become few."""
    if pixels <= _MANY:
        return Image.Resampling.LANCZOS
    return Image.Resampling.HAMMING if shrinks > 2 else Image.Resampling.BICUBIC
