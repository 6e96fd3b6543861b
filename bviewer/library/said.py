"""All that a picture or a clip says of itself, and what stands beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bviewer.library import iptc as iim
from bviewer.library.camera import CameraFacts
from bviewer.library.exif import Tags
from bviewer.library.names import plain_lines, plain_text
from bviewer.library.png_chunks import PngFacts
from bviewer.library.sidecars import NOTHING, Beside
from bviewer.library.xmp import Properties, first_of, position_of, read_xmp

LONGEST_TITLE = 300
LONGEST_CAPTION = 5_000
LONGEST_KEYWORD = 100
MOST_KEYWORDS = 100
RATINGS = range(-1, 6)
# What cameras write into every photograph.
MEANINGLESS = {"OLYMPUS DIGITAL CAMERA", "SONY DSC", "SAMSUNG", "DIGITAL CAMERA", "DCIM", "MINOLTA"}


class Texts(NamedTuple):
    """What a person wrote into a photograph, or beside it. The worst of ratings is 1, 0 is none,
    and who rejects gives -1."""

    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What was found in a file, by the kind of its metadata, and `beside` it."""

    tags: Tags = field(default_factory=lambda: Tags({}))
    xmp: Properties = field(default_factory=dict)
    iptc: iim.Records = field(default_factory=dict)
    png: PngFacts = field(default_factory=PngFacts)
    beside: Beside = NOTHING

    @property
    def packets(self) -> Sequence[Properties]:
        """Return what XMP says: who leaves originals alone writes the last word beside them."""
        return [*self.beside.xmp, self.xmp]


UNSAID = Said()
NO_TEXTS = Texts()


def said_by(tags: Tags, packet: bytes, records: bytes, png: PngFacts, beside: Beside) -> Said:
    """Return what the metadata of a picture says; what is damaged of it says nothing."""
    xmp, _remark = read_xmp(packet)
    return Said(tags, xmp, iim.read_iptc(records), png, beside)


def texts_of(said: Said) -> Texts:
    """Return what people wrote, each from the first that says it: XMP beside the file and in it,
    IPTC, and of captions at last what Takeout tells."""
    title = first_of(said.packets, "dc:title", "photoshop:Headline")
    records = said.iptc
    titles = [*title, *records.get(iim.TITLE, ()), *records.get(iim.HEADLINE, ())]
    captions = first_of(said.packets, "dc:description") or records.get(iim.CAPTION, ())
    keywords = first_of(said.packets, "dc:subject") or records.get(iim.KEYWORDS, ())
    return Texts(
        first_meant(map(plain_text, titles))[:LONGEST_TITLE],
        first_meant(map(plain_lines, [*captions, said.beside.takeout.caption]))[:LONGEST_CAPTION],
        tuple(dict.fromkeys(filter(None, map(keyword, keywords))))[:MOST_KEYWORDS],
        rating_of(said.packets),
    )


def first_meant(texts: Iterable[str]) -> str:
    """Return the first text that somebody wrote, and no camera."""
    return next((text for text in texts if text and text.upper() not in MEANINGLESS), "")


def keyword(text: str) -> str:
    """Return a keyword on one line."""
    return plain_text(text)[:LONGEST_KEYWORD].strip()


def rating_of(packets: Sequence[Properties]) -> int | None:
    """Return a rating, if there is one."""
    try:
        rating = int(float(first_of(packets, "xmp:Rating")[0]))
    except (IndexError, ValueError, OverflowError):
        return None
    return rating if rating in RATINGS else None


def place_of(said: Said) -> CameraFacts:
    """Return where something was taken, as XMP or Takeout say; Exif says it by itself."""
    if found := position_of(said.packets):
        return {**found}
    position = said.beside.takeout.position
    return dict(zip(("latitude", "longitude"), position, strict=True)) if position else {}
