import pytest

from bviewer.delivery.media_types import extension_for, served_type


@pytest.mark.parametrize("claimed", ["image/svg+xml", "text/html", "application/xhtml+xml", ""])
def test_active_content_is_served_as_opaque_bytes(claimed):
    assert served_type(claimed) == "application/octet-stream"


def test_a_raster_image_is_served_as_what_it_is():
    assert served_type("image/webp") == "image/webp"


@pytest.mark.parametrize(
    ("served", "name", "extension"),
    [
        ("image/jpeg", "a.jpg", ".jpg"),
        ("image/jpeg", "a.JPEG", ".jpeg"),
        ("image/jpeg", "a.png", ".jpg"),
        ("image/jpeg", "a", ".jpg"),
        ("image/tiff", "a.TIFF", ".tiff"),
        ("image/heif", "a.HEIC", ".heic"),
        ("application/octet-stream", "a.html", ".bin"),
    ],
)
def test_a_fitting_extension_is_kept_and_another_one_is_not(served, name, extension):
    assert extension_for(served, name) == extension
