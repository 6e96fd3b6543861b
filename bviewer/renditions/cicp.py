"""The profile of a picture: that in its file, or of the colours that the file says by numbers."""

from typing import IO

from PIL import Image

from bviewer.library.containers import Cicp, cicp_of_meta, cicp_of_png, read_meta
from bviewer.renditions.chromaticity import BT709, COLORANTS, Colorants, colorants_of
from bviewer.renditions.hdr import USUAL_PEAK, hdr_profile
from bviewer.renditions.icc import curve_profile

_USUAL_GAMMA, _TOLERANCE = 0.45455, 0.01  # What sRGB amounts to.
_GAMMAS = {8: 1.0, 4: 2.2, 5: 2.8}  # By numbers of ITU-T H.273.


def profile_of(image: Image.Image, file: IO[bytes]) -> bytes | None:
    """Return an ICC profile; None for sRGB."""
    cicp = _cicp_of(image, file)
    if image.format == "PNG" and cicp is not None:
        return cicp_profile(cicp)
    profile: bytes | None = image.info.get("icc_profile")
    if profile is not None:
        return profile
    if cicp is not None:
        return cicp_profile(cicp)
    return _profile_of_gamma(image) if image.format == "PNG" else None


def cicp_profile(cicp: Cicp) -> bytes | None:
    """Return an ICC profile of RGB in these colours; None if that is sRGB, or what is taken for it
    because nobody says otherwise."""
    primaries = cicp.primaries if cicp.primaries in COLORANTS else BT709
    hdr = hdr_profile(cicp.transfer, primaries, cicp.peak or USUAL_PEAK)
    if hdr is not None:
        return hdr
    gamma = _GAMMAS.get(cicp.transfer)
    if gamma is not None:
        return curve_profile(COLORANTS[primaries], lambda value: value**gamma)
    return None if primaries == BT709 else curve_profile(COLORANTS[primaries], _light_of_srgb)


def gamma_profile(gamma: float, colorants: Colorants | None = None) -> bytes:
    """Return an ICC profile of colours, or those of sRGB, whose numbers are light to a power."""
    return curve_profile(colorants or COLORANTS[BT709], lambda value: value ** (1 / gamma))


def _light_of_srgb(value: float) -> float:
    """Return light, of which 1 is the most (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _cicp_of(image: Image.Image, file: IO[bytes]) -> Cicp | None:
    if image.format == "PNG":
        return cicp_of_png(file)
    return cicp_of_meta(read_meta(file)) if image.format in {"HEIF", "AVIF"} else None


def _profile_of_gamma(image: Image.Image) -> bytes | None:
    gamma = image.info.get("gamma")
    if not isinstance(gamma, float) or "srgb" in image.info or not 0.05 < gamma < 5:
        return None
    colorants = colorants_of(image.info.get("chromaticity", ()))
    # Without colours beside it browsers take the usual gamma for sRGB, and with them at its word.
    if colorants is None and abs(gamma - _USUAL_GAMMA) < _TOLERANCE:
        return None
    return gamma_profile(gamma, colorants)
