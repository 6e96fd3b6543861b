"""The decoders of the formats on the list: importing this module makes them known to Pillow.

It also keeps Pillow from importing all of its plugins in search of one.
"""

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,  # noqa: F401 - importing a plugin registers it.
    Image,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)
from pillow_heif import register_heif_opener

from bviewer.library.formats import DECODERS

# There is a worker for each core already: threads of a decoder would only get in their way.
register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def looks_familiar(head: bytes) -> bool:
    """Return whether a file that starts with these 16 bytes claims to be in one of the formats."""
    accepts = (Image.OPEN[name][1] for name in DECODERS)
    return any(accept is not None and accept(head) for accept in accepts)
