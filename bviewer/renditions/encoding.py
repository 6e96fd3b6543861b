"""JPEGs of pixels and nothing else: no EXIF, XMP, IPTC, comment, profile or thumbnail inside."""

from io import BytesIO

from PIL import Image


def encode(picture: Image.Image, quality: int) -> bytes:
    """Return an untagged JPEG, which is sRGB to browsers.

    The empty comment is there because Pillow would else write the original's.
    """
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality, comment=b"")
    return buffer.getvalue()
