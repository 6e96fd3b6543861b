"""The decoders of the formats on the list: importing this module makes them known to Pillow.

It also keeps Pillow from importing all of its plugins in search of one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,  # noqa: F401 - importing a plugin registers it.
    Image,
    ImageFile,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)
from pillow_heif import register_heif_opener

from bviewer.library.formats import DECODERS, RAW
from bviewer.library.jxl import JxlImageFile, is_jxl
from bviewer.library.raw import may_be_raw, open_preview

LARGEST_PROFILE = 4 * 1024 * 1024  # Bytes.

# There is a worker for each core already: threads of a decoder would only get in their way.
register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
Image.register_open(JxlImageFile.format, JxlImageFile, is_jxl)
Image.register_open(RAW, open_preview, may_be_raw)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
# Profiles for printing presses have up to 3 MB; what is larger is ignored, and not the picture.
PngImagePlugin.MAX_TEXT_CHUNK = LARGEST_PROFILE


def looks_familiar(head: bytes) -> bool:
    """Return whether a file that starts with these 16 bytes claims to be in one of the formats."""
    accepts = (Image.OPEN[name][1] for name in DECODERS)
    return any(accept is not None and accept(head) for accept in accepts)


@contextmanager
def lenient() -> Iterator[None]:
    """Have Pillow leave out metadata that is too large, and stop at the end of a file as if that
    were right."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
