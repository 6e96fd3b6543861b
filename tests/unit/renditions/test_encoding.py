"""A rendition holds pixels and nothing else."""

from PIL import Image

from bviewer.renditions.encoding import encode
from tests.unit.renditions.jpeg_segments import segments
from tests.unit.renditions.pictures import decoded, differ


def test_whatever_the_picture_knows_stays_out():
    picture = Image.new("RGB", (40, 30))
    picture.info = {
        "comment": b"my house",
        "exif": b"Exif\0\0GPS",
        "xmp": b"<x/>",
        "icc_profile": b"icc",
        "dpi": (300, 300),
        "photoshop": {1: b"IPTC"},
        "jfif_density": (300, 300),
    }
    data = encode(picture, 80)
    assert {kind for kind, _ in segments(data)} <= {"APP0", "DQT", "SOF0", "DHT", "SOS"}


def test_quality_is_what_was_asked_for():
    picture = Image.effect_noise((200, 200), 50).convert("RGB")
    assert len(encode(picture, 50)) < len(encode(picture, 80)) < len(encode(picture, 95))


def test_a_fine_one_keeps_the_colour_of_each_pixel():
    checks = Image.new("RGB", (16, 16), (255, 0, 0))
    for place in range(0, 256, 2):
        checks.putpixel((place % 16 + place // 16 % 2, place // 16), (0, 0, 255))
    fine = decoded(encode(checks, 50, fine=True))
    assert differ(fine.get_flattened_data(), checks.get_flattened_data()) < 12
