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
        ("image/tiff", "a.NEF", ".nef"),
        ("image/x-canon-cr3", "a.CR3", ".cr3"),
        ("image/heif", "a.HEIC", ".heic"),
        ("video/quicktime", "a.MP4", ".mp4"),
        ("video/mp4", "a.mov", ".mov"),
        ("video/mp4", "a.jpg", ".mp4"),
        ("video/mp2t", "00001.MTS", ".mts"),
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
        *((head, "image/jxl") for head in (b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n")),
        (b"II*\0\x10\0\0\0CR\2\0", "image/x-canon-cr2"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1", "image/x-canon-cr3"),
        (b"FUJIFILMCCD-RAW 0201", "image/x-fuji-raf"),
        *((head, "image/x-olympus-orf") for head in (b"IIRO", b"IIRS", b"MMOR")),
        (b"IIU\0", "image/x-panasonic-rw2"),
        (b"II*\0\x08\0\0\0IIII", "image/x-phaseone-iiq"),
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
        *((b"\0\0\0\x20ftyp" + brand, "video/mp4") for brand in (b"mp42", b"isom", b"M4V ")),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        *((b"\0\0\0\x18ftyp" + brand, "video/3gpp") for brand in (b"3gp4", b"3gp5", b"3gs7")),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\x82\x84webm", "video/webm"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\x82\x88matroska", "video/matroska"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        ((b"\0\0\0\0G" + bytes(187)) * 2, "video/mp2t"),
        ((b"G" + bytes(187)) * 2, "video/mp2t"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "application/octet-stream"),
        (b"ffconcat version 1.0\n", "application/octet-stream"),
        (b"ftypavif", "application/octet-stream"),
    ],
)
def test_bytes_speak_for_a_type(tmp_path: Path, head: bytes, media_type: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(head + b"more")
    with file.open("rb") as opened:
        assert detected_type(opened) == media_type
        assert opened.tell() == 0
