"""Renditions as one asks for them, and what answers say of them."""

from io import BytesIO

from PIL import Image
from webtest import TestResponse

from tests.site import Site

PHOTO, OTHER = "a/photo.jpg", "a/other.jpg"
SIZES = ("tiny", "small", "medium", "small2x", "big")


def address(site: Site, path: str = PHOTO, name: str = "small.jpg") -> str:
    """Where a rendition of an image is, without the fingerprint."""
    return f"{site.image_url(path)}{name}"


def is_soon(answer: TestResponse) -> bool:
    """Whether an answer is the one for renditions that are being made."""
    image = Image.open(BytesIO(answer.body))
    return (
        answer.status_int == 202
        and answer.content_type == "image/png"
        and max(image.size) <= 6
        and answer.headers["Cache-Control"] == "no-store"
        and answer.headers["Retry-After"] == "1"
    )


def is_broken(answer: TestResponse) -> bool:
    """Whether an answer is the one for pictures that cannot be shown."""
    return (
        answer.status_int == 415
        and answer.content_type == "image/svg+xml"
        and answer.headers["Cache-Control"] == "no-store"
        and "Retry-After" not in answer.headers
        and b"<svg" in answer.body
    )
