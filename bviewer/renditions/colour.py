"""Whatever a file holds (grey, 16 bits, ink, a palette, glass) becomes opaque 8-bit sRGB."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageMath

from bviewer.library.decoders import LARGEST_PROFILE
from bviewer.renditions.errors import BrokenImage

_SIXTEEN_BITS = 65_535
_USUAL_WHITES = (1, 255, _SIXTEEN_BITS)
_INVISIBLE = 2  # Steps of 255.

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
_STEPS = (0, 51, 102, 153, 204, 255)
_SAMPLE = Image.new("RGB", (36, 6))
_SAMPLE.putdata([(red, green, blue) for red in _STEPS for green in _STEPS for blue in _STEPS])


def to_eight_bits(image: Image.Image, *, with_glass: bool = False) -> Image.Image:
    """Return the same picture in a mode of 8 bits that can be resized: L, RGB or CMYK, opaque; or
    `with_glass` LA or RGBA, for what is transparent has to be put on paper in sRGB."""
    if image.mode in {"P", "PA"} and image.palette is None:
        raise BrokenImage("the picture is damaged: its colours are not in it")
    conversion = _CONVERSIONS.get(image.mode)
    if conversion is not None:
        return conversion(image)
    if image.has_transparency_data:
        layered = _layered(image)
        return layered if with_glass else _on_white(layered)
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an L, RGB or CMYK picture as sRGB, or one with glass (LA, RGBA) on white paper.

    A profile that is too large, damaged or made for another mode is ignored.
    """
    if image.mode in ("LA", "RGBA"):
        colours = to_srgb(image.convert("L" if image.mode == "LA" else "RGB"), profile)
        colours.putalpha(image.getchannel("A"))
        return _on_white(colours)
    if profile and len(profile) <= LARGEST_PROFILE:
        try:
            return _apply(profile, image)
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass
    return image if image.mode == "RGB" else image.convert("RGB")


def _apply(profile: bytes, image: Image.Image) -> Image.Image:
    if image.mode == "L" and profile[16:20] == b"RGB ":
        image = image.convert("RGB")
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    # Tables of a high dynamic range have edges. Of ink a finer one takes long.
    flags = ImageCms.Flags.HIGHRESPRECALC if image.mode == "RGB" else ImageCms.Flags.NONE
    transform = ImageCms.ImageCmsTransform(source, _SRGB, image.mode, "RGB", flags=flags)
    if image.mode == "RGB" and _changes_nothing(transform):
        return image
    return transform.apply(image)


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Return whether a profile is sRGB by another name, as most are; going by it would only cost
    time."""
    difference: Any = ImageChops.difference(_SAMPLE, transform.apply(_SAMPLE))
    return all(highest <= _INVISIBLE for _, highest in difference.getextrema())


def _layered(image: Image.Image) -> Image.Image:
    mode = "LA" if image.mode in ("L", "LA", "La") else "RGBA"
    return image if image.mode == mode else image.convert(mode)


def _on_white(layered: Image.Image) -> Image.Image:
    """Return a transparent picture on white paper."""
    paper = Image.new("L" if layered.mode == "LA" else "RGB", layered.size, "white")
    paper.paste(layered, mask=layered)
    return paper


def _from_sixteen_bits(image: Image.Image) -> Image.Image:
    """Pillow's own conversion would cut off all that is brighter than 255."""
    grey = _scaled(image, _SIXTEEN_BITS)
    glass = image.info.get("transparency")
    if isinstance(glass, int) and image.mode == "I;16":
        holes = ImageMath.lambda_eval(
            lambda of: (of["wide"] == glass) * 255, wide=image.convert("I")
        )
        grey.paste(255, mask=holes.convert("L"))
    return grey


def _from_foreign_sixteen_bits(image: Image.Image) -> Image.Image:
    return _scaled(image.convert("I"), _SIXTEEN_BITS)


def _from_any_number(image: Any) -> Image.Image:
    """Wide numbers have no agreed white: take the least usual one that no pixel exceeds."""
    _, brightest = image.getextrema()
    return _scaled(image, next((white for white in _USUAL_WHITES if brightest <= white), brightest))


def _scaled(image: Image.Image, white: float) -> Image.Image:
    factor = 255 / white
    return image.point(lambda value: value * factor + 0.5).convert("L")


def _from_lab(image: Image.Image) -> Image.Image:
    return ImageCms.ImageCmsTransform(_LAB, _SRGB, "LAB", "RGB").apply(image)


_CONVERSIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "I;16": _from_sixteen_bits,
    "I;16L": _from_foreign_sixteen_bits,
    "I;16B": _from_foreign_sixteen_bits,
    "I;16N": _from_foreign_sixteen_bits,
    "I": _from_any_number,
    "F": _from_any_number,
    "LAB": _from_lab,
}
