from pathlib import Path

import pytest

from bviewer.delivery.media_types import detected_type, extension_for, served_type


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


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        *((head, "image/gif") for head in (b"GIF87a", b"GIF89a")),
        (b"RIFF\n\n\n\nWEBP", "image/webp"),
        *((head, "image/tiff") for head in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
        *((b"\0\0\0\nftyp" + brand, "image/avif") for brand in (b"avif", b"avis")),
        *((b"\0\0\0\x20ftyp" + brand, "image/heic") for brand in (b"heic", b"heix")),
        *((b"\0\0\0\x20ftyp" + brand, "image/heif") for brand in (b"mif1", b"msf1")),
        *(
            (head, "application/octet-stream")
            for head in (
                b"",
                b"\xff\xd8",
                b" GIF89a",
                b"GIF88a",
                b"RIFF\0\0\0\0WAVE",
                b"II*+",
                b"<svg/>",
            )
        ),
        (b"\0\0\0\x20ftypmp42", "application/octet-stream"),
        (b"ftypavif", "application/octet-stream"),
    ],
)
def test_bytes_speak_for_a_type(tmp_path: Path, head: bytes, media_type: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(head + b"more")
    with file.open("rb") as opened:
        assert detected_type(opened) == media_type
        assert opened.tell() == 0
