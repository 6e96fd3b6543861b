"""JPEGs of pixels and nothing else: no EXIF, XMP, IPTC, comment, profile or thumbnail inside."""

from io import BytesIO

from PIL import Image

_FINE = 95  # The least quality of what is to lose nothing that shows.


def encode(picture: Image.Image, quality: int, *, fine: bool = False) -> bytes:
    """Return an untagged JPEG, which is sRGB to browsers; a `fine` one has a colour for each pixel,
    and not for four together.

    The empty comment is there because Pillow would else write the original's.
    """
    buffer = BytesIO()
    if fine:
        picture.save(buffer, "JPEG", quality=max(quality, _FINE), subsampling=0, comment=b"")
    else:
        picture.save(buffer, "JPEG", quality=quality, comment=b"")
    return buffer.getvalue()
