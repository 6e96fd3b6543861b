"""XMP: the few properties that a gallery shows, of a packet in a file or of a sidecar beside it.

Strangers write it, so nothing in it is followed: a document type, and with it every entity, ends
the reading, as does damage or too much depth. What was read until then holds.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 50  # Elements in each other; XMP has about ten.
LONGEST = 20_000  # Letters of one value.
MOST = 1_000  # Values of one property.

_DC = "http://purl.org/dc/elements/1.1/"
_EXIF = "http://ns.adobe.com/exif/1.0/"
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TIFF = "http://ns.adobe.com/tiff/1.0/"
_XMP = "http://ns.adobe.com/xap/1.0/"

# Under the prefixes that everybody gives them: some programs forget to declare these.
_NAMESPACES = {
    "dc": _DC,
    "exif": _EXIF,
    "photoshop": _PHOTOSHOP,
    "rdf": _RDF,
    "tiff": _TIFF,
    "xap": _XMP,
    "xmp": _XMP,
}
_PREFIXES = {uri: prefix for prefix, uri in _NAMESPACES.items()}
WANTED = frozenset(
    {
        *("dc:title", "dc:description", "dc:subject", "photoshop:Headline", "xmp:Rating"),
        *("photoshop:DateCreated", "exif:DateTimeOriginal", "exif:DateTimeDigitized"),
        *("xmp:CreateDate", "exif:GPSTimeStamp", "exif:GPSLatitude", "exif:GPSLongitude"),
    }
)

Properties = Mapping[str, Sequence[str]]
"""The values of properties by their usual names; of one in several languages the default first."""


class _RefusedError(Exception):
    """The document has what no XMP has."""


def read_xmp(packet: bytes) -> tuple[Properties, str]:
    """Return the properties of a packet, and what kept the rest from being read: empty if nothing
    did."""
    reader = _Reader()
    try:
        reader.parse(packet.strip(b"\0 \t\r\n"))
    except _RefusedError as refusal:
        return reader.found, str(refusal)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return reader.found, f"is damaged: {error}"
    return reader.found, ""


@dataclass(slots=True)
class _Reader:
    """Goes through a packet once. A property stands in a description, as an attribute or an
    element; what stands deeper is a value of it, or part of another thing."""

    found: dict[str, Sequence[str]] = field(default_factory=dict)
    uris: dict[str, str] = field(default_factory=lambda: dict(_NAMESPACES))
    depth: int = 0
    described_at: int = 0
    name: str = ""
    text: list[str] = field(default_factory=list)
    values: list[tuple[bool, str]] = field(default_factory=list)
    is_default: bool = False
    in_item: bool = False

    def parse(self, packet: bytes) -> None:
        """Read all there is."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.add
        parser.Parse(packet, True)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _RefusedError("is nested too deeply")
        self.declare(attributes)
        known = self.known(name)
        if not self.described_at:
            if known == "rdf:Description":
                self.described_at = self.depth
                for key, value in attributes.items():
                    self.keep(self.known(key), [value])
        elif self.depth == self.described_at + 1:
            self.name, self.text, self.values = known, [], []
        elif known == "rdf:li":
            self.text, self.in_item = [], True
            self.is_default = attributes.get("xml:lang") == "x-default"

    def declare(self, attributes: Mapping[str, str]) -> None:
        """Note the prefixes that an element declares."""
        for key, value in attributes.items():
            if key.startswith("xmlns:"):
                self.uris[key.removeprefix("xmlns:")] = value

    def add(self, text: str) -> None:
        """Add text to the value that is being read."""
        if self.name in WANTED and len(self.text) < MOST:
            self.text.append(text[:LONGEST])

    def end(self, _name: str) -> None:
        """End an element."""
        if self.in_item and self.depth > self.described_at + 1 and len(self.values) < MOST:
            self.values.append((not self.is_default, "".join(self.text)[:LONGEST]))
            self.in_item = False
        elif self.described_at and self.depth == self.described_at + 1:
            in_order = sorted(self.values, key=lambda value: value[0])
            values = [value for _, value in in_order] or ["".join(self.text)[:LONGEST]]
            self.keep(self.name, values)
            self.name = ""
        elif self.depth == self.described_at:
            self.described_at = 0
        self.depth -= 1

    def known(self, name: str) -> str:
        """Return a name with the prefix that everybody uses."""
        prefix, _, local = name.rpartition(":")
        return f"{_PREFIXES.get(self.uris.get(prefix, ''), '')}:{local}"

    def keep(self, name: str, values: Sequence[str]) -> None:
        """Keep the first that is said of a property, if it says anything."""
        said = [value for value in values if value.strip()]
        if name in WANTED and said:
            self.found.setdefault(name, said)


def _refuse(*_declaration: object) -> None:
    raise _RefusedError("has a document type")


def degrees(text: str, limit: int) -> float:
    """Return a latitude or longitude as XMP writes it: 48,8.25N or 48,8,15N."""
    sign = {"N": 1, "E": 1, "S": -1, "W": -1}[text.strip()[-1:].upper()]
    parts = [float(part) for part in text.strip()[:-1].split(",")]
    size = sum(part / 60**power for power, part in enumerate(parts[:3]))
    if not 0 <= size <= limit:
        raise ValueError("no place on Earth")
    return round(sign * size, 7)


def first_of(found: Sequence[Properties], *names: str) -> list[str]:
    """Return the values of the first of some properties that the first of some packets has."""
    return next((list(each[name]) for each in found for name in names if name in each), [])


def position_of(found: Sequence[Properties]) -> dict[str, float]:
    """Return latitude and longitude, if one of some packets has both."""
    for each in found:
        with suppress(KeyError, ValueError):
            latitude = degrees(each["exif:GPSLatitude"][0], 90)
            longitude = degrees(each["exif:GPSLongitude"][0], 180)
            if (latitude, longitude) != (0, 0):
                return {"latitude": latitude, "longitude": longitude}
    return {}
