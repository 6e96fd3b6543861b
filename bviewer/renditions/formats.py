"""The one list of what may be decoded.

Pillow knows some forty formats more, the worst of which start other programs. Importing the plugins
here also keeps Pillow from importing all of them in search of one. A JPEG that holds several
pictures (MPO) is opened as JPEG.
"""

from PIL import AvifImagePlugin, Image
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile, register_heif_opener

_PLUGINS: tuple[type[ImageFile], ...] = (
    JpegImageFile,
    PngImageFile,
    GifImageFile,
    WebPImageFile,
    TiffImageFile,
    AvifImagePlugin.AvifImageFile,
    HeifImageFile,
)
FORMATS = tuple(str(plugin.format) for plugin in _PLUGINS)

# There is a worker for each core already: threads of a decoder would only get in their way.
register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def looks_familiar(head: bytes) -> bool:
    """Return whether a file that starts with these 16 bytes claims to be in one of the formats."""
    accepts = (Image.OPEN[name][1] for name in FORMATS)
    return any(accept is not None and accept(head) for accept in accepts)
