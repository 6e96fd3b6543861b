"""Which decoders there are, and of which versions: for whoever wonders about a picture."""

from importlib.metadata import version

import av
import PIL
import pillow_heif
import rawpy
from PIL import Image, features

import bviewer.library.decoders  # noqa: F401 - it makes them known.
from bviewer.library.formats import DECODERS, DEMUXERS


def decoder_versions() -> dict[str, str]:
    """Return the versions of what decodes, by names that say what for.

    Raises RuntimeError if a format has no decoder.
    """
    lacking = [name for name in DECODERS if name not in Image.OPEN]
    lacking += [name for name in DEMUXERS if name not in av.formats_available]
    if lacking:
        raise RuntimeError(f"{', '.join(lacking)} cannot be decoded: install bviewer anew")
    return {
        "Pillow": PIL.__version__,
        "JPEG by libjpeg": str(features.version("jpg")),
        "WebP by libwebp": str(features.version("webp")),
        "AVIF by libavif": str(features.version("avif")),
        "HEIF by libheif": pillow_heif.libheif_version(),
        "JPEG XL by pillow-jxl-plugin": version("pillow-jxl-plugin"),
        "RAW by LibRaw": ".".join(map(str, rawpy.libraw_version)),
        "clips by FFmpeg": av.ffmpeg_version_info,
    }
