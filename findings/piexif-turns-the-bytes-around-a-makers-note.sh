#!/usr/bin/env bash
# One caption written by piexif, and pyexiv2 reads nothing any more of a photograph from a Canon.
#
# piexif 1.1.3, pyexiv2 2.16.0, Pillow 13.0.0. A TIFF header says in which order the bytes of all numbers are. Canon
# writes "II", the smaller first, also within the maker's note, which has no header of its own. piexif reads both orders
# and writes "MM" only; the note it copies as it is. Its four entries are 1,024 then for who goes by the header, and Exiv2
# says so as an error, which pyexiv2 raises for the whole photograph: not even the caption is read. Owner, lens and serial
# number are still in it. Other readers, as ExifRead, find a note of nonsense, and say nothing.
#
# What helps: pyexiv2 to write as well, which moves the note rightly; to read, pyexiv2.set_log_level(4), without the note.
#
#> as taken: II, owner Mary, lens EF50mm f/1.8, number 1234567890
#> captioned by pyexiv2: II, owner Mary, lens EF50mm f/1.8, number 1234567890
#> captioned by piexif: MM, RuntimeError: Directory Canon with 1024 entries considered invalid; not read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check piexif==1.1.3 pillow==13.0.0 pyexiv2==2.16.0
cd "$folder"
venv/bin/python - >output 2>log <<'PYTHON'
import shutil
import struct

import piexif
import pyexiv2
from PIL import Image


def directory(start: int, entries: list[tuple[int, int, int, bytes]]) -> bytes:
    """An IFD whose values, where they are longer than four bytes, are behind it."""
    head, behind = struct.pack("<H", len(entries)), b""
    place = start + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        if len(value) > 4:
            value, behind = struct.pack("<I", place + len(behind)), behind + value
        head += struct.pack("<HHI4s", tag, kind, count, value)
    return head + bytes(4) + behind


def tell(which: str, name: str) -> None:
    with Image.open(name) as picture:
        order = picture.info["exif"][6:8].decode()
    try:
        with pyexiv2.Image(name) as photograph:
            exif = photograph.read_exif()
    except RuntimeError as error:
        print(f"{which}: {order}, RuntimeError: {str(error).strip()}")
        return
    owner, lens, number = (exif[f"Exif.Canon.{name}"] for name in ("OwnerName", "LensModel", "SerialNumber"))
    print(f"{which}: {order}, owner {owner}, lens {lens}, number {number}")


pyexiv2.set_log_level(3)  # Errors, without warnings.
OWNER, LENS = b"Mary\0", b"EF50mm f/1.8\0"
NUMBER = struct.pack("<I", 1234567890)
PLACE_OF_EXIF = 8 + 2 + 2 * 12 + 4 + 6
PLACE_OF_NOTE = PLACE_OF_EXIF + 2 + 2 * 12 + 4
note = directory(
    PLACE_OF_NOTE, [(6, 2, 6, b"Canon\0"), (9, 2, 5, OWNER), (0xC, 4, 1, NUMBER), (0x95, 2, 13, LENS)]
)
first = directory(8, [(0x10F, 2, 6, b"Canon\0"), (0x8769, 4, 1, struct.pack("<I", PLACE_OF_EXIF))])
second = directory(PLACE_OF_EXIF, [(0x9000, 7, 4, b"0230"), (0x927C, 7, len(note), note)])
exif = b"Exif\0\0" + b"II*\0" + struct.pack("<I", 8) + first + second
Image.new("RGB", (64, 48), "teal").save("taken.jpg", exif=exif)
tell("as taken", "taken.jpg")

shutil.copy("taken.jpg", "pyexiv2.jpg")
with pyexiv2.Image("pyexiv2.jpg") as photograph:
    photograph.modify_exif({"Exif.Image.ImageDescription": "A caption"})
tell("captioned by pyexiv2", "pyexiv2.jpg")

tags = piexif.load("taken.jpg")
tags["0th"][piexif.ImageIFD.ImageDescription] = b"A caption"
piexif.insert(piexif.dump(tags), "taken.jpg", "piexif.jpg")
tell("captioned by piexif", "piexif.jpg")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output
