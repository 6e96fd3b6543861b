"""Which parts of a picture are transparent, where its decoder takes what the file says wrongly."""

from PIL import Image
from PIL.ImageFile import ImageFile

_Area = tuple[int, int, int, int]

# What a PNG of so many bits says in them, and Pillow compares with 8 bits (PNG, 11.3.1.1).
_GREYS = {"L;2": 255 // 3, "L;4": 255 // 15}
_DEEP = "RGB;16B"


def say_in_eight_bits(image: ImageFile) -> None:
    """Have an opened PNG say its transparent colour in the bits that its pixels will have."""
    glass = image.info.get("transparency")
    if image.format != "PNG" or not image.tile:
        return
    written = image.tile[0].args
    if isinstance(glass, int) and written in _GREYS:
        image.info["transparency"] = glass * _GREYS[written]
    elif isinstance(glass, tuple) and written == _DEEP:
        image.info["transparency"] = tuple(part >> 8 for part in glass)


def covered_by_gif(image: ImageFile) -> _Area | None:
    """Return the part of an opened GIF that its first picture covers, unless that is all of it."""
    if image.format != "GIF" or not image.tile:
        return None
    covered = image.tile[0].extents
    return None if covered in {None, (0, 0, *image.size)} else covered


def only_within(image: Image.Image, covered: _Area) -> Image.Image:
    """Return a picture that is transparent around an area, which Pillow fills with a colour."""
    within = Image.new("RGBA", image.size)
    within.paste(image.convert("RGBA").crop(covered), covered)
    return within
