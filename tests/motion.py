"""Photographs that move, made on the spot as phones write them."""

import struct
from functools import cache

from tests.clips import painted, write
from tests.pictures import jpeg, picture

IDENTIFIER = "7C8A21F3-50A4-4D4B-9A2E-2F0C6E1B9D11"
ROME = "+41.8900+012.4922/"


@cache
def film(pictures: int = 3, location: str = "") -> bytes:
    """A short film of H.264, as it stands behind a photograph; it may say where it was taken."""
    tags = {"location": location} if location else {}
    return write("mp4", "libx264", [painted()] * pictures, tags=tags)


@cache
def apple_film(identifier: str = IDENTIFIER, pictures: int = 3, location: str = "") -> bytes:
    """The film of a live photograph; without an identifier, any film of a phone of Apple."""
    quicktime = {"content.identifier": identifier, "location.ISO6709": location}
    return write(
        "mov",
        "libx264",
        [painted()] * pictures,
        tags={f"com.apple.quicktime.{name}": text for name, text in quicktime.items() if text},
        options={"movflags": "use_metadata_tags"},
    )


def packet(properties: str, directory: str = "") -> bytes:
    """XMP with what cameras of Google say."""
    text = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" '
        'xmlns:Container="http://ns.google.com/photos/1.0/container/" '
        'xmlns:Item="http://ns.google.com/photos/1.0/container/item/" '
        f"{properties}>{directory}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return text.encode()


def listed(*items: tuple[str, object]) -> bytes:
    """XMP that lists what is in a file: what each is, and its length."""
    lines = "".join(
        '<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" '
        f'Item:Semantic="{semantic}" Item:Length="{length}"/></rdf:li>'
        for semantic, length in items
    )
    directory = f"<Container:Directory><rdf:Seq>{lines}</rdf:Seq></Container:Directory>"
    return packet('GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1"', directory)


def google_photo(moving: bytes | None = None, colour: str = "teal") -> bytes:
    """A motion photo of a phone of Google."""
    moving = film() if moving is None else moving
    xmp = listed(("Primary", 0), ("MotionPhoto", len(moving)))
    return jpeg(24, 16, colour, xmp=xmp) + moving


def early_photo(moving: bytes | None = None, offset: object = None) -> bytes:
    """A motion photo as they were until 2019 (MVIMG_…)."""
    moving = film() if moving is None else moving
    said = len(moving) if offset is None else offset
    xmp = packet(f'GCamera:MicroVideo="1" GCamera:MicroVideoOffset="{said}"')
    return jpeg(24, 16, xmp=xmp) + moving


def samsung_photo(moving: bytes | None = None, back: int = 0) -> bytes:
    """A motion photo as Samsung wrote them before there was XMP, with other things in its trailer.

    `back`: how much farther than it is the directory says that the film begins.
    """
    moving = film() if moving is None else moving
    blocks = [(0x0A01, b"Image_UTC_Data", b"1705124333853"), (0x0A30, b"MotionPhoto_Data", moving)]
    data, entries = b"", []
    for kind, name, content in blocks:
        block = struct.pack("<HHI", 0, kind, len(name)) + name + content
        entries.append((kind, len(data), len(block)))
        data += block
    directory = b"SEFH" + struct.pack("<II", 106, len(entries))
    for kind, start, length in entries:
        directory += struct.pack("<HHII", 0, kind, len(data) - start + back, length)
    return jpeg(24, 16) + data + directory + struct.pack("<I", len(directory)) + b"SEFT"


def boxed_photo(moving: bytes | None = None, length: int | None = None) -> bytes:
    """A motion photo in HEIC, whose film is a box."""
    moving = film() if moving is None else moving
    said = len(moving) + 8 if length is None else length
    return picture("HEIF", 24, 16) + struct.pack(">I", said) + b"mpvd" + moving


def apple_note(identifier: str = IDENTIFIER, at: int | None = None) -> bytes:
    """The maker note of a live photograph; the identifier is elsewhere than it says if `at` is."""
    text = identifier.encode() + b"\0"
    place = 14 + 2 + 2 * 12
    entries = [(0x0001, 9, 1, 10), (0x0011, 2, len(text), place if at is None else at)]
    directory = b"".join(struct.pack(">HHII", *entry) for entry in entries)
    return b"Apple iOS\0\0\1MM" + struct.pack(">H", len(entries)) + directory + text


def apple_photo(identifier: str = IDENTIFIER, colour: str = "olive", note: bytes = b"") -> bytes:
    """The photograph of a live one, as a JPEG."""
    note = note or apple_note(identifier)
    # The first directory leads to that of EXIF, and this to the note.
    first = struct.pack(">2sHI", b"MM", 42, 8) + struct.pack(">HHHII", 1, 0x8769, 4, 1, 26)
    second = struct.pack(">HHHII", 1, 0x927C, 7, len(note), 44)
    return jpeg(24, 16, colour, exif=first + bytes(4) + second + bytes(4) + note)
