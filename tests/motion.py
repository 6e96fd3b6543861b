"""Photographs that move, made on the spot as phones write them."""

import struct
from functools import cache

from tests.clips import painted, write
from tests.pictures import jpeg

IDENTIFIER = "7C8A21F3-50A4-4D4B-9A2E-2F0C6E1B9D11"
PLACED = {"location": "+41.8900+012.4922/"}


@cache
def film(pictures: int = 3, **tags: str) -> bytes:
    """A short film of H.264, as it stands behind a photograph."""
    return write("mp4", "libx264", [painted()] * pictures, tags=tags)


@cache
def apple_film(identifier: str = IDENTIFIER, pictures: int = 3, **tags: str) -> bytes:
    """The film of a live photograph."""
    return write(
        "mov",
        "libx264",
        [painted()] * pictures,
        tags={"com.apple.quicktime.content.identifier": identifier, **tags},
        options={"movflags": "use_metadata_tags"},
    )


def packet(described: str) -> bytes:
    """XMP with properties of Google's cameras."""
    text = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" '
        'xmlns:Container="http://ns.google.com/photos/1.0/container/" '
        'xmlns:Item="http://ns.google.com/photos/1.0/container/item/" '
        f"{described}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return text.encode()


def listed(*items: tuple[str, object]) -> bytes:
    """XMP that lists what is in a file, by what it is and its length."""
    lines = "".join(
        '<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" '
        f'Item:Semantic="{semantic}" Item:Length="{length}" Item:Padding="0"/></rdf:li>'
        for semantic, length in items
    )
    return packet(
        'GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1"><Container:Directory><rdf:Seq>'
        f"{lines}</rdf:Seq></Container:Directory>"
    )


def with_xmp(xmp: bytes, data: bytes | None = None) -> bytes:
    """A JPEG with a packet of XMP."""
    data = data or jpeg(24, 16)
    body = b"http://ns.adobe.com/xap/1.0/\0" + xmp
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def google_photo(moving: bytes | None = None) -> bytes:
    """A motion photo of a Pixel phone."""
    moving = film() if moving is None else moving
    return with_xmp(listed(("Primary", 0), ("MotionPhoto", len(moving)))) + moving


def apple_note(identifier: str = IDENTIFIER) -> bytes:
    """The maker note of a live photograph."""
    text = identifier.encode() + b"\0"
    entries = [(0x0001, 9, 1, 10), (0x0011, 2, len(text), 14 + 2 + 24 + 4)]
    directory = struct.pack(">H", len(entries))
    directory += b"".join(struct.pack(">HHII", *entry) for entry in entries) + bytes(4)
    return b"Apple iOS\0\0\1MM" + directory + text


def apple_photo(identifier: str = IDENTIFIER, colour: str = "olive") -> bytes:
    """The still of a live photograph, as a JPEG."""
    note = apple_note(identifier)
    # The first directory points to that of EXIF, and this to the note.
    first = (
        struct.pack(">2sHIH", b"MM", 42, 8, 1) + struct.pack(">HHII", 0x8769, 4, 1, 26) + bytes(4)
    )
    second = struct.pack(">H", 1) + struct.pack(">HHII", 0x927C, 7, len(note), 44) + bytes(4)
    return jpeg(24, 16, colour, exif=b"Exif\0\0" + first + second + note)
