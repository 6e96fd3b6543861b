"""What a PNG says besides its pixels, before and behind them: read chunk by chunk (PNG 3rd ed.).

Pillow reads what is behind the pixels only when it decodes them.
"""

import re
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 20_000
_LONGEST = 1024 * 1024
_PROFILE = re.compile(rb"\s*[\w ]+\n\s*(\d+)\s+([0-9a-fA-F\s]*)")
_XMP_KEY = "XML:com.adobe.xmp"
_XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"


class Source(Protocol):
    """What is read of a file."""

    def read(self, size: int = ...) -> bytes: ...
    def seek(self, place: int) -> int: ...


@dataclass(slots=True)
class PngFacts:
    """Its Exif and IPTC as blocks, its XMP, its texts by their keywords, and when it was changed
    (year to second, in UTC)."""

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    texts: dict[str, bytes] = field(default_factory=dict)
    changed: tuple[int, ...] = ()


def read_png(file: Source) -> PngFacts:
    """Return what a PNG says; nothing of another file."""
    facts, place = PngFacts(), len(SIGNATURE)
    file.seek(0)
    if file.read(len(SIGNATURE)) != SIGNATURE:
        return facts
    for _ in range(_MOST_CHUNKS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            break
        (length,) = struct.unpack(">I", head[:4])
        take = _TAKERS.get(head[4:])
        if take is not None and length <= _LONGEST:
            with suppress(ValueError, IndexError, struct.error, zlib.error):
                take(facts, file.read(length))
        place += 12 + length
    for name, block in facts.texts.items():
        with suppress(ValueError, AttributeError):
            _take_profile(facts, name, block)
    return facts


def _take_exif(facts: PngFacts, data: bytes) -> None:
    facts.exif = facts.exif or data


def _take_time(facts: PngFacts, data: bytes) -> None:
    facts.changed = struct.unpack(">HBBBBB", data[:7])


def _take_text(facts: PngFacts, data: bytes) -> None:
    name, _, text = data.partition(b"\0")
    _keep(facts, name, text)


def _take_compressed(facts: PngFacts, data: bytes) -> None:
    name, _, rest = data.partition(b"\0")
    _keep(facts, name, _inflated(rest[1:]))


def _take_international(facts: PngFacts, data: bytes) -> None:
    name, _, rest = data.partition(b"\0")
    is_compressed, rest = rest[0] == 1, rest[2:]
    text = rest.split(b"\0", 2)[2]
    _keep(facts, name, _inflated(text) if is_compressed else text)


def _keep(facts: PngFacts, name: bytes, text: bytes) -> None:
    facts.texts.setdefault(name.decode("latin-1"), text)


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _LONGEST)


def _take_profile(facts: PngFacts, name: str, block: bytes) -> None:
    """Take a block that ImageMagick wrote as text, in hexadecimal digits; and XMP as it is."""
    if name == _XMP_KEY:
        facts.xmp = facts.xmp or block
    if not name.startswith("Raw profile type "):
        return
    match = _PROFILE.match(block)
    if match is None:
        raise ValueError("no profile")
    data = bytes.fromhex("".join(match[2].decode("ascii").split()))
    kind = name.removeprefix("Raw profile type ").lower()
    if kind in {"exif", "app1"} and not data.startswith(_XMP_HEAD):
        facts.exif = facts.exif or data.removeprefix(b"Exif\0\0")
    elif kind in {"xmp", "app1"}:
        facts.xmp = facts.xmp or data.removeprefix(_XMP_HEAD)
    elif kind == "iptc":
        facts.iptc = facts.iptc or data


_TAKERS = {
    b"eXIf": _take_exif,
    b"tIME": _take_time,
    b"tEXt": _take_text,
    b"zTXt": _take_compressed,
    b"iTXt": _take_international,
}
