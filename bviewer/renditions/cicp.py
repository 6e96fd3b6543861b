"""The profile of a picture: that in its file, or of the colours that the file says by numbers."""

from typing import IO

from PIL import Image

from bviewer.library.containers import Cicp, cicp_of_meta, cicp_of_png, read_meta
from bviewer.renditions.chromaticity import colorants_of
from bviewer.renditions.hdr import cicp_profile, gamma_profile

_USUAL_GAMMA, _TOLERANCE = 0.45455, 0.01  # What sRGB amounts to.


def profile_of(image: Image.Image, file: IO[bytes]) -> bytes | None:
    """Return an ICC profile; None for sRGB."""
    cicp = _cicp_of(image, file)
    if image.format == "PNG" and cicp is not None:
        return cicp_profile(*cicp)
    profile: bytes | None = image.info.get("icc_profile")
    if profile is not None:
        return profile
    if cicp is not None:
        return cicp_profile(*cicp)
    return _profile_of_gamma(image) if image.format == "PNG" else None


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
